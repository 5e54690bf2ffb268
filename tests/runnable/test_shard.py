"""Shards: all samples, none twice, what belongs together in one."""

from __future__ import annotations

import pytest

from runnable.sample import find_samples
from runnable.shard import Shard, groups_of, parse_shard
from tests.runnable.house import fence, sample


def groups(text):
    """The names of the samples of `text`, by the groups that run together."""
    return [[member.name for member in group] for group in groups_of(find_samples(text))]


@pytest.mark.parametrize("count", [1, 2, 3, 7, 50])
def test_shards_are_all_and_nothing_twice(count):
    """Each member of each group is in one shard, and a group is never divided."""
    members = [[f"{group}-{number}" for number in range(group % 4)] for group in range(20)]
    shards = [Shard(number, count).pick(members) for number in range(1, count + 1)]
    everything = [member for group in members for member in group]
    assert sorted(member for shard in shards for member in shard) == sorted(everything)
    for group in members:
        assert sum(bool(shard & set(group)) for shard in shards) <= 1


def test_shards_are_balanced():
    """The sizes of two shards differ by no more than the largest group."""
    members = [[(group, number) for number in range(1 + group % 5)] for group in range(40)]
    sizes = [len(Shard(number, 6).pick(members)) for number in range(1, 7)]
    assert max(sizes) - min(sizes) <= 1
    assert [len(Shard(number, 2).pick([["a"] * 1, [*"bcdef"]])) for number in (1, 2)] == [5, 1]


def test_shards_are_the_same_each_time():
    """The same groups are dealt in the same way."""
    members = [[f"name-{number}"] for number in range(30)]
    assert Shard(2, 4).pick(members) == Shard(2, 4).pick(members) == {f"name-{number}" for number in range(1, 30, 4)}


def test_samples_run_alone_unless_something_ties_them():
    """Samples without a tie are groups of their own, in their order."""
    assert groups(sample("1") * 2 + fence("console run", "$ true")) == [["sample-1"], ["sample-2"], ["sample-3"]]


def test_sessions_and_setups_are_together():
    """A session is a group, and so is a sample with its setup, that one's setup, and all that either is tied to."""
    text = (
        sample("1", options="name=alone")
        + sample("1", options="name=a session=s")
        + sample("1", options="name=base")
        + sample("1", options="name=middle setup=base")
        + sample("1", options="name=b session=s")
        + sample("1", options="name=c session=s setup=middle")
        + sample("1", options="name=d session=other")
    )
    assert groups(text) == [["alone"], ["a", "base", "middle", "b", "c"], ["d"]]


def test_a_shown_file_is_with_the_runs_that_prove_it():
    """What shows a file is proven by any run of the text, and so all of them are together; what is parsed is not."""
    text = sample("1", options="name=run") + fence("python file=a.py name=file") + fence("python unverified=r name=not")
    assert groups(text) == [["run", "file"], ["not"]]


def test_a_shard_is_read_as_it_is_written():
    """`2/3` is the second of three."""
    assert parse_shard("2/3") == Shard(2, 3)
    assert str(Shard(2, 3)) == "2/3"


@pytest.mark.parametrize("text", ["", "1", "0/3", "1/0", "-1/3", "1/3/4", "a/b", " 1/3", "1.0/3", "٣/٣"])
def test_what_is_no_shard(text):
    """What is not two numbers from 1 is refused, with an example."""
    with pytest.raises(ValueError, match=r"can't read the shard .*; the second of three is 2/3"):
        parse_shard(text)


def test_a_shard_above_the_last():
    """A shard above the last one is refused."""
    with pytest.raises(ValueError, match="there is no shard 4 of 3; the last is 3/3"):
        parse_shard("4/3")
