"""A page of a real Chromium, in which samples run one after the other: for the parts of a job (see run/javascript.py).

Code runs as it does at the console of the developer tools (V8's REPL mode, by Runtime.evaluate of the DevTools
protocol): as a script of the page, whose names the next one sees, with `await` outside of functions; without `import`
statements, which modules have. It has ended when it has returned, no timeout of the page is to come, and nothing that
the page asked for is under way.
"""

import asyncio
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Coroutine
from typing import Any
from urllib.parse import unquote, urlsplit

from playwright.async_api import CDPSession, ConsoleMessage, Dialog, Error, Request, Route, async_playwright

HERE = os.path.dirname(__file__)
SCRIPTS = ("intrinsics.js", "inspect.js", "shapes.js", "format.js", "console.js")  # as one, in this order
PRINTER = "runnable:console"  # what they are called in stacks
ORIGIN = "http://localhost"  # which browsers take for secure, so that all of their interfaces are there
FLAGS = (
    *("--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-component-update"),
    "--disable-sync",
)
EMPTY = "<!DOCTYPE html>\n<title>Sample</title>\n"
START = 60_000  # milliseconds
PAUSE = 0.01  # seconds between two looks at what is under way
QUIET = 3  # looks in a row that find nothing


class UncaughtError(Exception):
    """What the code of a page did not catch; its text is JSON: type, message, stack, and the line in the text or 0."""


class FaultError(Exception):
    """What a page did that ends it, or that nobody is there to answer."""


