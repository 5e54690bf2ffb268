"""Articles verified as they are written: each saved change is read, run and told at once."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import SimpleQueue
from typing import TYPE_CHECKING, Any, NoReturn, Self

from runnable.document import Document
from runnable.extra import need
from runnable.integration.command import LEDGER, RECORD, open_document, summary, tell_problems
from runnable.sandbox import Sandbox
from runnable.versions import ENGINE, surroundings
from runnable.whole import bundle_of
from runnable.workshop import close_workshops, workshop

if TYPE_CHECKING:
    from runnable.sample import Sample
    from runnable.verdict import Verdict

STEP = 4  # ms between two looks at what has changed; a save is over when the second look finds nothing more
LONGEST_SAVE = 100  # ms after which a save is looked at, though more is being written
TICK = 50  # ms without a change, after which the other duties of the watch are seen to
GRACE = 1.0  # seconds that a sample may go on when a change waits


def watch(
    find: Callable[[], Iterable[Path]],
    folders: Sequence[Path],
    *,
    ledger: Path = LEDGER,
    strict: bool = True,
    record_by: str = RECORD,
) -> int:
    """Verify the articles that `find` finds, and again on each change below `folders`, until Ctrl-C or SIGTERM.

    `strict` as in `find_samples`. What `record_by` says is told where recording may help. The result is 0, or 1 where
    the folders can't be watched.
    """

    def open_(path: Path, before: Document | None) -> Document | None:
        return open_document(path, ledger, strict=strict, before=before)

    signal.signal(signal.SIGTERM, _leave)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr]  # a text stream, where a command runs
    try:
        return Watching(find, folders, open_, record_by).run()
    except UnwatchedError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0


def folders_of(paths: Iterable[Path]) -> list[Path]:
    """The folders that hold all that `paths`, files and folders, stand for; none lies in another."""
    places = {(path if path.is_dir() else path.parent).resolve() for path in paths}
    return sorted(place for place in places if not places & set(place.parents))


def _leave(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)


class UnwatchedError(Exception):
    """The system does not tell what changes; the text says why."""


class Superseded(BaseException):
    """A sample was cut short, because a change waits; no error, and nobody on the way may take it for one."""


class Changes(threading.Thread):
    """Notes what changes below `folders`, and `counts`.

    `begun`: set once no change is missed. `pending`: sets of paths that changed together, or what ended the watch.
    While one is not taken for longer than GRACE, the main thread gets SIGUSR1; when nobody reads what we print any
    more, SIGTERM.
    """

    def __init__(self, folders: Sequence[Path], counts: Callable[[Path], bool]) -> None:
        super().__init__(daemon=True)
        try:
            self._watch = need("watchfiles").watch
        except ValueError as error:
            raise UnwatchedError(str(error)) from None
        self._folders, self._counts = [folder.resolve() for folder in folders], counts
        self._ending, self._changed = threading.Event(), 0.0
        self.begun = threading.Event()
        self.pending: SimpleQueue[set[Path] | Exception] = SimpleQueue()

    def run(self) -> None:
        """Follow the changes until the context is left."""
        reader = select.poll()
        reader.register(1, 0)
        try:
            for changes in self._follow():
                if changes:
                    self._changed = time.monotonic() if self.pending.empty() else self._changed
                    self.pending.put({Path(path) for _, path in changes})
                elif reader.poll(0):
                    _signal_main(signal.SIGTERM)
                elif not self.pending.empty() and time.monotonic() - self._changed > GRACE:
                    _signal_main(signal.SIGUSR1)
                self.begun.set()
        except Exception as error:  # noqa: BLE001 - whatever it is, the main thread tells it
            self.pending.put(error)
            self.begun.set()

    def _follow(self) -> Iterator[set[tuple[Any, str]]]:
        times = {"debounce": LONGEST_SAVE, "step": STEP, "rust_timeout": TICK, "yield_on_timeout": True}
        yield from self._watch(*self._folders, watch_filter=self._is_of_interest, stop_event=self._ending, **times)

    def _is_of_interest(self, _change: object, name: str) -> bool:
        """Whether a file may matter: one that is hidden, or made by Python, does not."""
        path = Path(name)
        folder = next((one for one in self._folders if path.is_relative_to(one)), Path())
        hidden = any(part.startswith(".") or part == "__pycache__" for part in path.relative_to(folder).parts)
        return not hidden and self._counts(path)

    def take(self) -> set[Path]:
        """Wait for a change, and give all that changed by now; UnwatchedError if the watch has ended."""
        changed = set[Path]()
        while not changed or not self.pending.empty():
            taken = self.pending.get()
            if isinstance(taken, Exception):
                raise UnwatchedError(f"can't watch {', '.join(map(str, self._folders))}: {taken}")
            changed |= taken
        return changed

    def __enter__(self) -> Self:
        self.start()
        self.begun.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """End the watch."""
        self._ending.set()
        self.join()


def _signal_main(number: signal.Signals) -> None:
    signal.pthread_kill(threading.main_thread().ident or 0, number)


Words = tuple[object, ...]
"""What an author writes of a sample, which tells it from what it was."""


class Watching:
    """The articles, which of them are due to be verified, and the way through those.

    `open_` reads the document of a path, and gets the one before; it gives None where it can't be read, and tells why.
    """

    def __init__(
        self,
        find: Callable[[], Iterable[Path]],
        folders: Sequence[Path],
        open_: Callable[[Path, Document | None], Document | None],
        record_by: str,
    ) -> None:
        self._find, self._open, self._record_by = find, open_, record_by
        self._changes = Changes([*folders, ENGINE], self._counts)
        self._surroundings = surroundings()
        self._documents: dict[Path, Document | None] = {}
        self._places: dict[Path, Path] = {}  # by the path that is told, the one that changes are told of
        self._due: dict[Path, float] = {}  # since when, by the clock
        self._changed = set[Path]()  # what is to be read anew
        self._left: dict[Path, set[Words]] = {}  # samples that were due already when an article changed
        self._is_interruptible = False

    def run(self) -> NoReturn:
        """Verify all, and then what changes, for ever."""
        signal.signal(signal.SIGUSR1, self._supersede)
        with self._changes:
            _warm_up()
            self._look_for_articles()
            while True:
                self._verify_due()
                self._take_changes()

    # Changes

    def _take_changes(self) -> None:
        """Wait for a change, and note which articles are due."""
        changed = self._changes.take()
        if surroundings() != self._surroundings:
            self._start_again()
        if any(map(self._may_come_or_go, changed)):
            self._look_for_articles()
        for path, place in self._places.items():
            if own := [one for one in changed if _belongs(one, place)]:
                self._note(path, max(map(_saved, own)))

    def _counts(self, changed: Path) -> bool:
        """Whether a verdict, or which articles there are, may depend on what `changed`; asked by another thread."""
        is_engine = changed.suffix in {".py", ".js"} and ENGINE in changed.parents
        return is_engine or self._may_come_or_go(changed) or any(_belongs(changed, place) for place in self._all_places)

    @property
    def _all_places(self) -> list[Path]:
        return list(self._places.values())

    def _may_come_or_go(self, changed: Path) -> bool:
        """Whether there may be other articles now."""
        places = self._all_places
        if changed in places:
            return not changed.is_file()
        return changed.suffix == ".md" or changed.is_dir() or any(changed in place.parents for place in places)

    def _look_for_articles(self) -> None:
        found = list(self._find())
        if not found:
            print("There is no article yet")
        for path in [path for path in self._documents if path not in found]:
            print(f"{path}: is gone")
            for known in (self._documents, self._places, self._due, self._left):
                known.pop(path, None)
        for path in found:
            if path not in self._documents:
                self._documents[path], self._places[path] = None, path.resolve()
                self._note(path, time.time())

    def _note(self, path: Path, since: float) -> None:
        """Note that `path` has changed, and is to be verified before those that are due already."""
        self._changed.add(path)
        self._due = {path: since, **{other: when for other, when in self._due.items() if other != path}}

    def _start_again(self) -> None:
        """Replace this process by a new one, which loads the engine as it is now."""
        print("The engine, or what is installed, has changed: all is looked at anew")
        self._changes.stop()
        close_workshops()
        os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves

    # Verdicts

    def _verify_due(self) -> None:
        while self._due:
            path = next(iter(self._due))
            if path in self._changed and not self._read(path):
                del self._due[path]
            elif (document := self._documents[path]) and (told := self._verify(document)):
                print(f"{told} ({1000 * (time.time() - self._due.pop(path)):.0f} ms)")
                self._prepare(document)
            else:
                self._take_changes()

    def _read(self, path: Path) -> bool:
        """Read an article anew; if that fails, it is told, and the next change tries again."""
        self._changed.discard(path)
        document = self._open(path, self._documents[path])
        self._documents[path] = document or self._documents[path]
        return document is not None

    def _verify(self, document: Document) -> str:
        """Bring each sample to a verdict, tell what is wrong, and sum up; nothing if a change came before the end.

        What has changed last comes first, and then what is known, and what an earlier change cut short.
        """
        left = self._left.pop(document.path, set())
        stale = {sample.name: _words(sample) for sample in document.all_samples if document.known(sample) is None}
        order = {name: 2 if words in left else 0 for name, words in stale.items()}
        verdicts = []
        for sample in sorted(document.all_samples, key=lambda sample: order.get(sample.name, 1)):
            verdict = document.known(sample) or self._run(document, sample)
            if verdict is None:
                self._left[document.path] = set(stale.values())
                document.save()
                return ""
            tell_problems(verdict)
            verdicts.append(verdict)
        document.save()
        return summary(document, verdicts, len(stale), self._record_by)

    def _run(self, document: Document, sample: Sample) -> Verdict | None:
        """The verdict of `sample`, or None if a change comes first."""
        try:
            if self._changes.pending.empty():
                with self._interruptible():
                    return document.verdict(sample)
        except Superseded:
            workshop().renew()  # the old one may have been left in the middle of a word
            _warm_up()
        return None

    @contextmanager
    def _interruptible(self) -> Iterator[None]:
        self._is_interruptible = True
        try:
            yield
        finally:
            self._is_interruptible = False

    def _supersede(self, _signal: int, _frame: object) -> None:
        """Raise Superseded where a sample runs though a change waits; a handler of signals."""
        if self._is_interruptible and not self._changes.pending.empty():
            self._is_interruptible = False
            raise Superseded

    def _prepare(self, document: Document) -> None:
        """Have a room at hand for the next sample."""
        with suppress(OSError), Sandbox(document.files):
            pass


def _warm_up() -> None:
    """Have a zygote at hand for the next sample."""
    _ = workshop().lane


def _words(sample: Sample) -> Words:
    return sample.name, sample.kind, sample.code, sample.shown_output, sample.options


def _belongs(changed: Path, place: Path) -> bool:
    """Whether a verdict of the article at `place` may depend on what `changed`."""
    return changed == place or (bundle_of(place) is not None and place.parent in changed.parents)


def _saved(path: Path) -> float:
    """When `path` was last changed, by the clock."""
    with suppress(OSError):
        return min(path.lstat().st_ctime, time.time())
    return time.time()
