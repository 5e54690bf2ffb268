"""Types commands into an interactive bash on a terminal of its own, and prints what that shows.

The argument is a JSON array with an object for each command: `lines` to type, `answers` to what the command asks, and
`asks`, the prompts by which it asks. Each command is reported on the descriptors of a job, as a console's shell does it
(see run/console.py). Commands are typed no sooner than bash, or what it runs, asks for them.
"""

import json
import os
import re
import secrets
import sys
from pathlib import Path
from typing import Any

import pexpect

SIZE = (24, 80)  # lines and columns
LONGEST = 4000  # bytes of a line; a terminal cuts what is longer than 4,095
LINE = rb"[^\n]*\n"
COLOUR = rb"(?:\x1b\[[\d;]*m)*"
ENVIRONMENT = {
    "TERM": "xterm-256color",
    "INPUTRC": str(Path(__file__).with_name("inputrc")),
    "PYTHON_BASIC_REPL": "1",  # the prompt of Python 3.13 paints its lines anew at each key
}
OURS = {"RUNNABLE_READ", "RUNNABLE_WRITE", "NO_COLOR"}


class UnexpectedError(Exception):
    """What is typed is not what the shell or its command asks for."""


class Shell:
    """A bash on a terminal, whose prompts can't be mistaken for what a command prints."""

    def __init__(self) -> None:
        mark = secrets.token_hex(8)
        environment = {name: value for name, value in os.environ.items() if name not in OURS}
        self.bash = pexpect.spawn(
            "bash",
            ["--noprofile", "--norc", "--noediting", "-i"],
            env={**environment, **ENVIRONMENT},
            dimensions=SIZE,
            timeout=None,  # the engine keeps time
        )
        self.bash.delaybeforesend = None
        self.prompt, self.more = mark.encode() + rb":(\d+):", mark.encode() + rb">"
        self.bash.sendline(f"PS1='{mark}:$?:' PS2='{mark}>'; set +H +o history")
        self.bash.expect(self.prompt)

    def run(self, lines: list[str], answers: list[str], asks: list[str]) -> int | None:
        """Type a command and what it asks for; its exit status, or None where the shell has ended."""
        for line in lines[:-1]:
            self.type(line)
            if self.bash.expect([self.more, self.prompt, pexpect.EOF]):
                raise UnexpectedError(
                    f"the shell asks for no more after {line!r}: the next line is a command of its own"
                )
        self.type(lines[-1])
        ask = question(asks)
        for answer in answers:
            if self.show_until(ask, self.more, self.prompt, pexpect.EOF):
                raise UnexpectedError(f"{lines[0]!r} ended before it asked for {answer!r}")
            show(self.bash.after)
            self.bash.sendline(answer)
        ended = self.show_until(self.prompt, pexpect.EOF, self.more, ask)
        if ended > 1:
            raise UnexpectedError(f"{lines[0]!r} asks for more than is typed")
        return None if ended else int(self.bash.match[1])

    def type(self, line: str) -> None:
        """Type a line at a prompt of bash, and wait until the terminal has shown it."""
        if len(line.encode()) > LONGEST:
            raise UnexpectedError(f"{line[:40]!r}… is too long to be typed: {LONGEST} bytes at the most")
        self.bash.sendline(line)
        self.bash.expect_exact(line.encode() + b"\r\n")

    def show_until(self, *ends: object) -> int:
        """Print what comes, each line when it is there, up to the first of `ends`; its place among them."""
        patterns = [*ends, LINE]
        while patterns[found := int(self.bash.expect(patterns))] is LINE:
            show(self.bash.after)
        show(self.bash.before)
        return found

    def end(self) -> int:
        """The exit status of the bash that has ended."""
        self.bash.close()
        return int(self.bash.exitstatus or 0)


def question(asks: list[str]) -> bytes:
    """The pattern of a last line that is one of the prompts `asks` with a blank behind it, coloured or not."""
    prompts = b"|".join(re.escape(ask.encode()) for ask in asks) or rb"(?!)"
    return rb"\A%b(?:%b)%b %b\Z" % (COLOUR, prompts, COLOUR, COLOUR)


def show(text: bytes) -> None:
    sys.stdout.buffer.write(text)
    sys.stdout.buffer.flush()


def main() -> None:
    """Type all commands; ends as the bash does where one ends it."""
    read, write = int(os.environ["RUNNABLE_READ"]), int(os.environ["RUNNABLE_WRITE"])
    for descriptor in (read, write):
        os.set_inheritable(descriptor, False)
    shell = Shell()
    for number, command in enumerate(json.loads(sys.argv[1])):
        report: dict[str, Any] = {"part": number}
        try:
            status = shell.run(command["lines"], command["answers"], command["asks"])
        except UnexpectedError as error:
            report["raised"] = ["UnexpectedError", str(error), "", 0]
            status = 1
        if status is None:
            sys.exit(shell.end())
        os.write(write, f"{report | {'exit': status}}\n".encode())
        os.read(read, 1)
        if "raised" in report:
            sys.exit(1)


if __name__ == "__main__":
    main()
