"""Shards: parts of a verification that run apart, on several machines say."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from runnable.sample import Sample

T = TypeVar("T", bound=Hashable)


@dataclass(frozen=True)
class Shard:
    """Part `number`, from 1, of `count`."""

    number: int = 1
    count: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.count}"

    def pick(self, groups: Iterable[Sequence[T]]) -> set[T]:
        """The members of those `groups` that are this shard's.

        Each group goes whole to one shard: the largest first, to the shard that has the fewest members so far, and
        of such shards to the first. So the same groups are always dealt in the same way.
        """
        loads = [0] * self.count
        own: set[T] = set()
        for group in sorted(groups, key=len, reverse=True):
            lightest = loads.index(min(loads))
            loads[lightest] += len(group)
            if lightest == self.number - 1:
                own.update(group)
        return own


def parse_shard(text: str) -> Shard:
    """Read a shard as it is written, `2/3`; ValueError says what is wrong with it."""
    match = re.fullmatch(r"([1-9]\d*)/([1-9]\d*)", text, re.ASCII)
    if not match:
        raise ValueError(f"can't read the shard {text!r}; the second of three is 2/3")
    number, count = int(match[1]), int(match[2])
    if number > count:
        raise ValueError(f"there is no shard {number} of {count}; the last is {count}/{count}")
    return Shard(number, count)


def groups_of(samples: Sequence[Sample]) -> list[list[Sample]]:
    """The `samples` of one document in groups that should run together, each in the order of the text.

    Together are: the samples of a session, a sample and its setup, what shows a file and all the runs that may
    prove it.
    """
    first = {sample.name: sample.name for sample in samples}  # of its group; followed until it names itself
    for one, other in _ties(samples):
        first[_lead(first, other)] = _lead(first, one)
    groups: dict[str, list[Sample]] = {}
    for sample in samples:
        groups.setdefault(_lead(first, sample.name), []).append(sample)
    return list(groups.values())


def _ties(samples: Sequence[Sample]) -> Iterable[tuple[str, str]]:
    """The names of samples that should run together, in pairs."""
    sessions: dict[str, list[str]] = {}
    for sample in samples:
        if sample.options.setup:
            yield sample.options.setup, sample.name
        if together := sample.options.server or sample.options.session:
            sessions.setdefault(together, []).append(sample.name)
    for names in sessions.values():
        yield from pairwise(names)
    if any(sample.options.file for sample in samples):
        yield from pairwise([sample.name for sample in samples if sample.options.file or sample.options.run])


def _lead(first: Mapping[str, str], name: str) -> str:
    while first[name] != name:
        name = first[name]
    return name
