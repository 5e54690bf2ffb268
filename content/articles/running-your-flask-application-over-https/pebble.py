"""A certificate authority that speaks ACME, on free ports of this machine, and certbot for it: for tests."""

from __future__ import annotations

import json
import os
import ssl
import subprocess
import urllib.request
from contextlib import ExitStack
from pathlib import Path
from typing import Self

from stack import HERE, HOST, Stack, free_port, make_certificates, program, wait_for


class Pebble:
    """Let's Encrypt's test server with a DNS of its own, in which each name is this machine."""

    def __init__(self, stack: Stack) -> None:
        self.stack, self.folder = stack, stack.folder
        self.port, self.management, self.dns = free_port(), free_port(), free_port()
        config = json.loads((HERE / "pebble.json").read_text())
        config["pebble"] |= {
            "listenAddress": f"127.0.0.1:{self.port}",
            "managementListenAddress": f"127.0.0.1:{self.management}",
            "httpPort": stack.http,
        }
        (self.folder / "pebble.json").write_text(json.dumps(config))
        make_certificates(self.folder / "pebble", "localhost", "127.0.0.1")

    def __enter__(self) -> Self:
        with ExitStack() as servers:
            off = [
                word
                for name in ("http01", "https01", "tlsalpn01", "defaultIPv6")
                for word in (f"-{name}", "")
            ]
            places = (
                "-dns01",
                f"127.0.0.1:{self.dns}",
                "-management",
                f"127.0.0.1:{free_port()}",
            )
            servers.enter_context(self.stack.run(program("pebble-challtestsrv"), *off, *places))
            dns = ("-dnsserver", f"127.0.0.1:{self.dns}")
            chance = {"VA_NOSLEEP": "1", "WFE_NONCEREJECT": "0", "AUTHZREUSE": "0"}
            servers.enter_context(
                self.stack.run(
                    program("pebble"),
                    "-config",
                    "pebble.json",
                    *dns,
                    **{f"PEBBLE_{name}": value for name, value in chance.items()},
                )
            )
            wait_for(
                lambda: self.stack.answers(self.port) and self.stack.answers(self.management)
            )
            self._servers = servers.pop_all()
        return self

    def __exit__(self, *error: object) -> None:
        self._servers.__exit__(*error)

    def save_root(self, path: Path) -> Path:
        """The root that its certificates lead to; it makes another one at each start."""
        context = ssl.create_default_context(cafile=self.folder / "pebble" / "ca.pem")
        url = f"https://127.0.0.1:{self.management}/roots/0"
        with urllib.request.urlopen(url, context=context, timeout=10) as answer:
            path.write_bytes(answer.read())
        return path

    def certbot(self, command: str, *options: str) -> subprocess.CompletedProcess[str]:
        folders = [
            word
            for kind in ("config", "work", "logs")
            for word in (f"--{kind}-dir", "letsencrypt")
        ]
        return subprocess.run(
            [program("certbot"), command, *folders, *options],
            cwd=self.folder,
            env={**os.environ, "REQUESTS_CA_BUNDLE": "pebble/ca.pem", "PATH": search_path()},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def issue(self) -> subprocess.CompletedProcess[str]:
        """The first certificate."""
        return self.certbot(
            *("certonly", "--server", f"https://localhost:{self.port}/dir"),
            *("--webroot", "-w", "webroot", "-d", HOST, "--deploy-hook", "sh deploy.sh"),
            *("--agree-tos", "--register-unsafely-without-email", "--non-interactive"),
        )

    def renew(self, *options: str) -> subprocess.CompletedProcess[str]:
        return self.certbot("renew", "--no-random-sleep-on-renew", *options)


def search_path() -> str:
    """A search path by which the hook finds nginx."""
    return os.pathsep.join([os.environ["PATH"], "/usr/sbin", "/sbin"])
