# needs: nginx, gunicorn, curl, openssl
"""nginx in front of gunicorn: redirects, headers, protocols, and what the application believes."""

import re
import subprocess

import pytest

import ca
from stack import HOST, Stack, program

NO_REDIRECT = ("-o", "/dev/null", "-w", "%{http_code} %{redirect_url}")


def test_a_plain_get_is_sent_to_https(stack):
    """HTTP answers 301, with the same path and query under https."""
    got = stack.curl(*NO_REDIRECT, f"http://{HOST}/seen?a=1&b=2")
    assert got == f"301 https://{HOST}/seen?a=1&b=2"


def test_a_post_is_kept(stack):
    """A POST is answered 308, and a client that follows it sends the POST again, with its body."""
    assert stack.curl(*NO_REDIRECT, "-d", "name=Ada", f"http://{HOST}/sign").startswith("308 ")
    how = ("-L", "-o", "/dev/null", "-w", "%{method} %{url_effective} %{http_code}")
    followed = stack.curl(*how, "--post303", "-d", "name=Ada", f"http://{HOST}/sign")
    assert followed == f"POST https://{HOST}/ 405"  # the 303 was followed as a POST, too
    assert "<li>Ada</li>" in stack.curl(f"https://{HOST}/")


def test_by_301_a_post_is_lost(tmp_path):
    """Where the redirect is 301 for all methods, curl turns the POST into a GET, as browsers do."""
    only_301 = lambda site: site.replace("return 308", "return 301")  # noqa: E731  one change of a text, where it is used
    with Stack(tmp_path, edit=only_301) as stack:
        how = ("-L", "-o", "/dev/null", "-w", "%{method} %{http_code}")
        assert stack.curl(*how, "-d", "name=Bob", f"http://{HOST}/sign") == "GET 405"
        assert "Bob" not in stack.curl(f"https://{HOST}/")


@pytest.mark.parametrize("path", ["/", "/no-such-page"])
def test_hsts(stack, path):
    """Each answer over HTTPS, errors too, tells browsers to use nothing else for two years."""
    head = stack.curl("-I", f"https://{HOST}{path}")
    assert re.findall(r"(?i)^strict-transport-security: (.*)$", head, re.MULTILINE) == [
        "max-age=63072000"
    ]


def test_no_hsts_over_plain_http(stack):
    """RFC 6797 wants none there, since anyone could have written it."""
    assert "strict-transport" not in stack.curl("-I", f"http://{HOST}/").lower()