class Browser:
    """A browser with one page; `name` is what its code is called in stacks, `longest` bounds one printed text.

    Where a server listens at `port`, the page is at its address, otherwise at one that is answered here.
    """

    def __init__(self, name: str, longest: int, port: int = 0) -> None:
        self.port, self.origin = port, f"{ORIGIN}:{port}" if port else ORIGIN
        self.name, self.longest, self.key = name, longest, "_" + secrets.token_hex(8)
        self.html, self.going = EMPTY, False
        self.requests, self.asked_count = set[Request](), 0
        self.trouble = asyncio.get_running_loop().create_future()

    async def start(self) -> str:
        """Start Chromium, and open an empty page; the version."""
        driver = await async_playwright().start()
        os.set_blocking(1, True)  # the driver has the same pipe, and does not want to wait for it
        context = await driver.chromium.launch_persistent_context(
            tempfile.mkdtemp(prefix="profile-"),  # those who share a server share its room
            executable_path=shutil.which("chromium"),
            args=FLAGS,
            ignore_default_args=["--disable-popup-blocking"],
            chromium_sandbox=False,  # a sandbox is what all of this runs in
            timeout=START,
            locale="en-US",
            timezone_id="UTC",
            accept_downloads=False,
        )
        page = self.page = context.pages[0]
        await context.add_init_script(self.script())
        if not self.port:
            await context.route(f"{ORIGIN}/**", self.serve)
        context.on("console", self.print)
        context.on("dialog", self.dismiss)
        context.on("request", self.asked)
        context.on("requestfinished", self.answered)
        context.on("requestfailed", self.answered)
        page.on("close", lambda _: self.fail(FaultError("it closed its page")))
        page.on("crash", lambda _: self.fail(FaultError("its page crashed: it may want too much memory")))
        self.session: CDPSession = await context.new_cdp_session(page)
        self.session.on("Page.frameNavigated", self.navigated)
        await self.session.send("Page.enable")
        if not self.port:
            await self.show(EMPTY, 1)
        self.session.on("Runtime.exceptionThrown", self.thrown)
        await self.session.send("Runtime.enable")
        return context.browser.version if context.browser else ""

    def script(self) -> str:
        """What runs in each document before its own scripts."""
        names = {"LONGEST": self.longest, "KEY": self.key, "PRINTER": PRINTER}
        given = "".join(f"const {name} = {json.dumps(value)};\n" for name, value in names.items())
        scripts = "\n".join(read(os.path.join(HERE, name)) for name in SCRIPTS)
        return f'(() => {{\n"use strict";\n{given}{scripts}}})()\n//# sourceURL={PRINTER}\n'

    async def show(self, html: str, line: int) -> None:
        """Replace the document by `html`, which begins in the given line of the text."""
        self.html, self.first, self.last = "\n" * (line - 1) + html, line, line + html.count("\n")
        await self.go()

    async def visit(self) -> None:
        """Open what the server gives for `/`."""
        self.first = self.last = 0
        try:
            await self.go()
        except Error as error:
            raise FaultError(f"the server did not give it: {error.message.splitlines()[0]}") from None

    async def go(self) -> None:
        self.going = True
        try:
            await self.until(self.page.goto(f"{self.origin}/", wait_until="load", timeout=0))
            await self.until(self.settle())
        finally:
            self.going = False

    async def run(self, code: str, line: int) -> None:
        """Run `code`, which begins in the given line of the text."""
        self.first, self.last = line, line + code.removesuffix("\n").count("\n")
        source = "\n" * (line - 1) + code + f"\n//# sourceURL={self.name}"
        await self.until(self.evaluate(source, replMode=True))
        await self.until(self.settle())

    async def evaluate(self, source: str, **options: Any) -> Any:
        answer = await self.session.send("Runtime.evaluate", {"expression": source, "awaitPromise": True, **options})
        if "exceptionDetails" in answer:
            raise await self.uncaught(answer["exceptionDetails"])
        return answer["result"].get("value")

    async def settle(self) -> None:
        """Wait until nothing is under way."""
        quiet, asked = 0, self.asked_count
        while quiet < QUIET:
            await asyncio.sleep(PAUSE)
            waiting = await self.evaluate(f"{self.key}.wait()")
            is_quiet = not waiting and not self.requests and self.asked_count == asked
            quiet, asked = (quiet + 1 if is_quiet else 0), self.asked_count

    async def until(self, work: Coroutine[Any, Any, Any]) -> None:
        """Do `work`; what the page does wrong meanwhile ends it, also where the work would wait for ever."""
        task = asyncio.ensure_future(work)
        await asyncio.wait({task, self.trouble}, return_when=asyncio.FIRST_COMPLETED)
        if task.done() and isinstance(task.exception(), Error):  # the page is gone, and why will be told soon
            await asyncio.wait({self.trouble}, timeout=1)
        if self.trouble.done():
            task.cancel()
            trouble, self.trouble = self.trouble.result(), asyncio.get_running_loop().create_future()
            raise await trouble if isinstance(trouble, Coroutine) else trouble
        await task

    def fail(self, trouble: Exception | Coroutine[Any, Any, Exception]) -> None:
        """Note what went wrong first."""
        if not self.trouble.done():
            self.trouble.set_result(trouble)
        elif isinstance(trouble, Coroutine):
            trouble.close()

    # Events

    def print(self, message: ConsoleMessage) -> None:
        """Print what the code of the page printed; what the browser itself says there has no values."""
        if message.args:
            write(message.text[: self.longest])

    def dismiss(self, dialog: Dialog) -> None:
        self.fail(FaultError(f"it opened a dialog ({dialog.type}: {dialog.message[:200]!r}), which nobody can answer"))
        self.dismissal = asyncio.ensure_future(dialog.dismiss())

    def navigated(self, event: dict[str, Any]) -> None:
        frame = event["frame"]
        if not self.going and "parentId" not in frame:
            self.fail(FaultError(f"it left its page for {frame.get('unreachableUrl', frame['url'])[:200]}"))

    def thrown(self, event: dict[str, Any]) -> None:
        self.fail(self.uncaught(event["exceptionDetails"]))

    def asked(self, request: Request) -> None:
        self.requests.add(request)
        self.asked_count += 1

    def answered(self, request: Request) -> None:
        self.requests.discard(request)

    async def serve(self, route: Route) -> None:
        """Answer with the document, or a file of the folder that this process runs in."""
        path = unquote(urlsplit(route.request.url).path).lstrip("/")
        if not path:
            await route.fulfill(body=self.html, content_type="text/html; charset=utf-8")
        elif file := find(path):
            await route.fulfill(path=file)
        else:
            await route.fulfill(status=404, body="")

    # Exceptions

    async def uncaught(self, details: dict[str, Any]) -> UncaughtError:
        """What was thrown, by the details that the DevTools protocol gives."""
        kind, message, stack = await self.tell(details.get("exception", {"value": details["text"]}))
        if not self.port:
            stack = stack.replace(f"{ORIGIN}/:", f"{self.name}:")
        return UncaughtError(json.dumps([kind, message, stack, self.line(stack, details)]))

    async def tell(self, thrown: dict[str, Any]) -> list[str]:
        """Type, message and stack of what was thrown."""
        if "objectId" not in thrown:
            value = thrown.get("value", thrown.get("unserializableValue", thrown.get("description", "undefined")))
            return ["Uncaught", str(value)[:10_000], ""]
        function = f"function () {{ return globalThis[{json.dumps(self.key)}].tell(this) }}"
        call = {"objectId": thrown["objectId"], "functionDeclaration": function, "returnByValue": True}
        answer = await self.session.send("Runtime.callFunctionOn", call)
        told = answer["result"].get("value")
        if "exceptionDetails" in answer or not isinstance(told, str):
            return ["Uncaught", thrown.get("description", "")[:10_000], ""]
        return [str(text) for text in json.loads(told)]

    def line(self, stack: str, details: dict[str, Any]) -> int:
        """The line in the text, from 1, of the innermost place that is in it, or 0."""
        if match := re.search(rf"^ +at .*?{re.escape(self.name)}:(\d+):\d+", stack, re.MULTILINE):
            return int(match[1])
        here = (self.name, *([] if self.port else [f"{ORIGIN}/"]))
        frames = details.get("stackTrace", {}).get("callFrames", [])
        numbers = [place["lineNumber"] + 1 for place in (*frames, details) if place.get("url", self.name) in here]
        return next((min(number, self.last) for number in numbers if number >= self.first), 0)


def find(path: str) -> str:
    """The file of that path below the folder that this process runs in, or nothing."""
    folder = os.path.realpath(os.curdir)
    file = os.path.realpath(os.path.join(folder, path))
    return file if file.startswith(folder + os.sep) and os.path.isfile(file) else ""


def write(text: str) -> None:
    data = f"{text}\n".encode("utf-8", "backslashreplace")
    while data:
        data = data[os.write(1, data) :]


def read(path: str) -> str:
    with open(path, encoding="utf-8") as stream:
        return stream.read()
