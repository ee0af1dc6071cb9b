import fc from 'fast-check';
import type { ExaminedPort } from './examined-host.js';
import { guessed } from './guess.js';

/** `22 SSH-2.0-…` a banner, `80 server nginx`, `80 title …`, `443 for name`, `5432 speaks postgres`, `445` open, `called name`. */
function host(...notes: string[]) {
  const ports: ExaminedPort[] = [];
  const names: string[] = [];
  for (const note of notes) {
    const [first = '', kind = '', ...rest] = note.split(' ');
    if (first === 'called') {
      names.push(kind);
      continue;
    }
    const text = rest.join(' ');
    ports.push({
      port: Number(first),
      service: kind === 'speaks' ? text : null,
      banner: ['', 'server', 'title', 'for', 'speaks'].includes(kind) ? null : note.slice(first.length + 1),
      tls: kind === 'for' ? { names: [text], daysLeft: 1, problems: [] } : null,
      http: kind === 'server' || kind === 'title' ? { status: 200, title: null, server: null, [kind]: text } : null,
    });
  }
  return { address: '10.0.0.1', names, ports, sshHostKey: null };
}

test.each([
  ['22 SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3', 'debian 12', null],
  ['22 SSH-2.0-OpenSSH_10.0p2 Debian-7', 'debian 13', null],
  ['22 SSH-2.0-OpenSSH_8.4p1 Debian-5', 'debian 11', null],
  ['22 SSH-2.0-OpenSSH_6.7p1 Debian-5', 'debian', null],
  ['22 SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5', 'ubuntu 24.04', null],
  ['22 SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10', 'ubuntu 22.04', null],
  ['22 SSH-2.0-OpenSSH_5.9p1 Ubuntu-5', 'ubuntu', null],
  ['22 SSH-2.0-OpenSSH_9.2p1 Raspbian-2+deb12u2', 'raspbian', null],
  ['22 SSH-2.0-OpenSSH_9.7 FreeBSD-20240806', 'freebsd', null],
  ['22 SSH-2.0-OpenSSH_for_Windows_9.5', 'windows', null],
  ['22 SSH-2.0-OpenSSH_9.9', null, null],
  ['22 SSH-2.0-Cisco-1.25', 'cisco ios', 'network'],
  ['22 SSH-2.0-ROSSSH', 'routeros', 'network'],
  ['22 SSH-2.0-dropbear_2022.83', 'embedded linux', null],
  ['22 SSH-2.0-mpSSH_0.2.1', null, 'management controller'],
  ['3306 8.0.36-0ubuntu0.22.04.1', 'ubuntu 22.04', null],
  ['3306 5.5.5-10.11.6-MariaDB-0+deb12u1', 'debian 12', null],
  ['25 220 mail.example.com ESMTP Postfix (Debian/GNU)', 'debian', null],
  ['143 * OK [CAPABILITY IMAP4rev1] Dovecot (Ubuntu) ready.', 'ubuntu', null],
  ['25 220 mx Microsoft ESMTP MAIL Service ready', 'windows', null],
  ['80 server Apache/2.4.57 (Debian)', 'debian', 'web'],
  ['80 server Apache/2.4.37 (Red Hat Enterprise Linux) OpenSSL/1.1.1k', 'rhel', 'web'],
  ['80 server Apache/2.4.57 (Rocky Linux)', 'rocky', 'web'],
  ['80 server Apache/2.4.54 (Win64)', 'windows', 'web'],
  ['80 server Microsoft-IIS/10.0', 'windows', 'web'],
  ['80 server nginx/1.24.0', null, 'web'],
  ['80 server HAProxy', null, 'proxy'],
  ['8006 server pve-api-daemon/3.0', 'proxmox ve', 'hypervisor'],
  ['8006 title pve1 - Proxmox Virtual Environment', 'proxmox ve', 'hypervisor'],
  ['443 title ID_EESX_Welcome', 'vmware esxi', 'hypervisor'],
  ['443 title iDRAC9 - Login', null, 'management controller'],
  ['443 title pfSense - Login', 'pfsense', 'firewall'],
  ['5000 title nas1 - Synology NAS', 'synology dsm', 'storage'],
  ['3000 title Grafana', null, 'monitoring'],
  ['8080 title Sign in [Jenkins]', null, 'build'],
  ['443 title Sign in · GitLab', null, 'code'],
  ['80 title HP LaserJet MFP M428', null, 'printer'],
  ['80 title Apache2 Ubuntu Default Page: It works', 'ubuntu', null],
  ['6443 for kubernetes.default.svc.cluster.local', null, 'kubernetes control plane'],
  ['443 for idrac-7h2k.example.com', null, 'management controller'],
  ['5432 speaks postgres', null, 'database'],
  ['6379 speaks redis', null, 'cache'],
  ['25 speaks smtp', null, 'mail'],
  ['5432 speaks postgres?', null, null],
  ['10250', null, 'kubernetes node'],
  ['179', null, 'network'],
  ['445', null, null],
  ['called db-03.example.com', null, 'database'],
  ['called ns1.example.com', null, 'dns'],
  ['called database', null, null],
])('%s: os %s, role %s', (note, os, role) => {
  expect(guessed(host(note))).toMatchObject({ os, role });
});

