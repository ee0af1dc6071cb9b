/**
 * Finds the lines of an authorized_keys file that hold a key, as sshd(8) reads them: blanks, then the key; or options (in which
 * what is quoted does not end anything), then the key. A line that is commented out holds none.
 */
const holds = String.raw`
  function keyAt(text, parts) { split(text, parts, /[ \t\r]+/); return parts[1] " " parts[2]; }
  function holds(line, at, c, isQuoted, rest) {
    if (index(line, key) == 0) return 0;
    sub(/^[ \t]+/, "", line);
    if (substr(line, 1, 1) == "#") return 0;
    if (keyAt(line) == key) return wanted == "";
    isQuoted = 0;
    for (at = 1; at <= length(line); at++) {
      c = substr(line, at, 1);
      if (c == backslash && substr(line, at + 1, 1) == quote) at++;
      else if (c == quote) isQuoted = 1 - isQuoted;
      else if (isQuoted == 0 && (c == " " || c == "\t")) break;
    }
    rest = substr(line, at);
    sub(/^[ \t]+/, "", rest);
    return keyAt(rest) == key && (wanted == "" || wanted == substr(line, 1, at - 1));
  }
  BEGIN {
    key = ENVIRON["fleet_key"]; wanted = ENVIRON["fleet_options"]; isEnded = ENVIRON["fleet_ended"];
    backslash = sprintf("%c", 92); quote = sprintf("%c", 34);
  }`;

/** How many lines hold it, and how many bytes these are with their ends. */
const counted = `${holds}
  { isLast = 0; if (holds($0)) { lines++; bytes += length($0) + 1; isLast = 1; } }
  END { if (isLast && isEnded == 0) bytes--; print lines + 0, bytes + 0; }`;

/** All other lines. A last one that was not ended stays so. */
const kept = `${holds}
  { if (has) print line; has = 0; if (holds($0) == 0) { line = $0; has = 1; } }
  END { if (has && isEnded == 0) printf "%s", line; else if (has) print line; }`;

/**
 * Four lines come by standard input: what to do (\`add\`, \`remove\`, \`look\`), the key, the options that a line must have to count
 * (empty: whatever it has), and the line to add. One line goes out, behind a word by which it is told from what a login prints.
 *
 * The lock is a directory beside the file; that it is not there just after it was in the way means that somebody let go of it,
 * and that it goes before it has a marker, that somebody took it for one that was left. Whose it is says the name of the marker
 * within: moment, process, host. A marker whose process is gone, or that is older than anybody takes, is renamed to one's own,
 * which of several only one can do. The new file grows in that directory, so that a crash leaves nothing but it, and whoever
 * comes next takes it away.
 */
