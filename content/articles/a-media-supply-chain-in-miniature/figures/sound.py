"""Waveform and loudness of a film, above each other on one axis of time."""

from __future__ import annotations

import array
import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

from figures.svg import CALM, FAILED, HAIRLINE, INK, MUTED, SERVED, Drawing

LEFT, RIGHT, RATE, PARTS = 46, 384, 8000, 160


def samples(path: Path) -> array.array[int]:
    """The sound as 8,000 numbers a second."""
    form = ("-ac", "1", "-ar", str(RATE), "-f", "s16le", "-")
    command = ["ffmpeg", "-v", "error", "-i", path, *form]
    return array.array("h", subprocess.run(command, capture_output=True, check=True).stdout)


def loudness(path: Path) -> list[tuple[float, float]]:
    """(seconds, loudness of the 400 ms before, in LUFS), ten times a second."""
    command = ["ffmpeg", "-hide_banner", "-nostats", "-i", path, "-af", "ebur128", "-f", "null"]
    log = subprocess.run([*command, "-"], capture_output=True, text=True, check=True).stderr
    found = re.findall(r"t: ([\d.]+)\s.*?M:\s*(-?[\d.]+)", log)
    return [(float(seconds), float(value)) for seconds, value in found]


def draw_sound(name: str, path: Path, limits: tuple[float, float]) -> None:
    sound, measured = samples(path), loudness(path)
    seconds = len(sound) / RATE
    scale = (RIGHT - LEFT) / seconds
    drawing = Drawing(292)
    drawing.text(LEFT, 16, "Waveform", bold=True)
    drawing.path(outline(peaks(sound), middle=64, height=36), fill=CALM, stroke=SERVED)
    drawing.text(LEFT, 132, "Loudness, LUFS", bold=True)
    low, high = (y(limits[0] + sign * limits[1]) for sign in (-1, 1))
    for level in (-20, -40, -60):
        drawing.path(f"M{LEFT} {y(level):.1f}H{RIGHT}", stroke=HAIRLINE)
        drawing.text(LEFT - 6, y(level) + 5, f"{level}", colour=MUTED, size=13, anchor="end")
    drawing.path(f"M{LEFT} {low:.1f}H{RIGHT}M{LEFT} {high:.1f}H{RIGHT}", stroke=INK, dash="2 3")
    points = [(LEFT + t * scale, y(max(level, -64))) for t, level in measured if t >= 0.4]
    line = "L".join(f"{x:.1f} {height:.1f}" for x, height in points)
    drawing.path(f"M{line}", stroke=FAILED, width=2.5)
    for second in range(0, int(seconds) + 1, 2):
        x = LEFT + second * scale
        drawing.text(x, 286, f"{second} s", colour=MUTED, size=13, anchor="middle")
    drawing.save(name)


def y(level: float) -> float:
    """Where a loudness stands: -16 at the top, -64 at the bottom."""
    return 148 + (-16 - level) * 2.5


def peaks(sound: Sequence[int]) -> list[float]:
    """The largest sample of each of many parts, from 0 to 1."""
    size = len(sound) // PARTS
    parts = [sound[part * size : (part + 1) * size] for part in range(PARTS)]
    return [round(max(map(abs, part)) / 32768, 2) for part in parts]


def outline(values: Sequence[float], *, middle: float, height: float) -> str:
    step = (RIGHT - LEFT) / len(values)
    largest = max(values)
    above = [(LEFT + step * i, value / largest * height) for i, value in enumerate(values)]
    there = "".join(f"L{x:.1f} {middle - value:.1f}" for x, value in above)
    back = "".join(f"L{x:.1f} {middle + value:.1f}" for x, value in reversed(above))
    return f"M{LEFT} {middle}{there}{back}z"
