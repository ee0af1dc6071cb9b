#!/bin/sh
# Fills in nginx's configuration, waits for the API so that the first visitor finds it, and becomes nginx.
set -eu
# The first process of a container is stopped by no signal that it does not handle.
trap 'exit 0' TERM INT

# Asked again and again while it runs: an API that was restarted has another address. Only the first one: nginx asks them
# in turn, and behind it there may be one that has never heard of Compose's names.
FLEET_RESOLVER=$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2; exit }' /etc/resolv.conf)
export FLEET_RESOLVER
envsubst '$FLEET_API $FLEET_RESOLVER' </etc/fleet/nginx.conf.template >/tmp/nginx.conf

left=90
until curl -fsS -o /dev/null -m 4 "http://$FLEET_API/api/health/ready" 2>/dev/null; do
  left=$((left - 1))
  if [ "$left" -le 0 ]; then
    echo "The API at $FLEET_API was not ready within 90 s; the console starts without it." >&2
    break
  fi
  sleep 1
done
trap - TERM INT
exec nginx -c /tmp/nginx.conf -g 'daemon off;'
