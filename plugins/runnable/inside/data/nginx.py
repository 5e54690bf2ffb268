"""nginx: its own test of a configuration, in the folder of the article's files."""

import re
import subprocess
from pathlib import Path
from typing import Any

from fault import RefusedError  # type: ignore[import-not-found]  # by path

NAME = "index.md"  # which the copy of a bundle has not
# The blocks that a fragment is put into, the smallest wrap first; an included file can't close what is around it.
WRAPS = (
    f"events {{}} include {NAME};",
    f"events {{}} http {{ include {NAME}; }}",
    f"events {{}} http {{ server {{ include {NAME}; }} }}",
    f"events {{}} http {{ server {{ location / {{ include {NAME}; }} }} }}",
)
SHIPPED = ("mime.types", "fastcgi_params", "fastcgi.conf", "scgi_params", "uwsgi_params", "proxy_params")
ERROR = re.compile(r"nginx: \[emerg\] (.*?)(?: in (\S+):(\d+))?$", re.MULTILINE)
PARSED = "syntax is ok"
# Ports, folders and accounts are those of the machine that the configuration is for; nginx asks for them when it has
# read the whole.
OF_THE_MACHINE = re.compile(r"\w+\(\) .*failed \(\d+: ")


def read_nginx(text: str) -> list[Any]:
    """Read a whole configuration, or what fits into one of its blocks."""
    folder = Path.cwd()
    for name in SHIPPED:
        shipped = Path("/etc/nginx", name)
        if shipped.is_file() and not (folder / name).exists():
            (folder / name).write_bytes(shipped.read_bytes())
    (folder / NAME).write_text(text, encoding="utf-8")
    faults = []
    for fault in map(_test, ("", *WRAPS)):
        if fault is None:
            return []
        faults.append(fault)
    raise RefusedError(max(faults, key=_reach))


def _reach(fault: tuple[int, str]) -> tuple[bool, int]:
    """How far a test came: one that only misses the blocks around says least."""
    line, message = fault
    return "is not allowed here" not in message and 'no "events"' not in message, line


def _test(wrap: str) -> tuple[int, str] | None:
    """What nginx has against the text in the `wrap`, or nothing."""
    config = Path.cwd() / (".wrap" if wrap else NAME)
    if wrap:
        config.write_text(wrap, encoding="utf-8")
    command = ["nginx", "-t", "-e", "stderr", "-p", f"{config.parent}/", "-c", str(config)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    error = ERROR.search(done.stderr)
    if not done.returncode or (error and PARSED in done.stderr and OF_THE_MACHINE.match(error[1])):
        return None
    if not error:
        return 0, f"nginx ended with status {done.returncode}: {done.stderr.strip()}"
    message = error[1].replace(f"{config.parent}/", "")
    place = Path(error[2] or "").name
    if place == NAME:
        return int(error[3]), message
    return 0, f"{message} in {place}:{error[3]}" if place and place != config.name else message