const script = String.raw`
  export LC_ALL=C;
  umask 077;
  say() { echo "infrawatch-fleet: $*"; };
  refuse() { say refused "$@"; exit 0; };
  fleet_key=;
  IFS= read -r action; IFS= read -r fleet_key; IFS= read -r fleet_options; IFS= read -r line;
  export fleet_key fleet_options;
  [ -n "$fleet_key" ] || refuse input;
  [ -n "$HOME" ] && cd "$HOME" 2>/dev/null || refuse home "$HOME";

  if [ -d .ssh ]; then :;
  elif [ -e .ssh ] || [ -L .ssh ]; then refuse directory "$HOME/.ssh";
  elif [ "$action" = add ]; then
    out=$(mkdir -m 700 .ssh 2>&1) || [ -d .ssh ] || refuse unwritable "$out";
    command -v restorecon >/dev/null 2>&1 && restorecon -F .ssh >/dev/null 2>&1;
  else say none; exit 0;
  fi;
  cd .ssh 2>/dev/null || refuse unreadable "$HOME/.ssh";
  name=authorized_keys;
  if [ -L "$name" ]; then
    whole=$(readlink -f "$name" 2>/dev/null);
    [ -n "$whole" ] && [ -e "$whole" ] && cd "$(dirname "$whole")" 2>/dev/null || refuse dangling "$HOME/.ssh/$name";
    name=$(basename "$whole");
  fi;
  [ -f "$name" ] || { [ -e "$name" ] && refuse file "$(pwd)/$name"; };

  size() { wc -c < "$1" | tr -d " "; };
  sum() { if [ -e "$name" ]; then cksum < "$name"; fi; };
  look() {
    lines=0 bytes=0 fleet_ended=1;
    [ -e "$name" ] || return 0;
    [ -r "$name" ] || refuse unreadable "$(pwd)/$name";
    [ -s "$name" ] && fleet_ended=$(tail -c 1 "$name" | wc -l | tr -d " ");
    export fleet_ended;
    counts=$(awk "COUNTED" "$name" 2>&1) || refuse tools "$counts";
    lines=$(echo $counts | cut -d " " -f 1) bytes=$(echo $counts | cut -d " " -f 2);
  };
  settle() {
    look;
    case $action.$lines in
      look.*) say held "$lines"; exit 0;;
      remove.0) say none; exit 0;;
      add.0|remove.*) ;;
      *) say present; exit 0;;
    esac;
  };
  settle;

  lock=.infrawatch-fleet;
  own=$(date +%s).$$.$(uname -n);
  is_lost() { case $1 in *onexistent*|*such?file*) return 0;; *) return 1;; esac; };
  is_gone() { case $1 in *xists*) return 0;; *) return 1;; esac; };
  is_sole() { [ "$(echo "$lock"/own.*)" = "$lock/own.$own" ]; };
  is_stale() {
    rest=$(basename "$1"); rest=$(echo "$rest" | cut -d . -f 2-);
    since=$(echo "$rest" | cut -d . -f 1) pid=$(echo "$rest" | cut -d . -f 2) host=$(echo "$rest" | cut -d . -f 3-);
    age=$(($(date +%s) - since));
    [ "$age" -gt 120 ] || [ "$age" -lt -120 ] && return 0;
    [ "$host" = "$(uname -n)" ] || return 1;
    kill -0 "$pid" 2>/dev/null && return 1;
    [ -d "/proc/$pid" ] && return 1;
    return 0;
  };
  take() {
    if out=$(mkdir "$lock" 2>&1); then
      out=$( { : > "$lock/own.$own"; } 2>&1 ) || { is_lost "$out" && return 1; rmdir "$lock" 2>/dev/null; refuse unwritable "$out"; };
      is_sole && return 0;
      rm -f "$lock/own.$own";
      return 1;
    fi;
    [ -d "$lock" ] || { [ -e "$lock" ] || is_gone "$out" || refuse unwritable "$out"; return 1; };
    for marker in "$lock"/own.*; do
      [ -e "$marker" ] || { rmdir "$lock" 2>/dev/null; return 1; };
      is_stale "$marker" || return 1;
      mv "$marker" "$lock/own.$own" 2>/dev/null && is_sole && return 0;
      return 1;
    done;
  };
  release() { rm -f "$lock/new"; rm -f "$lock/own.$own"; rmdir "$lock" 2>/dev/null; };
  left=100;
  until take; do
    left=$((left - 1));
    [ "$left" -gt 0 ] || refuse busy;
    sleep 0.1 2>/dev/null || sleep 1;
  done;
  trap release EXIT;
  trap "exit 1" HUP INT TERM PIPE;

  change() {
    settle;
    before=$(sum);
    rm -f "$lock/new";
    if [ -e "$name" ]; then
      expected=$(size "$name");
      out=$(cp -p "$name" "$lock/new" 2>&1) || refuse unwritable "$out";
    else
      expected=0;
      out=$( { : > "$lock/new"; } 2>&1 ) || refuse unwritable "$out";
    fi;
    if [ "$action" = add ]; then
      expected=$((expected + $(printf "%s\n" "$line" | wc -c) + 1 - fleet_ended));
      out=$( { [ "$fleet_ended" = 1 ] || echo; printf "%s\n" "$line"; } 2>&1 >> "$lock/new") || refuse unwritable "$out";
    else
      expected=$((expected - bytes));
      out=$(awk "KEPT" "$name" 2>&1 > "$lock/new") || refuse unwritable "$out";
    fi;
    [ "$(size "$lock/new")" = "$expected" ] || refuse incomplete "$(size "$lock/new") instead of $expected bytes";
    command -v chcon >/dev/null 2>&1 && [ -e "$name" ] && chcon --reference="$name" "$lock/new" 2>/dev/null;
    command -v sync >/dev/null 2>&1 && { out=$(sync "$lock/new" 2>&1) || refuse unwritable "$out"; };
    [ -e "$lock/own.$own" ] && [ "$(sum)" = "$before" ] || return 1;
    out=$(mv -f "$lock/new" "$name" 2>&1) || refuse unwritable "$out";
    command -v sync >/dev/null 2>&1 && sync . 2>/dev/null;
    return 0;
  };
  until change; do
    left=$((left - 1));
    [ "$left" -gt 0 ] && [ -e "$lock/own.$own" ] || refuse busy;
  done;
  if [ "$action" = add ]; then say added; else say removed "$lines"; fi`;

/** Within double quotes of sh. Nothing in them has a backslash before what is escaped here. */
function quoted(program: string): string {
  return program.replace(/["$]/g, String.raw`\$&`);
}

/**
 * One line, for whatever shell the user has: within single quotes neither sh nor csh nor fish looks for anything but quotes,
 * doubled backslashes, and csh for exclamation marks and ends of lines, and it has none of them.
 */
export const authorizedKeysCommand = `sh -c '${script
  .replace('COUNTED', () => quoted(counted))
  .replace('KEPT', () => quoted(kept))
  .replace(/\s*\n\s*/g, ' ')
  .trim()}'`;
