# Starts the guest book: a certificate from our own CA, gunicorn, nginx.
set -e
mkdir -p run webroot
test -e certs/privkey.pem || python ca.py app.localhost
GUESTBOOK_PROXIES=1 gunicorn "guestbook:create_app()" > run/gunicorn.log 2>&1 &
nginx -p . -e run/error.log -c nginx.conf
until curl -sf --cacert certs/ca.pem https://app.localhost/ > run/page; do sleep 0.1; done
