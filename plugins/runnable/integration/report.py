"""The report on accounts: a line for each code block, and tables of counts; or the same as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from runnable.accounts import Account, State

STATES = tuple(State)
BY: dict[str, Callable[[Account], str]] = {
    "kind": lambda account: account.kind or "(none)",
    "proof": lambda account: account.proof,
}


def as_text(accounts: Sequence[Account]) -> str:
    """Lines and tables for a terminal."""
    lines = [
        (f"{account.path}:{account.line}", account.kind or "(none)", account.name or "-", account.told, account.how)
        for account in accounts
    ]
    return "\n\n".join([_columns(lines), *(_columns(_counts(by, accounts)) for by in BY)])


def as_json(accounts: Sequence[Account]) -> str:
    """An object: `blocks`, a list; `kind` and `proof`, for each of these words the number of blocks by state."""
    counts = {by: {word: _by_state(some) for word, some in _sorted(by, accounts)} for by in BY}
    return json.dumps({"blocks": [_fields(account) for account in accounts], **counts}, indent=2, ensure_ascii=False)


def _fields(account: Account) -> dict[str, object]:
    execution = account.execution
    return {
        "path": account.path.as_posix(),
        "line": account.line,
        "kind": account.kind,
        "name": account.name,
        "proof": account.proof,
        "how": account.how,
        "state": account.state.value,
        "verified": account.verified or None,
        "versions": account.versions,
        "statements": execution.statements if execution else None,
        "executed": execution.executed if execution else None,
    }


def _sorted(by: str, accounts: Iterable[Account]) -> list[tuple[str, list[Account]]]:
    words: dict[str, list[Account]] = {}
    for account in accounts:
        words.setdefault(BY[by](account), []).append(account)
    return sorted(words.items())


def _by_state(accounts: Iterable[Account]) -> dict[str, int]:
    counted = Counter(account.state for account in accounts)
    return {state.value: counted[state] for state in STATES if counted[state]}


def _counts(by: str, accounts: Sequence[Account]) -> list[tuple[str, ...]]:
    """A table: its head, a row for each word, and the sum; without the states that no block is in."""
    there = [state for state in STATES if any(account.state is state for account in accounts)]
    rows = [(word, some) for word, some in [*_sorted(by, accounts), ("all", list(accounts))]]
    body = [
        (word, str(len(some)), *(str(sum(account.state is state for account in some)) for state in there))
        for word, some in rows
    ]
    return [(by, "blocks", *(state.value for state in there)), *body]


def _columns(rows: Sequence[tuple[str, ...]]) -> str:
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
