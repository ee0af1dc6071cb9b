/**
 * Four lines come by standard input: what to do (`add`, `remove`), the directory of sshd_config, the key, and the line to add. One
 * line goes out, behind a word by which it is told from what a login prints.
 *
 * Two files are the program's own: the keys, and a part of the configuration that names them. Nothing else is written. Where somebody
 * else's `TrustedUserCAKeys` stands, or the parts are not read, nothing is changed. What sshd itself does not accept is taken back
 * before sshd is told to read it.
 */
const script = String.raw`
  export LC_ALL=C;
  umask 022;
  say() { echo "infrawatch-fleet: $*"; };
  refuse() { say refused "$@"; exit 0; };
  IFS= read -r action; IFS= read -r directory; IFS= read -r key; IFS= read -r line;
  [ -n "$key" ] && [ -n "$directory" ] || refuse input;
  [ "$(id -u)" = 0 ] || refuse root "$(id -un)";
  main=$directory/sshd_config keys=$directory/infrawatch-fleet-user-ca.pub parts=$directory/sshd_config.d;
  part=$parts/00-infrawatch-fleet.conf lock=$directory/.infrawatch-fleet;
  [ -f "$main" ] || refuse config "$main is not there";
  for sshd in "$(command -v sshd)" /usr/sbin/sshd /usr/local/sbin/sshd; do [ -x "$sshd" ] && break; done;
  [ -x "$sshd" ] || refuse config "there is no sshd";
  setting() { "$sshd" -T -f "$main" 2>/dev/null | sed -n "s/^$1 //p" | head -n 1; };

  out=$("$sshd" -t -f "$main" 2>&1) || refuse config "$out";
  now=$(setting trustedusercakeys);
  case $now in none|"$keys") ;; *) refuse taken "$now";; esac;
  find "$lock" -prune -mmin +5 -exec rm -rf {} + 2>/dev/null;
  out=$(mkdir -m 700 "$lock" 2>&1) || { [ -d "$lock" ] && refuse busy; refuse unwritable "$out"; };
  trap "rm -rf $lock" EXIT;
  trap "exit 1" HUP INT TERM PIPE;

  : > "$lock/keys" || refuse unwritable "$lock";
  if [ -f "$keys" ]; then grep -v -F -e "$key" "$keys" > "$lock/keys"; fi;
  [ "$action" = remove ] || printf "%s\n" "$line" >> "$lock/keys" || refuse unwritable "$lock";
  [ -s "$lock/keys" ] && wanted=$keys || wanted=none;
  if [ "$now" = "$wanted" ] && { [ "$wanted" = none ] || cmp -s "$lock/keys" "$keys"; }; then say present; exit 0; fi;

  keep() { if [ -f "$1" ]; then cp -p "$1" "$lock/$2" || refuse unwritable "$lock"; fi; };
  restore() { if [ -f "$lock/$2" ]; then mv -f "$lock/$2" "$1"; else rm -f "$1"; fi; };
  back() { restore "$keys" keys.before; restore "$part" part.before; refuse "$@"; };
  keep "$keys" keys.before; keep "$part" part.before;
  if [ "$wanted" = none ]; then rm -f "$part" || back unwritable "$part";
  elif [ "$now" = none ]; then
    mkdir -p "$parts" && printf "TrustedUserCAKeys %s\n" "$keys" > "$lock/part" && mv -f "$lock/part" "$part" || back unwritable "$parts";
  fi;
  mv -f "$lock/keys" "$keys" || back unwritable "$keys";
  command -v restorecon >/dev/null 2>&1 && restorecon -F "$keys" "$part" >/dev/null 2>&1;
  out=$("$sshd" -t -f "$main" 2>&1) || back config "$out";
  [ "$(setting trustedusercakeys)" = "$wanted" ] || back unread "$main";
  if [ "$now" != "$wanted" ]; then
    pid=$(cat "$(setting pidfile)" 2>/dev/null);
    if [ -n "$pid" ]; then kill -HUP "$pid" 2>/dev/null || back reload "$pid";
    elif command -v systemctl >/dev/null 2>&1; then systemctl try-reload-or-restart ssh.service sshd.service >/dev/null 2>&1;
    fi;
  fi;
  [ "$wanted" = none ] && rm -f "$keys";
  if [ "$action" = add ]; then say added; else say removed; fi`;

/** One line, without single quotes, for whatever shell the user has. */
export const sshdTrustCommand = `sh -c '${script.replace(/\s*\n\s*/g, ' ').trim()}'`;
