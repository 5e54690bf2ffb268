# Starts a CA that speaks ACME, with a DNS in which each name is this machine.
set -e
python ca.py localhost --folder pebble
pebble-challtestsrv -http01= -https01= -tlsalpn01= -defaultIPv6= > run/dns.log 2>&1 &
export PEBBLE_VA_NOSLEEP=1 PEBBLE_WFE_NONCEREJECT=0 PEBBLE_AUTHZREUSE=0
pebble -config pebble.json -dnsserver 127.0.0.1:8053 > run/pebble.log 2>&1 &
root=https://localhost:15000/roots/0
until curl -s --cacert pebble/ca.pem $root > root.pem; do sleep 0.1; done
