#!/bin/sh
# after.sh FILE COMMAND...: waits for the file, then runs the command as the image itself would have.
# The first process of a container is stopped by no signal that it does not handle.
trap 'exit 0' TERM INT
file=$1
shift
left=120
until [ -s "$file" ]; do
  left=$((left - 1))
  if [ "$left" -le 0 ]; then
    echo "$file was not there within 60 s: did the service 'init' fail?" >&2
    exit 69
  fi
  sleep 0.5
done
trap - TERM INT
if command -v docker-entrypoint.sh >/dev/null; then set -- docker-entrypoint.sh "$@"; fi
exec "$@"