test.each([
  ['windows by its ports', ['135', '445'], 'windows', null],
  ['a domain controller by its ports', ['88', '389', '445'], 'windows', 'directory'],
  ['a printer by its ports', ['631', '9100'], null, 'printer'],
  ['what is said counts more than what is open', ['22 SSH-2.0-OpenSSH_9.9 FreeBSD-1', '445', '135'], 'freebsd', null],
  ['the more exact of two that agree', ['80 server Apache (Debian)', '3306 8.0-0+deb11u1'], 'debian 11', 'web'],
  ['a database with a web page is a database', ['80 server nginx', '5432 speaks postgres'], null, 'database'],
  ['what is heard counts more than the name', ['5432 speaks postgres', 'called web-01.x'], null, 'database'],
])('%s', (_, notes, os, role) => expect(guessed(host(...notes))).toMatchObject({ os, role }));

test('the evidence says what was seen and where, of all that agree and of nothing else', () => {
  const seen = host(
    '22 SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3',
    '80 server Apache/2.4.57 (Debian)',
    '8080 server Apache/2.4.57 (Ubuntu)',
    'called web-01.example.com',
  );
  expect(guessed(seen)).toEqual({
    os: 'debian 12',
    role: 'web',
    evidence: [
      'port 22 says "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3": debian 12',
      'port 22 says "SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3": debian',
      'the web server on port 80 is "Apache/2.4.57 (Debian)": debian',
      'the web server on port 80 is "Apache/2.4.57 (Debian)": web',
      'the web server on port 8080 is "Apache/2.4.57 (Ubuntu)": web',
      'the name service calls it "web-01.example.com": web',
    ],
  });
});

test('nothing is guessed without evidence, whatever is said', () => {
  const text = fc.string({ unit: 'binary', maxLength: 60 });
  const port = fc.record({
    port: fc.integer({ min: 1, max: 65_535 }),
    service: fc.option(text),
    banner: fc.option(text),
    tls: fc.option(fc.record({ names: fc.array(text), daysLeft: fc.integer(), problems: fc.array(text) })),
    http: fc.option(fc.record({ status: fc.integer(), title: fc.option(text), server: fc.option(text) })),
  });
  fc.assert(
    fc.property(fc.array(port, { maxLength: 5 }), fc.array(text, { maxLength: 3 }), (ports, names) => {
      const { role, os, evidence } = guessed({ address: '10.0.0.1', names, ports, sshHostKey: null });
      expect(evidence.length > 0).toBe(role !== null || os !== null);
    }),
  );
});
