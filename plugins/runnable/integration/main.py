"""The command `runnable`, which needs neither Pelican nor pytest."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, BooleanOptionalAction
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from runnable.integration import command
from runnable.integration.discovery import find_documents
from runnable.shard import Shard, parse_shard


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; 0 if all is well, 1 if something is wrong. Raises SystemExit(2) where it was called wrongly."""
    options = vars(_parser().parse_args(arguments))
    if options.get("watch") and options["tier"] != command.TIER:
        _parser().error("--watch runs the samples of each tier but the slow ones; leave --tier and --slow out")
    work = _watch if options.pop("watch", False) else options.pop("work")
    return int(work(**options))


def _watch(paths: list[Path], **options: Any) -> int:
    from runnable.integration import watching  # noqa: PLC0415 - it loads all that may run

    del options["work"], options["shard"], options["tier"]

    def find() -> list[Path]:
        return [path for path in find_documents(paths) if path.is_file()]

    return watching.watch(find, watching.folders_of(paths), **options)


def _parser() -> ArgumentParser:
    parser = ArgumentParser("runnable", description="Run the code samples of Markdown files.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    verify = commands.add_parser("verify", help="run the samples, and compare with what the files say; never writes")
    record = commands.add_parser("record", help="run the samples, and write what they print into the files")
    verify.set_defaults(work=command.verify)
    record.set_defaults(work=command.record)
    for each in (verify, record):
        _add_common(each)
    which = verify.add_mutually_exclusive_group()
    which.add_argument("--watch", action="store_true", help="go on, and run what changes, until Ctrl-C")
    which.add_argument(
        "--shard", type=_shard, default=Shard(), metavar="I/N", help="only part I of N; the parts together are all"
    )
    tier = verify.add_mutually_exclusive_group()
    only = (
        "fast: only what needs no program, server or service; real: all, and the default; slow ones by their manifests"
    )
    tier.add_argument("--tier", choices=("fast", "real"), default=command.TIER, help=only)
    again = "run the slow samples, and only these; what they measure is not compared"
    tier.add_argument("--slow", action="store_const", dest="tier", const="slow", help=again)
    anew = "run the slow samples too, and write what they measured; of the others, run those that are not proven"
    record.add_argument("--slow", action="store_true", help=anew)
    return parser


def _add_common(parser: ArgumentParser) -> None:
    paths = "Markdown files, and folders that hold some; this folder if none is named"
    strict = "each code block has to be a sample, text, or excused"
    ledger = "the folder of what is proven (default: %(default)s)"
    parser.add_argument("paths", nargs="*", type=_existing, default=[Path()], metavar="PATH", help=paths)
    parser.add_argument("--ledger", type=Path, default=command.LEDGER, metavar="FOLDER", help=ledger)
    parser.add_argument("--strict", action=BooleanOptionalAction, default=False, help=strict)


def _existing(text: str) -> Path:
    path = Path(text)
    if not path.exists():
        raise ArgumentTypeError(f"there is no {text}")
    return path


def _shard(text: str) -> Shard:
    try:
        return parse_shard(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from None
