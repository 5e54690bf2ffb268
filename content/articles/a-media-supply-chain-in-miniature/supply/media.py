"""ffmpeg and ffprobe: every command that this system runs, and what it costs."""

from __future__ import annotations

import json
import os
import re
import resource
import shutil
import subprocess
import threading
from pathlib import Path
from typing import Any

from supply.retry import Policy, Retry, exponential


class MediaError(Exception):
    """The file is at fault: another try gives the same."""


class Passing(Exception):
    """The machine is at fault: another try may help."""


class Lost(Exception):
    """The lease ran out: the job is another worker's now."""


retry = Retry(Policy(on=Passing, tries=3, backoff=exponential(0.2, cap=2.0)))


# region command
QUIET = ("-hide_banner", "-v", "error")
PROTOCOLS = ("-protocol_whitelist", "file")
"""Nothing that a file names is fetched."""
FORMATS = ("-format_whitelist", "mov,matroska")
"""No demuxer but these two looks at what strangers send."""


class Commands:
    """Runs programs for one worker, one at a time, and adds up their CPU seconds."""

    def __init__(self, timeout: float = 120.0, *, paced: bool = False) -> None:
        self.timeout = timeout
        self.paced = paced
        self.lost = False  # the job is another's: set by the heartbeat, from its thread
        self.running: subprocess.Popen[str] | None = None
        self.lock = threading.Lock()

    @retry
    def run(self, *command: str) -> tuple[str, str]:
        """What it printed on stdout and on stderr; an exception if it failed."""
        with self.start(*die_with_parent(), *command) as process:
            try:
                printed = process.communicate(timeout=self.timeout)
            except subprocess.TimeoutExpired:
                process.kill()
                message = f"{command[0]} took longer than {self.timeout:g} s"
                raise MediaError(message) from None
        if self.lost:
            raise Lost
        if process.returncode < 0:  # by a signal, perhaps of the kernel short of memory
            raise Passing(f"{command[0]} was ended by signal {-process.returncode}")
        if process.returncode:
            raise MediaError(complaint(printed[1]))
        return printed

    def start(self, *command: str) -> subprocess.Popen[str]:
        pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
        with self.lock:  # no program begins after the job was lost
            if self.lost:
                raise Lost
            self.running = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, text=True, errors="replace", **pipes
            )
            return self.running

    def abandon(self) -> None:
        """Called by the heartbeat: end what runs, and begin nothing more."""
        with self.lock:
            self.lost = True
            if self.running is not None:
                self.running.kill()


def die_with_parent() -> list[str]:
    """Have the kernel end the program when the worker dies, however it dies."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "KILL"] if setpriv else []


def complaint(log: str) -> str:
    """The first line of what a program printed in anger, without addresses and paths."""
    lines = log.strip().splitlines() or ["no message"]
    return re.sub(r"^\[.*? @ 0x[0-9a-f]+\] |file:\S*: ", "", lines[0])


# endregion


# region cost
def cpu_seconds() -> float:
    """The CPU time of all children that have ended, and of this process."""
    mine_and_theirs = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    usages = [resource.getrusage(who) for who in mine_and_theirs]
    return sum(usage.ru_utime + usage.ru_stime for usage in usages)


# endregion


# region probe
def probe(commands: Commands, source: Path) -> dict[str, Any]:
    """What the header says. It is a promise, no more."""
    show = ("-of", "json", "-show_format", "-show_streams")
    command = ["ffprobe", *QUIET, *PROTOCOLS, *FORMATS, *show, f"file:{source}"]
    printed, _ = commands.run(*command)
    header: dict[str, Any] = json.loads(printed)
    del header["format"]["filename"]  # a path of this machine
    return header


# endregion


# region measure
TALKING = ("-hide_banner", "-nostats", "-v", "info")
FILTERS = (
    *("-vf", "blackdetect=d=0.5:pix_th=0.10"),
    *("-af", "silencedetect=n=-60dB:d=0.5,ebur128=framelog=verbose"),
)


def measure(commands: Commands, source: Path) -> dict[str, Any]:
    """Decode all of it once, and write down what was seen and heard."""
    command = ["ffmpeg", *TALKING, *PROTOCOLS, *FORMATS, "-i", f"file:{source}", *FILTERS]
    progress, log = commands.run(*command, "-progress", "pipe:1", "-f", "null", "-")
    loudness = re.findall(r"^\s+I:\s+(-?[\d.]+|-?inf|nan) LUFS", log, re.MULTILINE)
    frames = int(re.findall(r"^frame=(\d+)", progress, re.MULTILINE)[-1])
    return {
        "seconds": round(frames / frame_rate(log), 2),
        "black": pairs(log, r"black_start:([\d.]+) black_end:([\d.]+)"),
        "silence": pairs(log, r"silence_start: (-?[\d.]+)[\s\S]*?silence_end: ([\d.]+)"),
        "loudness": float(loudness[-1]) if loudness else None,
    }


def pairs(log: str, pattern: str) -> list[tuple[float, float]]:
    return [(float(start), float(end)) for start, end in re.findall(pattern, log)]


def frame_rate(log: str) -> float:
    return float(re.findall(r"Video: .*? ([\d.]+) fps", log)[0])


# endregion


# region transcode
SEGMENT = 2  # seconds


def transcode(commands: Commands, source: Path, target: Path) -> None:
    """The rendition that all players get, with a key frame at each segment's start."""
    pace = ("-re",) if commands.paced else ()  # no faster than it plays: for demonstrations
    commands.run(
        *("ffmpeg", *QUIET, *PROTOCOLS, *FORMATS, *pace),
        *("-i", f"file:{source}", "-map", "0:v:0", "-map", "0:a:0"),
        *("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p"),
        *("-force_key_frames", f"expr:gte(t,n_forced*{SEGMENT})"),
        *("-c:a", "aac", "-ar", "48000", "-b:a", "96k"),
        *("-movflags", "+faststart", f"file:{target}"),
    )


# endregion


# region package
def package(commands: Commands, source: Path, folder: Path) -> None:
    """Cut it into segments, without encoding it again, and make a contact sheet."""
    commands.run(
        *("ffmpeg", *QUIET, "-i", f"file:{source}", "-c", "copy"),
        *("-f", "hls", "-hls_time", str(SEGMENT), "-hls_playlist_type", "vod"),
        *("-hls_segment_type", "fmp4", f"file:{folder / 'index.m3u8'}"),
    )
    commands.run(
        *("ffmpeg", *QUIET, "-i", f"file:{source}", "-frames:v", "1"),
        *("-vf", "fps=1,scale=160:-1,tile=4x2:padding=4:margin=4"),
        f"file:{folder / 'contact.png'}",
    )
    os.link(source, folder / "film.mp4")


# endregion
