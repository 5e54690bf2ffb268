"""Runs pieces of Python in one namespace, and tells what became of each: in a process of ours, or in a page.

It keeps references of its own, as the runner does, and imports nothing that Python in a page has not.
"""

import atexit
import builtins
import linecache
import sys
import types
from collections.abc import Callable
from traceback import format_exception
from typing import Any

globals()["__builtins__"] = dict(vars(builtins))

STREAMS = (sys.stdout, sys.stderr)
CO_COROUTINE, ALLOW_TOP_LEVEL_AWAIT = 0x80, 0x2000  # of inspect and ast, which no sample has to import


class Parts:
    """A namespace, that of the module `__main__` of the `file`, in which parts run one after the other."""

    def __init__(self, file: str) -> None:
        self.loop: Any = None
        self.module = types.ModuleType("__main__")
        self.module.__dict__.update(__file__=file, __builtins__=builtins)

    def run_part(self, part: dict[str, Any]) -> dict[str, Any]:
        lines = [line + "\n" for line in part["source"].split("\n")]
        name = part["filename"]
        if part["interactive"] and not any(line.strip() and not line.strip().startswith("#") for line in lines):
            return {}  # nothing to compile, which at the prompt is no error
        if not part["interactive"]:  # a traceback shows the lines of the Markdown file by their numbers there
            linecache.cache[name] = (0, None, [*["\n"] * (part["line"] - 1), *lines], name)
        try:
            source = "\n" * max(part["line"] - 1, 0) + part["source"]
            self.execute(source, name, "single" if part["interactive"] else "exec")
        except SystemExit as error:
            return {"exit": self.status(error.code)}
        except BaseException as error:  # noqa: BLE001 - whatever it is, it is what the sample raised
            return self.describe(error, part)
        return {}

    def execute(self, source: str, name: str, mode: str) -> None:
        """Run code; where it awaits outside of a function, in an event loop that the parts of a job share."""
        flags = ALLOW_TOP_LEVEL_AWAIT if "await" in source or "async" in source else 0
        code = compile(source, name, mode, flags, dont_inherit=True)
        if not code.co_flags & CO_COROUTINE:
            exec(code, self.module.__dict__)  # noqa: S102 - that is the job
            return
        if self.loop is None:
            import asyncio  # noqa: PLC0415 - for those that await

            self.loop = asyncio.Runner()
            atexit.register(self.loop.close)
        self.loop.run(types.FunctionType(code, self.module.__dict__)())

    def status(self, code: object) -> int:
        """The exit status that the interpreter makes of what SystemExit was raised with."""
        if isinstance(code, int):
            return int(code) & 0xFF
        if code is not None:
            self.print_error(f"{code}\n")
        return int(code is not None)

    def describe(self, error: BaseException, part: dict[str, Any]) -> dict[str, Any]:
        """The report of an exception, without our own frames, told as Python tells it."""
        frames = error.__traceback__
        while frames and frames.tb_frame.f_code.co_filename != part["filename"]:
            frames = frames.tb_next
        text = self.guarded(lambda: "".join(format_exception(type(error), error, frames)), "")
        line = error.lineno if isinstance(error, SyntaxError) and error.filename == part["filename"] else 0
        while frames:
            if frames.tb_frame.f_code.co_filename == part["filename"]:
                line = frames.tb_lineno
            frames = frames.tb_next
        if part["interactive"]:
            self.print_error(text)
        kind = type(error)
        module = kind.__module__
        scope = f"{module}." if isinstance(module, str) and module not in ("builtins", "__main__") else ""
        message = self.guarded(lambda: str(error), "")
        return {"raised": [scope + str.__str__(kind.__qualname__), message, text, line or 0]}

    def guarded(self, tell: Callable[[], str], otherwise: str) -> str:
        """What `tell` says; it may run code of the sample, which may do anything."""
        try:
            return str.__str__(tell())  # of a subclass of str, which may have a repr of its own, the plain text
        except Exception as broken:  # noqa: BLE001 - the sample's own
            return otherwise or f"<{type(broken).__name__} in its __str__>"
        except BaseException:  # noqa: BLE001 - no way to tell, and no reason to stop
            return otherwise

    def print_error(self, text: str) -> None:
        try:
            STREAMS[1].write(text)
        except Exception:  # noqa: BLE001 - a stream that the sample closed
            return
