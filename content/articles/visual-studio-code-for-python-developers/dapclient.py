"""A small client of the Debug Adapter Protocol: does with a launch.json what an editor does.

with Debugger(folder) as debugger:
    debugger.start("Flask", {"bill/shares.py": [14]})
"""

from __future__ import annotations

import io
import json
import os
import queue
import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import jsonc

Message = dict[str, Any]
PATIENCE = 60.0  # seconds for anything that is waited for; nothing takes as long


class DapError(Exception):
    """The adapter said no, or nothing."""


# region wire
def encode(message: Message) -> bytes:
    """A message as it is sent: its length in a header, a blank line, JSON."""
    body = json.dumps(message).encode()
    return f"Content-Length: {len(body)}\r\n\r\n".encode() + body


def decode(stream: IO[bytes]) -> Iterator[Message]:
    """The messages that come from a stream, until it ends."""
    while line := stream.readline():
        name, _, value = line.decode("ascii").partition(":")
        if name.lower() == "content-length":
            length = int(value)
        elif not line.strip():
            yield json.loads(stream.read(length))


# endregion


# region variables
def fill(value: Any, known: Mapping[str, str]) -> Any:
    """Put the values of ${variables} into a configuration, also where it is nested."""
    if isinstance(value, dict):
        return {name: fill(part, known) for name, part in value.items()}
    if isinstance(value, list):
        return [fill(part, known) for part in value]
    if isinstance(value, str):
        return re.sub(r"\$\{([^}]*)\}", lambda match: known[match[1]], value)
    return value


def configuration(workspace: Path, name: str, file: Path | None = None) -> Message:
    """The configuration of that name in .vscode/launch.json, filled in."""
    launch: Any = jsonc.loads((workspace / ".vscode" / "launch.json").read_text())
    named = {found["name"]: found for found in launch["configurations"]}
    known = {"workspaceFolder": str(workspace)}
    if file:
        known["file"] = str(file)
    return fill(named[name], known)


# endregion


@dataclass(frozen=True)
class Stop:
    """Where the program stands: why it stopped, and the frame on top of the stack."""

    reason: str
    text: str
    thread: int
    frame: int
    file: str
    line: int
    function: str


