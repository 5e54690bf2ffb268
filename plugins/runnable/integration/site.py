"""A site: what it may say of the verdicts of all its texts together."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from runnable.accounts import UNVERIFIED, Account, Accounting, Tally, tally
from runnable.document import Document
from runnable.integration.html import anchor


@dataclass(frozen=True)
class Unverified:
    """A block that nothing checks: its kind, the reason, and its id on the page."""

    kind: str
    reason: str
    anchor: str


@dataclass(frozen=True)
class Part:
    """An article or page with code blocks, and the sum of its accounts: None while the ledger does not vouch for it."""

    content: Any
    tally: Tally | None
    unverified: tuple[Unverified, ...]


@dataclass(frozen=True)
class SiteVerification:
    """The parts of a site, and the sum over those that the ledger vouches for.

    `date`: the day of the oldest verdict, None while there is none; `versions`: what the verdicts were reached with.
    """

    parts: tuple[Part, ...]
    tally: Tally
    date: dt.date | None
    versions: tuple[str, ...]

    @property
    def vouched(self) -> int:
        """The number of parts that the ledger vouches for."""
        return sum(part.tally is not None for part in self.parts)


def verification_of(texts: Mapping[Any, Accounting]) -> SiteVerification:
    """Add up the `texts` of a site, each content with what the ledger knows of its document."""
    found = {content: list(accounting.accounts()) for content, accounting in texts.items()}
    parts = [_part(content, accounts, texts[content].document) for content, accounts in found.items() if accounts]
    total = tally(account for part in parts if part.tally for account in found[part.content])
    badges = [badge for part in parts if part.tally and (badge := texts[part.content].document.verification())]
    versions = {version for badge in badges for version in badge.versions}
    date = dt.date.fromisoformat(total.since) if total.since else None
    return SiteVerification(tuple(parts), total, date, tuple(sorted(versions, key=_python_first)))


def _python_first(version: str) -> tuple[bool, str]:
    return not version.startswith("Python "), version.casefold()


def _part(content: Any, accounts: list[Account], document: Document) -> Part:
    vouched = all(account.settled for account in accounts)
    return Part(content, tally(accounts) if vouched else None, tuple(_unverified(accounts, document)))


def _unverified(accounts: Iterable[Account], document: Document) -> Iterable[Unverified]:
    samples = {sample.name: sample for sample in document.samples}
    for account in accounts:
        if account.proof == UNVERIFIED:
            yield Unverified(account.kind, account.detail, anchor(samples[account.name], samples))
