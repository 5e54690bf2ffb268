"""The few facts about a person on this page: each has a source, and there are no others."""

import tomllib
from pathlib import Path
from urllib.parse import urlsplit

TIMELINE = Path(__file__).parent / "timeline.toml"


def test_each_line_has_a_source():
    """An address, the day as exact as the source has it, and nothing else."""
    entries = tomllib.loads(TIMELINE.read_text())["entry"]
    assert [entry["day"] for entry in entries] == ["2015-11", "2016", "2016-10"]
    for entry in entries:
        assert entry.keys() == {"day", "text", "short", "source"}
        place = urlsplit(entry["source"])
        assert (place.scheme, bool(place.netloc), bool(place.path)) == ("https", True, True)