class Debugger:
    """One session with debugpy's adapter; leaving the context ends it and what it started.

    `log`: each message, with its sender, "editor" or "adapter". `printed`: what the program
    wrote, to a terminal of ours or through the adapter.
    """

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace.resolve()
        self.log: list[tuple[str, Message]] = []
        self.printed = ""
        self._incoming: queue.Queue[Message | None] = queue.Queue()
        self._events: list[Message] = []
        self._answers: dict[int, Message] = {}
        self._programs: list[subprocess.Popen[bytes]] = []
        self._threads: list[threading.Thread] = []
        self._number = 0
        self._socket: socket.socket | None = None
        self._input = self._output = io.BytesIO()

    def __enter__(self) -> Debugger:
        return self

    # region adapter
    def _connect(self, wanted: Message) -> None:
        """Start an adapter, or, to attach, speak to the one that the program has."""
        if address := wanted.get("connect"):
            self._socket = socket.create_connection(
                (address["host"], address["port"]), PATIENCE
            )
            self._socket.settimeout(None)
            self._input = self._socket.makefile("wb")
            self._output = self._socket.makefile("rb")
        else:
            command = [sys.executable, "-m", "debugpy.adapter"]
            adapter = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
            self._programs.append(adapter)
            self._input, self._output = adapter.stdin, adapter.stdout
        self._in_background(self._receive)

    def _receive(self) -> None:
        for message in decode(self._output):
            self._incoming.put(message)
        self._incoming.put(None)

    def _send(self, message: Message) -> int:
        self._number += 1
        message = {"seq": self._number, **message}
        self.log.append(("editor", message))
        self._input.write(encode(message))
        self._input.flush()
        return self._number

    # endregion

    # region request
    def request(self, command: str, **arguments: Any) -> Message:
        """Ask, and wait for the answer."""
        return self._answer(self._ask(command, arguments))

    def _ask(self, command: str, arguments: Message) -> int:
        return self._send({"type": "request", "command": command, "arguments": arguments})

    def _answer(self, number: int) -> Message:
        self._until(lambda: number in self._answers, f"the answer to {number}")
        answer = self._answers.pop(number)
        if not answer["success"]:
            raise DapError(answer.get("message", "no"))
        return answer.get("body", {})

    def wait(self, event: str) -> Message:
        """Wait for an event, and take it from those that came."""

        def came() -> list[Message]:
            return [found for found in self._events if found["event"] == event]

        self._until(came, event)
        first = came()[0]
        self._events.remove(first)
        return first.get("body", {})

    # endregion

    # region loop
    def _until(self, done: Callable[[], object], what: str) -> None:
        """Take what comes in until `done`."""
        end = time.monotonic() + PATIENCE
        while not done():
            try:
                message = self._incoming.get(timeout=max(0.0, end - time.monotonic()))
            except queue.Empty:
                raise DapError(f"nothing came of {what}") from None
            if message is None:
                raise DapError(f"the adapter ended before {what}")
            self.log.append(("adapter", message))
            self._handle(message)

    def _handle(self, message: Message) -> None:
        if message["type"] == "response":
            self._answers[message["request_seq"]] = message
        elif message["type"] == "request":
            self._run_in_terminal(message)
        elif message["event"] != "output":
            self._events.append(message)
        elif message["body"].get("category") in {"stdout", "stderr"}:
            self.printed += message["body"]["output"]

    # endregion

    # region terminal
    def _run_in_terminal(self, request: Message) -> None:
        """The one request that an adapter makes: start this in your terminal."""
        wanted = request["arguments"]
        program = subprocess.Popen(
            wanted["args"],
            cwd=wanted["cwd"],
            env={**os.environ, **wanted.get("env", {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self._programs.append(program)
        self._in_background(lambda: self._show(program.stdout))
        self._send(
            {
                "type": "response",
                "request_seq": request["seq"],
                "command": request["command"],
                "success": True,
                "body": {"processId": program.pid},
            }
        )

    def _show(self, stream: IO[bytes]) -> None:
        for line in stream:
            self.printed += line.decode(errors="replace")

    # endregion

    # region start
    def start(
        self,
        name: str,
        breakpoints: Mapping[str, Sequence[int | Message]],
        *,
        exceptions: Sequence[str] = (),
        file: Path | None = None,
        **other: Any,
    ) -> list[bool]:
        """Start a configuration of launch.json; tells which breakpoints were verified."""
        wanted = {**configuration(self.workspace, name, file), **other}
        self._connect(wanted)
        self.request(
            "initialize",
            adapterID=wanted["type"],
            clientID="dapclient",
            pathFormat="path",
            linesStartAt1=True,
            supportsRunInTerminalRequest=True,
        )
        started = self._ask(wanted["request"], wanted)
        self.wait("initialized")
        verified = [
            found["verified"]
            for path, lines in breakpoints.items()
            for found in self.set_breakpoints(path, lines)
        ]
        self.request("setExceptionBreakpoints", filters=list(exceptions))
        self.request("configurationDone")
        self._answer(started)
        return verified

    def set_breakpoints(self, path: str, lines: Sequence[int | Message]) -> list[Message]:
        """Those of one file: lines, or messages with a line and a condition."""
        wanted = [{"line": line} if isinstance(line, int) else line for line in lines]
        source = {"path": str(self.workspace / path)}
        return self.request("setBreakpoints", source=source, breakpoints=wanted)["breakpoints"]

    # endregion

    # region stopped
    def stop(self) -> Stop:
        """Wait until the program stops."""
        body = self.wait("stopped")
        thread = body["threadId"]
        top = self.request("stackTrace", threadId=thread)["stackFrames"][0]
        path = Path(top["source"]["path"])
        inside = path.is_relative_to(self.workspace)
        return Stop(
            body["reason"],
            body.get("text", ""),
            thread,
            top["id"],
            path.relative_to(self.workspace).as_posix() if inside else path.name,
            top["line"],
            top["name"],
        )

    def stack(self, stop: Stop) -> list[str]:
        frames = self.request("stackTrace", threadId=stop.thread)["stackFrames"]
        return [frame["name"] for frame in frames]

    def locals(self, stop: Stop) -> dict[str, str]:
        found = self.request("variables", variablesReference=self._scope(stop))["variables"]
        return {variable["name"]: variable["value"] for variable in found}

    def _scope(self, stop: Stop) -> int:
        scopes = self.request("scopes", frameId=stop.frame)["scopes"]
        return next(
            scope["variablesReference"] for scope in scopes if scope["name"] == "Locals"
        )

    def set_variable(self, stop: Stop, name: str, value: str) -> str:
        scope = self._scope(stop)
        done = self.request("setVariable", variablesReference=scope, name=name, value=value)
        return done["value"]

    def evaluate(self, stop: Stop, expression: str) -> str:
        done = self.request(
            "evaluate", expression=expression, frameId=stop.frame, context="repl"
        )
        return done["result"]

    def go_on(self, stop: Stop) -> None:
        self.request("continue", threadId=stop.thread)

    # endregion

    def wait_for_print(self, pattern: str) -> str:
        """Wait until the program has printed what fits, and give the first group."""
        end = time.monotonic() + PATIENCE
        while not (match := re.search(pattern, self.printed)):
            self._take_what_came()
            if time.monotonic() > end:
                raise DapError(f"it printed no {pattern}: {self.printed}")
            time.sleep(0.02)
        return match[1]

    def _take_what_came(self) -> None:
        while not self._incoming.empty():
            self._until_one()

    def _until_one(self) -> None:
        before = len(self.log)
        self._until(lambda: len(self.log) > before, "a message")

    def wait_for_end(self) -> int:
        """Wait until the program has ended, and give its exit status."""
        status = self.wait("exited")["exitCode"]
        self.wait("terminated")
        return status

    def __exit__(self, *_: object) -> None:
        with suppress(DapError, OSError):  # it may have ended by itself
            self.request("disconnect", terminateDebuggee=True)
        with suppress(OSError):  # what was not sent can't be sent any more
            self._input.close()
        if self._socket:
            self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
        for process in self._programs:
            _end(process)
        for thread in self._threads:
            thread.join(PATIENCE)
        for stream in (self._output, *(process.stdout for process in self._programs)):
            stream.close()

    def _in_background(self, work: Callable[[], None]) -> None:
        self._threads.append(threading.Thread(target=work, daemon=True))
        self._threads[-1].start()


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(PATIENCE)