def speaks(stack, version):
    """Whether nginx speaks that version with a client which does; if not, that it said so."""
    at = ("-connect", f"127.0.0.1:{stack.https}", "-servername", HOST)
    done = subprocess.run(
        [program("openssl"), "s_client", *at, version, "-cipher", "ALL:@SECLEVEL=0"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode == 0) is not ("alert protocol version" in done.stderr)
    return done.returncode == 0


@pytest.mark.parametrize(
    ("version", "spoken"),
    [("-tls1", False), ("-tls1_1", False), ("-tls1_2", True), ("-tls1_3", True)],
)
def test_protocols(stack, version, spoken):
    """TLS 1.2 and 1.3 are spoken; 1.0 and 1.1 are refused."""
    assert speaks(stack, version) is spoken


def test_the_client_could_speak_tls_1_1(tmp_path):
    """Where nginx allows TLS 1.1, the same client gets through: the refusals above are nginx's."""
    with Stack(tmp_path, edit=allow_old) as stack:
        assert speaks(stack, "-tls1_1")


def allow_old(site):
    """The configuration of the site with TLS 1.0 and 1.1, as it was done around 2010."""
    site = site.replace("ssl_protocols TLSv1.2", "ssl_protocols TLSv1 TLSv1.1 TLSv1.2")
    return re.sub(r"ssl_ciphers [^;]+;", "ssl_ciphers ALL:@SECLEVEL=0;", site)


def test_what_the_application_believes(stack):
    """By ProxyFix its links are https, under the name that the visitor used, and it knows the visitor's address."""
    assert stack.curl(f"https://{HOST}/seen") == f"https://{HOST}/ for 127.0.0.1\n"


def test_without_proxyfix_its_links_are_http(tmp_path):
    """Told of no proxy, the same application behind the same nginx takes each request for a plain one, from nobody."""
    with Stack(tmp_path, proxies=0) as stack:
        assert stack.curl(f"https://{HOST}/seen") == f"http://{HOST}/ for \n"


def test_what_gunicorn_believes_by_itself(tmp_path):
    """Without our setting, gunicorn takes the scheme from a peer on a socket or on this machine, and nothing else."""
    stack = Stack(tmp_path, proxies=0)
    (tmp_path / "gunicorn.conf.py").unlink()
    with stack:
        assert stack.curl(f"https://{HOST}/seen") == f"https://{HOST}/ for \n"
        forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
        assert stack.ask_directly("/seen", forged) == f"https://{HOST}/ for 127.0.0.1\n"


def test_forged_headers_do_not_get_past_nginx(stack):
    """nginx writes the headers that the application trusts, whatever the visitor sent."""
    forged = ("-H", "X-Forwarded-Proto: ftp", "-H", "X-Forwarded-Host: evil.example")
    forged += ("-H", "X-Forwarded-For: 10.0.0.1")
    assert stack.curl(*forged, f"https://{HOST}/seen") == f"https://{HOST}/ for 127.0.0.1\n"


def test_a_forged_host_does_not_get_past_nginx(stack):
    """The host in links and redirects is the configured one, whatever the request names."""
    forged = ("-H", "Host: evil.example")
    assert stack.curl(*forged, f"https://{HOST}/seen") == f"https://{HOST}/ for 127.0.0.1\n"
    assert (
        stack.curl(*forged, *NO_REDIRECT, f"http://{HOST}/seen") == f"301 https://{HOST}/seen"
    )


def test_forged_headers_sent_to_gunicorn_itself(stack, tmp_path):
    """Told of no proxy, the application ignores them; told of one, it believes them, so nobody may reach it."""
    forged = {"X-Forwarded-Proto": "https", "X-Forwarded-Host": "evil.example"}
    assert stack.ask_directly("/seen", forged).startswith("https://evil.example/")
    with Stack(tmp_path, proxies=0) as alone:
        assert alone.ask_directly("/seen", forged).startswith(f"http://{HOST}/")


def test_the_secure_cookie_comes_back_over_https_only(stack):
    """curl keeps the session cookie, and sends it over HTTPS and not over HTTP."""
    jar = ("-b", "jar", "-c", "jar")
    head = stack.curl(*jar, "-i", "-d", "name=Grace", f"https://{HOST}/sign")
    assert re.search(
        r"(?i)^set-cookie: session=.*; Secure; HttpOnly; Path=/; SameSite=Lax$",
        head,
        re.MULTILINE,
    )
    assert ", Grace" in stack.curl(*jar, f"https://{HOST}/")
    assert "Cookie" not in stack.curl(*jar, "-v", f"http://{HOST}/", "--stderr", "-")


def test_challenges_are_answered_in_plain(stack):
    """What a CA asks for over HTTP is served from webroot, without a redirect."""
    folder = stack.folder / "webroot" / ".well-known" / "acme-challenge"
    folder.mkdir(parents=True)
    (folder / "token").write_text("proof")
    assert stack.curl(f"http://{HOST}/.well-known/acme-challenge/token") == "proof"


def test_a_client_without_the_ca_refuses(stack):
    """Status 60 of curl: the certificate could not be verified."""
    ca.write_certificates(stack.folder / "other.pem", ca.make_authority("Another CA")[1])
    assert stack.curl(f"https://{HOST}/", ca="other.pem").startswith("curl: 60 ")
