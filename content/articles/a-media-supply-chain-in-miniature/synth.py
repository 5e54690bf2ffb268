"""Films that nobody shot: a test picture, a tone, and one fault each."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SECONDS = 8
PICTURE = f"testsrc2=size=320x180:rate=25:duration={SECONDS}"
TONE = f"sine=frequency=440:sample_rate=48000:duration={SECONDS}"
H264 = ("-c:v", "libx264", "-preset", "veryfast", "-pix_fmt", "yuv420p")
AAC = ("-c:a", "aac", "-b:a", "96k")
FASTSTART = ("-movflags", "+faststart")  # the header first, so that players can begin early
LEVEL = ("-af", "volume=-1.2dB")  # makes the tone -23 LUFS
DARK = "drawbox=t=fill:c=black:enable=between(t\\,3\\,5)"
HUSH = "volume=-1.2dB,volume=0:enable=between(t\\,2\\,5)"

# region faults
FAULTS: dict[str, tuple[str, ...]] = {
    "good": (*H264, *AAC, *LEVEL),
    "codec": ("-c:v", "mpeg4", "-q:v", "5", *AAC, *LEVEL),
    "black": (*H264, *AAC, *LEVEL, "-vf", DARK),
    "silence": (*H264, *AAC, "-af", HUSH),
    "loud": (*H264, *AAC, "-af", "volume=9dB"),
    "mute": (*H264, "-an"),
    "large": (*H264, *AAC, *LEVEL, "-vf", "scale=2560:1440", "-frames:v", "5"),
}


# endregion


def film(path: Path, fault: str = "good") -> Path:
    """Make a film of that kind; the picture and the tone are the same each time."""
    if fault == "truncated":
        whole = film(path.with_name("whole.mp4")).read_bytes()
        path.write_bytes(whole[: len(whole) // 2])
    elif fault == "hollow":  # the header, and nothing that it describes
        whole = film(path.with_name("whole.mp4")).read_bytes()
        path.write_bytes(whole[: whole.index(b"mdat") + 4])
    elif fault == "headless":  # the header is at the end, and the end is missing
        run("-i", film(path.with_name("whole.mp4")), "-c", "copy", path)
        path.write_bytes(path.read_bytes()[:-20_000])
    elif fault == "playlist":
        secret = film(path.with_name("whole.mp4"))
        lines = ("#EXTM3U", "#EXT-X-TARGETDURATION:8", "#EXTINF:8,", secret, "#EXT-X-ENDLIST")
        path.write_text("".join(f"{line}\n" for line in lines))
    elif fault == "noise":
        path.write_bytes(bytes(range(256)) * 64)
    elif fault == "empty":
        path.write_bytes(b"")
    else:
        sources = ("-f", "lavfi", "-i", PICTURE, "-f", "lavfi", "-i", TONE)
        run(*sources, *FAULTS[fault], *FASTSTART, path)
    return path


def run(*options: str | Path) -> None:
    exact = ("-fflags", "+bitexact", "-flags:v", "+bitexact", "-flags:a", "+bitexact")
    *options_before, path = options
    command = ["ffmpeg", "-v", "error", "-nostdin", "-y", *options_before, *exact, path]
    subprocess.run(command, check=True, timeout=60)


if __name__ == "__main__":
    film(Path(sys.argv[2]), sys.argv[1])
