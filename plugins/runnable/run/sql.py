"""SQL: statements in SQLite, or by psql in a PostgreSQL; the samples of a process share a new database."""

from __future__ import annotations

from collections.abc import Sequence

from runnable.recording import Recording
from runnable.run import psql, sqlite
from runnable.run.script import scripts_of
from runnable.sample import Sample
from runnable.sandbox import Sandbox


def run(samples: Sequence[Sample], sandbox: Sandbox, *, trace: bool) -> list[Recording]:  # noqa: ARG001 - a Runner
    """Run `samples` in their order; what they print is in the form of psql in both."""
    run_scripts = psql.run if "postgresql" in samples[0].options.needs else sqlite.run
    return run_scripts(scripts_of(samples, sandbox.folder), sandbox)
