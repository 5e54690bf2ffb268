"""Measurements: what slow samples depend on that is in the repository, held against their manifests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import fields
from hashlib import sha256

from runnable.bundle import MANIFESTS, Bundle
from runnable.manifest import Manifest, read_manifest
from runnable.options import Options
from runnable.sample import Sample
from runnable.sessions import Sessions
from runnable.transcript import PROMPTS, read_entries

LOOKS = {"name", "title", "alt", "caption", "hl_lines", "linenums", "diff", "tab", "remarks"}
"""The options that change nothing of a run, and nothing of what it is compared with."""
TEST = "test"
NO_BUNDLE = "slow is for an index.md, which has its folder to itself"


class Measurements:
    """The manifests of the slow samples of a document, as its bundle `files` has them when this is made."""

    def __init__(self, files: Bundle | None, sessions: Sessions) -> None:
        self._files, self._sessions = files, sessions
        self._manifests = files.manifests() if files else {}

    def find(self, sample: Sample) -> Manifest | None:
        """The manifest of the slow `sample`, if nothing that it depends on has changed since."""
        try:
            manifest = self._read(sample)
        except ValueError:
            return None
        return None if self._changes(sample, manifest) else manifest

    def objection(self, sample: Sample) -> str:
        """Why no manifest stands for the slow `sample`."""
        try:
            manifest = self._read(sample)
        except ValueError as error:
            return str(error)
        return f"was measured on {manifest.date}; changed since: {', '.join(self._changes(sample, manifest))}"

    def has(self, sample: Sample) -> bool:
        """Whether there is a manifest of the slow `sample`, which may not hold any more."""
        return manifest_name(sample) in self._manifests

    def strays(self, samples: Iterable[Sample]) -> list[str]:
        """The files of the folder of manifests that belong to none of the `samples`, by their paths in the bundle."""
        own = {manifest_name(sample) for sample in samples if sample.options.slow}
        return [name for name in self._manifests if name not in own]

    def _read(self, sample: Sample) -> Manifest:
        name = manifest_name(sample)
        if not self._files:
            raise ValueError(NO_BUNDLE)
        if not self.has(sample):
            raise ValueError(f"is slow, and was not measured yet: there is no {name}")
        try:
            return read_manifest(self._manifests[name])
        except ValueError as error:
            raise ValueError(f"{name} {error}") from None

    def _changes(self, sample: Sample, manifest: Manifest) -> list[str]:
        if not self._files:
            return []
        parts = parts_of(sample, self._sessions.deciding(sample), self._files)
        return manifest.changes(parts, {name: self._files.digest(name) for name in manifest.files})


def manifest_name(sample: Sample) -> str:
    """The path of its manifest in the bundle; the functions of a file of tests, which run together, share one."""
    return f"{MANIFESTS}/{sample.options.session if sample.kind == TEST else sample.name}.json"


def parts_of(sample: Sample, deciding: Sequence[Sample], files: Bundle) -> dict[str, str]:
    """The SHA-256 of each part of what `sample` depends on; `deciding` as `Sessions.deciding` has them.

    Defaults of options are no part of it: a new option would make each manifest stale.
    """
    if sample.kind == TEST:  # its code is the engine's, and what it says is in its file
        return {"code": files.digest(sample.options.session)}
    before = [(_told(other), _options(other)) for other in deciding if other.name != sample.name]
    return {
        "code": _sha(_told(sample)),
        "options": _sha(_options(sample)),
        "output": _sha(sample.shown_output),
        **{name: files.digest(file) for name in ("figure", "cast") if (file := getattr(sample.options, name))},
        **({"before": _sha(before)} if before else {}),
    }


def made_by(samples: Sequence[Sample]) -> set[str]:
    """The files of the bundle that `samples` make, or are: they are told of as parts."""
    return pictures(samples) | {sample.options.session for sample in samples if sample.kind == TEST}


def pictures(samples: Sequence[Sample]) -> set[str]:
    """The files of the bundle that `samples` make."""
    return {name for sample in samples for name in (sample.options.figure, sample.options.cast) if name}


def _told(sample: Sample) -> tuple[str, str]:
    """The kind of a sample and its code; of a transcript what is typed."""
    if sample.kind not in PROMPTS:
        return sample.kind, sample.code
    try:
        return sample.kind, "".join(entry.typed for entry in read_entries(sample.code, *PROMPTS[sample.kind]))
    except ValueError:  # which its run tells
        return sample.kind, sample.code


def _options(sample: Sample) -> dict[str, object]:
    values = {option.name: (getattr(sample.options, option.name), option.default) for option in fields(Options)}
    return {name: value for name, (value, default) in values.items() if value != default and name not in LOOKS}


def _sha(told: object) -> str:
    return sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()
