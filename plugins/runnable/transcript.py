"""Transcripts: what was typed and what came back, in one text."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

PROMPTS: Mapping[str, tuple[str, str]] = {"pycon": (">>> ", "... "), "console": ("$ ", "> ")}
"""By kind: before the first line of what is typed, and before its other lines."""


@dataclass(frozen=True)
class Entry:
    """What was typed at one prompt: `typed` with its prompts, `source` without; `line` counts from 0."""

    typed: str
    source: str
    line: int


def read_entries(text: str, prompt: str, more: str) -> list[Entry]:
    """Split a transcript at its prompts; ValueError where it does not begin with one.

    A line that is only the prompt without its trailing blank counts as an empty line typed there.
    """
    entries: list[Entry] = []
    lines = text.removesuffix("\n").split("\n")  # not at a form feed, which is part of a line
    if not lines or not _typed(lines[0], prompt):
        raise ValueError(f"a transcript begins with {prompt!r}")
    number = 0
    while number < len(lines):
        start = number
        if _typed(lines[number], prompt):
            number += 1
            while number < len(lines) and _typed(lines[number], more):
                number += 1
            typed = lines[start:number]
            source = "".join(line[len(prompt) :] + "\n" for line in typed)
            entries.append(Entry("".join(line + "\n" for line in typed), source, start))
        else:
            number += 1
    return entries


def type_in(source: str, prompt: str, more: str) -> list[Entry]:
    """Python as it is typed in: an entry for each statement, with the comments before it. May raise SyntaxError."""
    entries: list[Entry] = []
    lines = source.split("\n")
    start = 0
    for end in _statement_ends(source):
        typed = lines[start:end]
        text = "".join(f"{more if number else prompt}{line}".rstrip() + "\n" for number, line in enumerate(typed))
        entries.append(Entry(text, "".join(line + "\n" for line in typed), start))
        start = end
        while start < len(lines) and not lines[start].strip():
            start += 1
    return entries


def _statement_ends(source: str) -> Iterator[int]:
    """The line after each statement, of those on one line the last."""
    statements = ast.parse(source).body
    for statement, after in zip(statements, [*statements[1:], None], strict=True):
        if not after or after.lineno > (statement.end_lineno or 0):
            yield statement.end_lineno or 0


def _typed(line: str, prompt: str) -> bool:
    return line.startswith(prompt) or line == prompt.rstrip()


def write_transcript(entries: Sequence[Entry], outputs: Sequence[str]) -> str:
    """The transcript of `entries` with what each printed; each output ends its last line."""
    return "".join(entry.typed + _ended(output) for entry, output in zip(entries, outputs, strict=False))


def _ended(output: str) -> str:
    return output if not output or output.endswith("\n") else output + "\n"


def read_answers(text: str, entries: Sequence[Entry], asks: Sequence[str]) -> list[list[str]]:
    """What was typed into the program of each entry of a transcript, which asks by the prompts `asks`."""
    lines = text.removesuffix("\n").split("\n")
    answers = []
    for entry, end in zip(entries, ends(entries, len(lines)), strict=True):
        printed = lines[entry.line + entry.typed.count("\n") : end]
        answers.append([typed for line in printed if (typed := answer(line, asks)) is not None])
    return answers


def ends(entries: Sequence[Entry], count: int) -> list[int]:
    """The line before which each entry of a transcript of `count` lines ends."""
    return [*(entry.line for entry in entries[1:]), count]


def answer(line: str, asks: Sequence[str]) -> str | None:
    """What was typed in `line`, if that begins with one of the prompts `asks`."""
    ask = next((ask for ask in asks if _typed(line, f"{ask} ")), None)
    return None if ask is None else line[len(ask) + 1 :]
