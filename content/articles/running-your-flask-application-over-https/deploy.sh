# Certbot runs this after each new certificate, with its folder in RENEWED_LINEAGE.
set -e
cp "$RENEWED_LINEAGE/fullchain.pem" "$RENEWED_LINEAGE/privkey.pem" certs
nginx -p . -e run/error.log -c nginx.conf -t -q
nginx -p . -e run/error.log -c nginx.conf -s reload
