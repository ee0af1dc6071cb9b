/** Where something was seen that speaks of what a host is. */
export type Place = 'banner' | 'server' | 'title' | 'certificate' | 'name' | 'service';

/** One sign. In `os`, `$1` is what the pattern caught. */
export interface Sign {
  in: Place;
  is: RegExp;
  os?: string;
  role?: string;
}

/** Ports that are all open together, on hosts of one kind. */
export interface Portrait {
  open: number[];
  os?: string;
  role?: string;
}

/** OpenSSH of a release of Ubuntu; the package's revision does not tell which. */
const ubuntu = {
  '16.04': '7\\.2p2',
  '18.04': '7\\.6p1',
  '20.04': '8\\.2p1',
  '22.04': '8\\.9p1',
  '24.04': '9\\.6p1',
  '24.10': '9\\.7p1',
  '25.04': '9\\.9p1',
};

/** OpenSSH of a release of Debian, for packages that do not say `deb12`. */
const debian = { 9: '7\\.4p1', 10: '7\\.9p1', 11: '8\\.4p1', 12: '9\\.2p1', 13: '10\\.0p\\d' };

/** The names that distributions give themselves in Apache's `Server` header, and ours for them. */
const distributions = {
  Debian: 'debian',
  Ubuntu: 'ubuntu',
  'Red Hat(?: Enterprise Linux)?': 'rhel',
  CentOS: 'centos',
  'Rocky Linux': 'rocky',
  AlmaLinux: 'almalinux',
  'Fedora(?: Linux)?': 'fedora',
  'Amazon(?: Linux)?': 'amazon linux',
  'Oracle Linux(?: Server)?': 'oracle linux',
  'SUSE|Linux\\/SUSE|openSUSE': 'suse',
  FreeBSD: 'freebsd',
  'Win(?:32|64)': 'windows',
};

/** Pages by which products are known; what they run on is told where it is always the same. */
const titles: [is: RegExp, role: string, os?: string][] = [
  [/Proxmox Virtual Environment/i, 'hypervisor', 'proxmox ve'],
  [/Proxmox Backup Server/i, 'backup', 'proxmox backup server'],
  [/VMware ESXi|\bID_EESX_Welcome\b|VMware Host Client/i, 'hypervisor', 'vmware esxi'],
  [/vSphere|vCenter/i, 'virtualization manager'],
  [/XCP-ng|XenServer/i, 'hypervisor', 'xen'],
  [/\biDRAC\d*\b|\biLO(?: \d)?\b|Supermicro BMC|\bIPMI\b|Lenovo XClarity Controller/i, 'management controller'],
  [/Synology|DiskStation/i, 'storage', 'synology dsm'],
  [/\bQTS\b|QNAP/i, 'storage', 'qnap qts'],
  [/TrueNAS|FreeNAS/i, 'storage', 'truenas'],
  [/pfSense/i, 'firewall', 'pfsense'],
  [/OPNsense/i, 'firewall', 'opnsense'],
  [/FortiGate/i, 'firewall', 'fortios'],
  [/RouterOS|MikroTik/i, 'network', 'routeros'],
  [/UniFi/i, 'network'],
  [/OpenWrt|LuCI/i, 'network', 'openwrt'],
  [/HP LaserJet|OfficeJet|Brother .*series|Kyocera|EpsonNet|\bCUPS\b/i, 'printer'],
  [/Grafana|Prometheus|Alertmanager|Zabbix|Nagios|Icinga|Netdata|Checkmk|Uptime Kuma/i, 'monitoring'],
  [/Node Exporter/i, 'server with node exporter'],
  [/Kibana|OpenSearch Dashboards|Graylog/i, 'logging'],
  [/Jenkins|TeamCity|GoCD|Woodpecker|Drone CI/i, 'build'],
  [/GitLab|Gitea|Forgejo|Bitbucket|Gogs/i, 'code'],
  [/Nexus Repository|Artifactory|Harbor/i, 'artifacts'],
  [/Portainer|Rancher|Kubernetes Dashboard|Cockpit/i, 'container manager'],
  [/RabbitMQ/i, 'queue'],
  [/phpMyAdmin|pgAdmin|Adminer/i, 'database administration'],
  [/Keycloak|authentik|FreeIPA/i, 'directory'],
  [/HAProxy|Traefik|Nginx Proxy Manager/i, 'proxy'],
  [/Vault|Consul by HashiCorp/i, 'control plane'],
  [/MinIO/i, 'storage'],
  [/Roundcube|Outlook|Zimbra|Rspamd/i, 'mail'],
];

