"""nginx: whole configurations and parts of them, by nginx itself."""

from __future__ import annotations

import subprocess

import pytest

from tests.runnable.house import fence

WHOLE = """\
user www-data;
pid /run/nginx.pid;
error_log /var/log/nginx/error.log;
events { worker_connections 768; }
http {
    include mime.types;
    access_log /var/log/nginx/access.log;
    proxy_temp_path /var/lib/nginx/proxy;
    server { listen 80; return 204; }
}
"""


CERTIFICATES = "ssl_certificate /etc/ssl/a.pem;\nssl_certificate_key certs/a.key;"


@pytest.mark.parametrize(
    "text",
    [
        WHOLE,
        "http { server { listen 443; } }",
        "worker_processes 2;\npid /run/a.pid;",
        "limit_req_zone $binary_remote_addr zone=a:10m rate=1r/s;\nserver { limit_req zone=a; }",
        "upstream a { server 127.0.0.1:5000; }\nserver { listen [::]:80; location / { proxy_pass http://a; } }",
        "location / { limit_except GET { deny all; } }",
        "listen 80;\nserver_name a.example;",
        "set $a 1;\nif ($a) { return 200; }",
        "proxy_pass http://localhost:5000;\nproxy_set_header Host $host;",
        f"server {{ listen 443 ssl; {CERTIFICATES} }}",
        f"listen 443 ssl;\n{CERTIFICATES}",
        "# nothing yet",
    ],
    ids=lambda text: text[:20],
)
def test_good_nginx(article, text):
    """A whole configuration passes, and a part of one in the blocks that it needs, whoever owns its ports and paths."""
    assert article(fence("nginx", text)).verify() == {}


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        (WHOLE.replace("return", "retrun"), 12, 'unknown directive "retrun"'),
        (WHOLE.replace("events {", "evnts {"), 7, 'unknown directive "evnts"'),
        ("http {}\nhttp {}", 5, '"http" directive is duplicate'),
        ("server {\n  listen 80\n  server_name a; }", 6, 'invalid parameter "server_name"'),
        ("location / {\n  nope 1;\n}", 5, 'unknown directive "nope"'),
        ("listen 80;\nproxy_set_header;", 5, "invalid number of arguments"),
        ("server { listen 80;", 5, "unexpected end of file"),
        ("listen 80; } server { listen 81;", 4, 'unexpected "}"'),
        ("server {\n  add_header X $nope;\n}", 5, 'unknown "nope" variable'),
        ("server {\n  limit_req zone=nope;\n}", 5, 'zero size shared memory zone "nope"'),
        ("events {}\nhttp {\n  server { limit_req zone=nope; }\n}", 6, 'zero size shared memory zone "nope"'),
        ("server {\n  listen 99999;\n}", 5, "invalid port"),
        (f"server {{ listen 443 ssl; {CERTIFICATES}\nssl_protocols TLSv9; }}", 6, 'invalid value "TLSv9"'),
        ("server {\n  include a.conf;\n}", 5, 'open() "a.conf" failed'),
        ("rewrite ^/(.*$ /a;", 4, "missing closing parenthesis"),
        ("worker_connections 5;", 4, "is not allowed here"),
    ],
    ids=lambda case: case[:20] if isinstance(case, str) else "",
)
def test_bad_nginx(article, text, line, message):
    """What nginx has against it is told by the line of index.md, without the folder that it was tried in."""
    written = article("Text\n\n" + fence("nginx", text))
    told = written.failure()
    assert f"{written.path}:{line}: sample-1: is no valid nginx: " in told
    assert message in told
    assert "/runnable-" not in told


def test_certificates_of_the_bundle(article, tmp_path):
    """A certificate and a key that lie in the bundle are read from there."""
    request = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=a -keyout key -out pem"
    subprocess.run(request.split(), cwd=tmp_path, check=True, capture_output=True)
    files = {"tls/a.pem": (tmp_path / "pem").read_bytes(), "tls/a.key": (tmp_path / "key").read_bytes()}
    text = "server {\n  listen 443 ssl;\n  ssl_certificate tls/a.pem;\n  ssl_certificate_key tls/a.key;\n}"
    assert article(fence("nginx", text), files).verify() == {}
    assert "PEM" in article(fence("nginx", text), {**files, "tls/a.pem": b"x"}).failure()


def test_included_files(article):
    """A file of the bundle that is included is tested too; its faults are told by its own lines."""
    text = "server {\n  include conf.d/*.conf;\n}"
    assert article(fence("nginx", text), {"conf.d/a.conf": "listen 81;\n"}).verify() == {}
    written = article(fence("nginx", text), {"conf.d/a.conf": "listen 81;\nnope 1;\n"})
    assert f'{written.path}:1: sample-1: is no valid nginx: unknown directive "nope" in a.conf:2' in written.failure()


def test_a_file_is_tested_whole(article):
    """Of a file that a page shows in part the whole is tested, by its own lines."""
    text = "# region a\nserver { listen 80; }\n# endregion\nserver {\n  nope 1;\n}\n"
    written = article(fence("nginx file=a.conf region=a"), {"a.conf": text})
    assert written.failure().startswith(
        f"{written.bundle / 'a.conf'}:5: a.conf-a: is no valid nginx: unknown directive"
    )
