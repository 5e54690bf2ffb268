"""What a file has to be like; a list of reasons if it is not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

# region report
Report = dict[str, Any]
"""`probe`: what ffprobe says of the file; `measured`: what a full decode has found."""


def stream(report: Report, kind: str) -> dict[str, Any]:
    """The first stream of that kind, or an empty one."""
    streams = report["probe"]["streams"]
    return next((one for one in streams if one["codec_type"] == kind), {})


def declared_seconds(report: Report) -> float:
    return float(report["probe"]["format"].get("duration", 0))


# endregion


# region specification
@dataclass(frozen=True)
class Specification:
    """The house format: what we take, and within which limits."""

    containers: tuple[str, ...] = ("mov,mp4,m4a,3gp,3g2,mj2", "matroska,webm")
    video: tuple[str, ...] = ("h264",)
    audio: tuple[str, ...] = ("aac", "pcm_s16le")
    longest: float = 60.0  # seconds
    largest: tuple[int, int] = (1920, 1080)
    missing: float = 0.2  # seconds that the header promises and the file lacks
    black: float = 1.0  # seconds in a row
    silence: float = 1.0
    loudness: tuple[float, float] = (-23.0, 1.0)  # LUFS, and how far off it may be


# endregion

# region rules
Rule = Callable[[Report, Specification], Iterator[str]]


def codecs(report: Report, wanted: Specification) -> Iterator[str]:
    for kind, allowed in (("video", wanted.video), ("audio", wanted.audio)):
        codec = stream(report, kind).get("codec_name")
        if codec is None:
            yield f"no {kind} stream"
        elif codec not in allowed:
            yield f"{kind} codec is {codec}, not {' or '.join(allowed)}"


def size(report: Report, wanted: Specification) -> Iterator[str]:
    video = stream(report, "video")
    width, height = video.get("width", 0), video.get("height", 0)
    if width > wanted.largest[0] or height > wanted.largest[1]:
        yield f"picture is {width}x{height}, larger than {wanted.largest[0]}x{wanted.largest[1]}"


def length(report: Report, wanted: Specification) -> Iterator[str]:
    seconds = declared_seconds(report)
    if not 0 < seconds <= wanted.longest:
        yield f"lasts {seconds:.1f} s, not up to {wanted.longest:.0f} s"


def whole(report: Report, wanted: Specification) -> Iterator[str]:
    declared, decoded = declared_seconds(report), report["measured"]["seconds"]
    if declared - decoded > wanted.missing:
        yield f"truncated: {decoded:.1f} s of {declared:.1f} s can be decoded"


def black(report: Report, wanted: Specification) -> Iterator[str]:
    for start, end in report["measured"]["black"]:
        if end - start > wanted.black:
            yield f"black from {start:.1f} s to {end:.1f} s"


def silence(report: Report, wanted: Specification) -> Iterator[str]:
    for start, end in report["measured"]["silence"]:
        if end - start > wanted.silence:
            yield f"silent from {start:.1f} s to {end:.1f} s"


def loudness(report: Report, wanted: Specification) -> Iterator[str]:
    measured, (target, tolerance) = report["measured"]["loudness"], wanted.loudness
    if measured is not None and abs(measured - target) > tolerance:
        yield f"loudness is {measured:.1f} LUFS, not {target:.0f} ± {tolerance:.0f}"


CHEAP: tuple[Rule, ...] = (codecs, size, length)
"""They need the header only, so they come first."""
FULL: tuple[Rule, ...] = (whole, black, silence, loudness)


def reasons(
    report: Report,
    rules: tuple[Rule, ...] = CHEAP + FULL,
    wanted: Specification = Specification(),
) -> list[str]:
    """Why a file is rejected: all reasons at once, or none."""
    return [reason for rule in rules for reason in rule(report, wanted)]


# endregion