/** By what is said most exactly first: of two signs that disagree the earlier one counts. */
export const signs: Sign[] = [
  { in: 'banner', is: /^SSH-\S+ Debian-\S*deb(\d+)/, os: 'debian $1' },
  { in: 'banner', is: /^SSH-\S+ Raspbian-/, os: 'raspbian' },
  ...Object.entries(ubuntu).map(([release, version]): Sign => ({
    in: 'banner',
    is: new RegExp(`^SSH-2\\.0-OpenSSH_${version} Ubuntu-`),
    os: `ubuntu ${release}`,
  })),
  { in: 'banner', is: /^SSH-\S+ Ubuntu-/, os: 'ubuntu' },
  ...Object.entries(debian).map(([release, version]): Sign => ({
    in: 'banner',
    is: new RegExp(`^SSH-2\\.0-OpenSSH_${version} Debian-`),
    os: `debian ${release}`,
  })),
  { in: 'banner', is: /^SSH-\S+ Debian-/, os: 'debian' },
  { in: 'banner', is: /^SSH-\S+ FreeBSD-/, os: 'freebsd' },
  { in: 'banner', is: /^SSH-\S*NetBSD/, os: 'netbsd' },
  { in: 'banner', is: /^SSH-\S+OpenSSH_for_Windows/, os: 'windows' },
  { in: 'banner', is: /^SSH-\S+-Cisco-/, os: 'cisco ios', role: 'network' },
  { in: 'banner', is: /^SSH-\S+-ROSSSH/, os: 'routeros', role: 'network' },
  { in: 'banner', is: /^SSH-\S+-(?:HUAWEI|VRP)/, os: 'huawei vrp', role: 'network' },
  { in: 'banner', is: /^SSH-\S+-Comware/, os: 'comware', role: 'network' },
  { in: 'banner', is: /^SSH-\S+-mpSSH/, role: 'management controller' },
  { in: 'banner', is: /^SSH-\S+-(?:Gerrit|GitLab|Gitea|Go-git)/i, role: 'code' },
  { in: 'banner', is: /^SSH-\S+-dropbear/i, os: 'embedded linux' },
  // Packages carry the release that they were built for: of MySQL, MariaDB, and others.
  { in: 'banner', is: /[+~]deb(\d+)u?\d*/, os: 'debian $1' },
  { in: 'banner', is: /ubuntu0?\.(\d\d\.\d\d)/i, os: 'ubuntu $1' },
  { in: 'banner', is: /\((?:Debian|Debian\/GNU)\)/i, os: 'debian' },
  { in: 'banner', is: /\(Ubuntu\)/i, os: 'ubuntu' },
  { in: 'banner', is: /Microsoft (?:ESMTP|FTP|Exchange)/i, os: 'windows' },
  ...Object.entries(distributions).map(([name, os]): Sign => ({
    in: 'server',
    is: new RegExp(`\\((?:${name})\\)`, 'i'),
    os,
  })),
  { in: 'server', is: /^Microsoft-(?:IIS|HTTPAPI)\//, os: 'windows' },
  ...titles.map(([is, role, os]): Sign => ({ in: 'title', is, role, os })),
  { in: 'title', is: /Apache2 (Debian|Ubuntu) Default Page/i, os: '$1' },
  { in: 'title', is: /IIS Windows/i, os: 'windows' },
  {
    in: 'title',
    is: /(?:Test Page|HTTP Server).*\b(CentOS|Rocky|AlmaLinux|Fedora|Red Hat Enterprise Linux)\b/i,
    os: '$1',
  },
  { in: 'server', is: /^pve-api-daemon/, role: 'hypervisor', os: 'proxmox ve' },
  { in: 'server', is: /^(?:cloudflare|HAProxy|envoy|Traefik|Varnish|squid|Caddy)/i, role: 'proxy' },
  { in: 'server', is: /^MinIO/, role: 'storage' },
  { in: 'server', is: /^(?:CUPS|Virata-EmWeb|HP HTTP Server)/i, role: 'printer' },
  { in: 'certificate', is: /^kubernetes(?:\.default(?:\.svc.*)?)?$/, role: 'kubernetes control plane' },
  { in: 'certificate', is: /^(?:idrac|ilo|bmc|ipmi)[-.\d]/i, role: 'management controller' },
  { in: 'certificate', is: /^(?:vcenter|vcsa)[-.\d]/i, role: 'virtualization manager' },
  { in: 'service', is: /^(?:postgres|mysql)$/, role: 'database' },
  { in: 'service', is: /^(?:redis|memcached)$/, role: 'cache' },
  { in: 'service', is: /^(?:amqp|nats)$/, role: 'queue' },
  { in: 'service', is: /^(?:smtp|imap|pop3)$/, role: 'mail' },
  { in: 'service', is: /^(?:ftp|rsync)$/, role: 'file' },
  { in: 'server', is: /^(?:nginx|Apache|Microsoft-IIS|lighttpd|openresty|LiteSpeed|gunicorn|Jetty)\b/i, role: 'web' },
  { in: 'name', is: /^(?:db|database|pg|postgres|mysql|mariadb)[-.\d]/, role: 'database' },
  { in: 'name', is: /^(?:mx|mail|smtp|imap)[-.\d]/, role: 'mail' },
  { in: 'name', is: /^(?:ns|dns|resolver)[-.\d]/, role: 'dns' },
  { in: 'name', is: /^(?:web|www)[-.\d]/, role: 'web' },
  { in: 'name', is: /^(?:lb|proxy|haproxy|gw|gateway)[-.\d]/, role: 'proxy' },
  { in: 'name', is: /^(?:fw|firewall)[-.\d]/, role: 'firewall' },
  { in: 'name', is: /^(?:sw|switch|rtr|router)[-.\d]/, role: 'network' },
  { in: 'name', is: /^(?:bastion|jump)[-.\d]/, role: 'bastion' },
];

/** Less than what was said: others may listen at these numbers too. */
export const portraits: Portrait[] = [
  { open: [88, 389, 445], os: 'windows', role: 'directory' },
  { open: [135, 445], os: 'windows' },
  { open: [445, 3389], os: 'windows' },
  { open: [443, 902], os: 'vmware esxi', role: 'hypervisor' },
  { open: [6443, 10250], role: 'kubernetes control plane' },
  { open: [10250], role: 'kubernetes node' },
  { open: [2379, 2380], role: 'etcd' },
  { open: [111, 2049], role: 'file' },
  { open: [9200, 9300], role: 'search' },
  { open: [2181, 9092], role: 'queue' },
  { open: [515, 9100], role: 'printer' },
  { open: [631, 9100], role: 'printer' },
  { open: [88, 389], role: 'directory' },
  { open: [3260], role: 'storage' },
  { open: [179], role: 'network' },
];
