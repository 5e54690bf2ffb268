"""nginx: its own test of a configuration, in the folder of the article's files."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Mapping
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

# What nginx would write elsewhere goes into a folder of the sandbox. As root it would also give that to another user.
SCRATCH = ".scratch"
MAIN: Mapping[str, str] = {"pid": f"{SCRATCH}/pid", **({} if os.geteuid() else {"user": "root"})}
HTTP: Mapping[str, str] = {
    "access_log": "off",
    **{f"{name}_temp_path": f"{SCRATCH}/{name}" for name in ("client_body", "fastcgi", "proxy", "scgi", "uwsgi")},
}
BEFORE = r"((?:^|[;{}])[^\S\n]*)"  # what stands before a directive
WRITES = r"pid|error_log|access_log|lock_file|\w+_(?:temp|cache)_path"
ELSEWHERE = re.compile(rf"{BEFORE}((?:{WRITES})\s+)/([^\s;]+)", re.MULTILINE)
USER = re.compile(BEFORE + r"user\s[^;{}]*;", re.MULTILINE)
BLOCK = re.compile(BEFORE + r"(http\s*\{)", re.MULTILINE)

# A certificate that is not among the files is the machine's, too: nginx, which reads it at once, gets one of ours.
CERTIFICATE = re.compile(rf"{BEFORE}(ssl_certificate(?:_key)?\s+)([^\s;$]+)", re.MULTILINE)
PAIR = f"{SCRATCH}/pair.pem"
MAKE_PAIR = ("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost")

ERROR = re.compile(r"\[emerg\] (?:\d+#\d+: )?(.*?)(?: in (\S+):(\d+))?$", re.MULTILINE)
PARSED = "syntax is ok"
# Ports and folders are those of the machine that the configuration is for; nginx asks for them when it has read all.
OF_THE_MACHINE = re.compile(r"\w+\(\) .*failed \(\d+: ")


def read_nginx(text: str) -> list[Any]:
    """Read a whole configuration, or what fits into one of its blocks."""
    _furnish(Path.cwd(), text)
    faults = []
    for wrap in ("", *WRAPS):
        fault = _test(Path.cwd(), wrap, text)
        if fault is None:
            return []
        faults.append(fault)
    raise RefusedError(max(faults, key=_reach))


def _furnish(folder: Path, text: str) -> None:
    """Put the text into `folder`, and the files that nginx brings and a configuration includes by their names."""
    (folder / SCRATCH).mkdir()
    for shipped in (Path("/etc/nginx", name) for name in SHIPPED):
        if shipped.is_file() and not (folder / shipped.name).exists():
            (folder / shipped.name).write_bytes(shipped.read_bytes())
    text = ELSEWHERE.sub(lambda match: f"{match[1]}{match[2]}{SCRATCH}/{match[3].replace('/', '-')}", text)
    text = _with_certificates(folder, text)
    if "user" in MAIN:
        text = USER.sub(lambda match: f"{match[1]}user root;", text)
    (folder / NAME).write_text(_with_defaults(text, text), encoding="utf-8")


def _with_certificates(folder: Path, text: str) -> str:
    """The `text` with a certificate of ours, and its key, wherever it names a file that is not in the folder."""
    openssl = shutil.which("openssl")
    missing = any(not (folder / match[3]).is_file() for match in CERTIFICATE.finditer(text))
    if not missing or not openssl:
        return text
    command = [openssl, *MAKE_PAIR, "-keyout", f"{PAIR}.key", "-out", f"{PAIR}.crt"]
    subprocess.run(command, cwd=folder, capture_output=True, check=True)
    (folder / PAIR).write_bytes(b"".join((folder / f"{PAIR}.{half}").read_bytes() for half in ("key", "crt")))
    return CERTIFICATE.sub(
        lambda match: match[0] if (folder / match[3]).is_file() else f"{match[1]}{match[2]}{folder / PAIR}", text
    )


def _with_defaults(config: str, text: str) -> str:
    """The `config` with our settings in its http block, without those that the `text` makes."""
    settings = _settings(HTTP, text)
    return BLOCK.sub(lambda match: f"{match[0]} {settings}", config, count=1)


def _settings(defaults: Mapping[str, str], text: str) -> str:
    return " ".join(
        f"{name} {value};"
        for name, value in defaults.items()
        if not re.search(rf"{BEFORE}{name}\s", text, re.MULTILINE)
    )


def _test(folder: Path, wrap: str, text: str) -> tuple[int, str] | None:
    """What nginx has against the text in the `wrap`, or nothing."""
    config = folder / (".wrap" if wrap else NAME)
    if wrap:
        config.write_text(_with_defaults(wrap, text), encoding="utf-8")
    command = ["nginx", "-t", "-e", "stderr", "-p", f"{folder}/", "-c", str(config), "-g", _settings(MAIN, text)]
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    error = ERROR.search(done.stderr)
    if not done.returncode or (error and PARSED in done.stderr and OF_THE_MACHINE.match(error[1])):
        return None
    if not error:
        return 0, f"nginx ended with status {done.returncode}: {done.stderr.strip()}"
    message, place = error[1].replace(f"{folder}/", ""), Path(error[2] or "").name
    if place == NAME:
        return int(error[3]), message
    if place and place != config.name:
        return 0, f"{message} in {place}:{error[3]}"
    return _find(re.findall(r'"([^"]+)"', message), text), message


def _find(words: Iterable[str], text: str) -> int:
    """The line of `text` that holds one of the `words`, which a message without a place quotes; or 0."""
    lines = text.split("\n")
    return next((number for word in words for number, line in enumerate(lines, 1) if word in line), 0)


def _reach(fault: tuple[int, str]) -> tuple[bool, int]:
    """How far a test came; one that only misses the blocks around says least."""
    line, message = fault
    return "is not allowed here" not in message and 'no "events"' not in message, line
