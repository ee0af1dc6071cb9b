#!/bin/sh
# Fills in nginx's configuration, waits for the API so that the first visitor finds it, and becomes nginx.
set -eu

# Asked again and again while it runs: an API that was restarted has another address.
FLEET_RESOLVER=$(awk '$1 == "nameserver" { print ($2 ~ /:/) ? "[" $2 "]" : $2 }' /etc/resolv.conf | tr '\n' ' ')
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
exec nginx -c /tmp/nginx.conf -g 'daemon off;'
