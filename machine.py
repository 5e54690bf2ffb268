"""What tasks need besides what pip has: programs and libraries from apt-get, and packages from npm."""

from __future__ import annotations

import hashlib
import os
import platform
import shlex
import shutil
from ctypes.util import find_library
from pathlib import Path
from typing import TYPE_CHECKING

from invoke.exceptions import Exit

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from invoke.context import Context

# Program: its Debian package, and why it is needed.
PROGRAMS = {
    "git": ("git", "publishing commits to a branch, and tests do so"),
    "nginx": ("nginx-light", "samples in nginx are tested by it"),
    "psql": ("postgresql", "samples that need a PostgreSQL get one of their own"),
    "chromium": ("chromium", "samples in JavaScript run in it, and slides are printed by it"),
    "firefox-esr": ("firefox-esr", "samples of one page of each kind run in it, too"),
    "WebKitWebDriver": ("webkit2gtk-driver", "as Firefox; it brings a small browser with WebKit"),
    "Xvfb": ("xvfb", "that browser has to have a screen"),
    "redis-server": ("redis-server", "an article keeps sessions in it"),
    "openssl": ("openssl", "an article makes certificates by it"),
    "curl": ("curl", "an article asks servers by it"),
    "certutil": ("libnss3-tools", "an article tells Chromium whom to trust by it"),
    "pebble": ("pebble", "an article gets certificates from it"),
    "testssl": ("testssl.sh", "an article has servers rated by it"),
    "hexdump": ("bsdextrautils", "testssl is a shell script that uses it"),
    "dig": ("bind9-dnsutils", "as hexdump"),
    "ffmpeg": ("ffmpeg", "an article makes, checks and converts media by it"),
    "wrk": ("wrk", "an article puts servers under load by it"),
    "java": ("default-jre-headless", "the checker of HTML and CSS runs in it"),
    "node": ("nodejs", "samples run in it as they do in pages"),
    "npm": ("npm", "Pyodide, Lighthouse, axe and that checker come by it"),
}

# Shared library, by the name that a linker knows: as above.
LIBRARIES = {"atomic": ("libatomic1", "Playwright's Node, which drives Chromium, is linked to it")}

# Debian's release: packages of which it has too old a version, so that they come from its backports.
BACKPORTED = {"bookworm": {"testssl.sh"}}  # testssl rates servers since 3.2

ROOT = Path(__file__).resolve().parent
PACKAGES = ("package.json", "package-lock.json", ".npmrc")
STAMP = Path("node_modules", ".packages.sha256")  # npm removes the folder before it fills it, the stamp first

SOURCES = Path("/etc/apt/sources.list.d")
KEYRING = Path("/usr/share/keyrings/debian-archive-keyring.gpg")
INSTALL = ("apt-get", "install", "-y", "--no-install-recommends")


def install_programs(ctx: Context) -> None:
    """Install the system programs and libraries that are missing, as root; otherwise end with the lines that do."""
    missing = {name: about for name, about in PROGRAMS.items() if not shutil.which(name)}
    missing |= {f"lib{name}": about for name, about in LIBRARIES.items() if not find_library(name)}
    if not missing:
        return
    for name, (package, why) in missing.items():
        print(f"{name} is missing ({why}); it is in the package {package}")
    commands = list(_commands({package for package, _ in missing.values()}))
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        lines = "".join(f"\n  sudo {command}" for command in commands)
        raise Exit(f"Run this first:{lines}")
    _run(ctx, "apt-get update -qq")
    if any(" -t " in command for command in commands):
        _add_backports(ctx)
    for command in commands:
        print(f"Running: {command}")
        _run(ctx, command)


def install_packages(ctx: Context, root: Path = ROOT) -> None:
    """Fill node_modules/ with just what package-lock.json pins, unless it was filled from the same files before."""
    wanted = hashlib.sha256(b"\0".join((root / name).read_bytes() for name in PACKAGES)).hexdigest()
    stamp = root / STAMP
    # What a link leads to is another's to fill; npm would empty it first.
    if stamp.parent.is_symlink() or (stamp.is_file() and stamp.read_text() == wanted):
        return
    print("Running: npm ci (once; again when package-lock.json changes)")
    with ctx.cd(root):
        ctx.run("npm ci")
    stamp.write_text(wanted)


def offer_packages(ctx: Context) -> None:
    """Fill node_modules/ where npm is there; where it is not, no page offers to run what needs it."""
    if shutil.which("npm"):
        install_packages(ctx)
    else:
        print("npm is missing: no page runs samples, and that they run there is not proven; ./inv test installs it")


def _commands(packages: Collection[str]) -> Iterator[str]:
    release = codename()
    backported = BACKPORTED.get(release, set()) & set(packages)
    if plain := sorted(set(packages) - backported):
        yield shlex.join([*INSTALL, *plain])
    if backported:
        yield shlex.join([*INSTALL, "-t", f"{release}-backports", *sorted(backported)])


def codename() -> str:
    """The name of the system's release, such as "bookworm"; nothing where it has none."""
    try:
        return platform.freedesktop_os_release().get("VERSION_CODENAME", "")
    except OSError:
        return ""


def _add_backports(ctx: Context) -> None:
    """Have apt-get know the backports of this release, from where it gets the release itself."""
    release = codename()
    known = _repositories(ctx)
    if f"{release}-backports" in known:
        return
    if release not in known:
        raise Exit(f"apt-get does not say from where it gets {release}; add {release}-backports to its sources.")
    signed = f" [signed-by={KEYRING}]" if KEYRING.exists() else ""
    path = SOURCES / f"{release}-backports.list"
    path.write_text(f"deb{signed} {known[release]} {release}-backports main\n")
    print(f"Wrote {path}")
    _run(ctx, "apt-get update -qq")


def _repositories(ctx: Context) -> Mapping[str, str]:
    """By release, from where apt-get gets the component `main` of it."""
    form = ("--format", "$(RELEASE) $(COMPONENT) $(REPO_URI)")
    told = _run(ctx, shlex.join(["apt-get", "indextargets", *form, "Created-By: Packages"]), hide="out")
    fields = [line.split() for line in told.splitlines()]
    return {line[0]: line[2] for line in fields if line[1:2] == ["main"]}


def _run(ctx: Context, command: str, **options: str) -> str:
    return str(ctx.run(command, env={"DEBIAN_FRONTEND": "noninteractive"}, **options).stdout)
