/** What is run. Whatever shell the account has, it need only start this one, which reads the question from its standard input. */
export const telemetryCommand = '/bin/sh -s';

/**
 * What is asked of a server: always this text, without a word of anybody's data in it. It only reads, needs no special rights, and
 * passes over what a server does not have. It is a function that is called at its end, so that nothing in it can read the rest of the
 * script. Each answer stands below a line of its own, `#fleet:…`; without the last, `#fleet:end`, the answer is not whole.
 *
 * Full disks are looked for on local file systems only, and in a limited time: a dead NFS server hangs whoever asks for its size. On
 * Linux the mounts are chosen here and named to `df`, since that of BusyBox cannot choose, and would ask all.
 */
export const telemetryQuestion = String.raw`
LC_ALL=C; export LC_ALL
PATH=/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin:/usr/local/bin:$PATH; export PATH
limit=
timeout 1 true >/dev/null 2>&1 && limit='timeout 4'
section() { printf '\n#fleet:%s\n' "$1"; }
named() { [ -r "$2" ] && printf '%s=%s\n' "$1" "$(head -n 1 "$2" | tr -d '\000')"; }

linux() {
  section os
  if [ -r /etc/os-release ]; then head -n 60 /etc/os-release; else head -n 60 /usr/lib/os-release; fi
  section load
  head -n 1 /proc/loadavg
  section uptime
  head -n 1 /proc/uptime
  section memory
  head -n 80 /proc/meminfo
  section cgroup
  named memory.max /sys/fs/cgroup/memory.max
  named memory.current /sys/fs/cgroup/memory.current
  grep '^inactive_file ' /sys/fs/cgroup/memory.stat
  named cpu.max /sys/fs/cgroup/cpu.max
  named memory.max /sys/fs/cgroup/memory/memory.limit_in_bytes
  named memory.current /sys/fs/cgroup/memory/memory.usage_in_bytes
  grep '^total_inactive_file ' /sys/fs/cgroup/memory/memory.stat
  named cpu.quota /sys/fs/cgroup/cpu/cpu.cfs_quota_us
  named cpu.period /sys/fs/cgroup/cpu/cpu.cfs_period_us
  section cpu
  printf 'online=%s\n' "$(getconf _NPROCESSORS_ONLN || nproc || grep -c '^processor' /proc/cpuinfo)"
  grep -i '^model name' /proc/cpuinfo | head -n 1
  section dmi
  named vendor /sys/class/dmi/id/sys_vendor
  named model /sys/class/dmi/id/product_name
  named serial /sys/class/dmi/id/product_serial
  named model /proc/device-tree/model
  named serial /proc/device-tree/serial-number
  section blocks
  for block in /sys/block/*; do
    name=$(basename "$block")
    case $name in loop*|ram*|zram*|dm-*|md*|sr*|fd*|nbd*|zd*|mtdblock*|drbd*|*boot[0-9]) continue ;; esac
    [ "$(head -n 1 "$block/removable")" = 1 ] && continue
    named "$name" "$block/size"
  done | head -n 256
  set --
  while read -r device mount type rest; do
    case $type in
      ext2|ext3|ext4|xfs|btrfs|zfs|f2fs|jfs|reiserfs|bcachefs|vfat|exfat|ntfs|ntfs3|fuseblk|ufs|hfsplus) ;;
      overlay) [ "$mount" = / ] || continue ;;
      *) continue ;;
    esac
    case $mount in *\\*) mount=$(printf '%b' "$(printf '%s' "$mount" | sed 's/\\\([0-7]\)/\\0\1/g')") ;; esac
    [ -d "$mount" ] && set -- "$@" "$mount"
    [ "$#" -ge 64 ] && break
  done </proc/self/mounts
  if [ "$#" -gt 0 ]; then
    section disks
    $limit df -Pk "$@"
    section inodes
    $limit df -Pi "$@"
  fi
}

freebsd() {
  section os
  freebsd-version -u || uname -r
  section load
  sysctl -n vm.loadavg
  section boot
  sysctl -n kern.boottime
  section memory
  sysctl hw.physmem hw.pagesize vm.stats.vm.v_free_count vm.stats.vm.v_inactive_count vm.stats.vm.v_laundry_count
  sysctl kstat.zfs.misc.arcstats.size
  section swap
  swapinfo -k | head -n 40
  section cpu
  sysctl hw.ncpu hw.model
  section dmi
  printf 'vendor=%s\n' "$(kenv -q smbios.system.maker)"
  printf 'model=%s\n' "$(kenv -q smbios.system.product)"
  printf 'serial=%s\n' "$(kenv -q smbios.system.serial)"
  section blocks
  geom disk list | grep -E '^Geom name:|^ *Mediasize:' | head -n 256
  section disks
  $limit df -lki | head -n 200
}

macos() {
  section os
  sw_vers
  section load
  sysctl -n vm.loadavg
  section boot
  sysctl -n kern.boottime
  section memory
  sysctl hw.memsize
  vm_stat
  section swap
  sysctl -n vm.swapusage
  section cpu
  sysctl hw.ncpu machdep.cpu.brand_string hw.model
  section dmi
  ioreg -rd1 -c IOPlatformExpertDevice | grep -E '"(IOPlatformSerialNumber|manufacturer|model)" =' | head -n 8
  section disks
  $limit df -lki | head -n 200
}

telemetry() {
  section begin
  section time
  date -u '+%s.%N'
  section system
  uname -s
  uname -r
  uname -m
  case $(uname -s) in
    Linux) linux ;;
    FreeBSD) freebsd ;;
    Darwin) macos ;;
  esac
  section end
}

if printf x | head -c 1 >/dev/null 2>&1; then
  telemetry </dev/null 2>/dev/null | head -c 262144
else
  telemetry </dev/null 2>/dev/null
fi
`;
