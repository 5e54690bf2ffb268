"""Has testssl.sh rate a set-up, on free ports: python grades.py NAME"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from figures import draw_grades
from grade import Rating, read_rating
from stack import HOST, Server, Stack, free_port, program, wait_for

# The checks from which testssl.sh makes its rating, and no other.
CHECKS = [
    "-p",
    "-s",
    "-f",
    "-P",
    "-S",
    "-h",
    "-H",
    "-I",
    "-T",
    "--BB",
    "-R",
    "-C",
    "-O",
    "-Z",
    "-D",
    "-A",
    "-4",
    "-J",
]
SECONDS = 900
ROWS = Path("grades.json")  # what was rated so far


def without_hsts(site: str) -> str:
    return re.sub(r"add_header Strict.*\n", "", site)


def with_old_protocols(site: str) -> str:
    site = site.replace("TLSv1.2 TLSv1.3", "TLSv1 TLSv1.1 TLSv1.2 TLSv1.3")
    return re.sub(r"ssl_ciphers [^;]+;", "ssl_ciphers ALL:@SECLEVEL=0;", site)


@contextmanager
def behind_nginx(folder: Path, edit: Callable[[str], str] = str) -> Iterator[int]:
    with Stack(folder, edit=edit) as stack:
        yield stack.https


@contextmanager
def adhoc(folder: Path) -> Iterator[int]:
    """`flask run --cert adhoc`, of which no CA knows."""
    Stack(folder)  # for its files
    port = free_port()
    command = ("--app", "guestbook", "run", "--port", str(port), "--cert", "adhoc")
    with Server((program("flask"), *command), folder, {"PATH": "/usr/bin:/bin"}):
        wait_for(lambda: Stack.answers(port))
        yield port


SETUPS = {
    "as above": (behind_nginx, str, True),
    "no HSTS": (behind_nginx, without_hsts, True),
    "TLS 1.0 and 1.1": (behind_nginx, with_old_protocols, True),
    "CA not known": (behind_nginx, str, False),
    "ad hoc": (adhoc, None, False),
}


def rate(port: int, folder: Path, *options: str) -> Rating:
    findings = folder / "findings.json"
    where = ("--ip", "127.0.0.1", "--nodns", "none", "--quiet", "--jsonfile", str(findings))
    command = [program("testssl"), *CHECKS, *where, *options, f"https://{HOST}:{port}"]
    subprocess.run(
        command,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        timeout=SECONDS,
        check=False,
    )
    return read_rating(findings.read_text())


def main() -> None:
    """Rate one set-up, and draw those that were rated so far."""
    name = sys.argv[1]
    start, edit, knows_ca = SETUPS[name]
    folder = Path(tempfile.mkdtemp())
    with start(folder, edit) if edit else start(folder) as port:
        options = ("--add-ca", str(folder / "certs" / "ca.pem")) if knows_ca else ()
        rating = rate(port, folder, *options)
    reason = [*rating.reasons, ""][0]
    print(rating.grade, rating.scores["Final score"], reason)
    rows = json.loads(ROWS.read_text()) if ROWS.exists() else {}
    ROWS.write_text(json.dumps(rows := {**rows, name: (rating.grade, reason)}))
    draw_grades(Path("grades.svg"), rows)


if __name__ == "__main__":
    main()
