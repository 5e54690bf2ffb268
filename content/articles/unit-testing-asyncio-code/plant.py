"""Plants one fault after the other in a copy of the room, and runs the suites: each fault has to be found."""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
SUITES = ("tests_2017", "tests_unittest", "tests_pytest")
TESTS = {  # of each file, where a fault in it has to be found
    "handler.py": ("test_handler.py",),
    "member.py": ("test_member.py",),
    "packet.py": ("test_member.py",),
    "room.py": ("test_member.py", "test_interleavings.py"),
    "server.py": ("test_server.py",),
}
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*")
SECONDS = 60  # for all suites; a fault may make a test wait for ever
PYTEST = [sys.executable, "-m", "pytest", "-q", "--tb=no", "-rfE", "-p", "no:cacheprovider"]


# region fault
@dataclass(frozen=True)
class Fault:
    """Some text of a file of `receiver`, and what somebody could have written there."""

    name: str
    file: str
    text: str
    planted: str

    def plant(self, folder: Path) -> None:
        """Raises ValueError unless the text is there just once."""
        path = folder / "receiver" / self.file
        before = path.read_text()
        if (count := before.count(self.text)) != 1:
            raise ValueError(f"{self.name}: {self.text!r} is {count} times there")
        path.write_text(before.replace(self.text, self.planted))


# endregion


# region faults
FAULTS = (
    Fault("missing await", "handler.py", "await send(", "send("),
    Fault("dispatch not awaited", "handler.py", "await dispatch(", "dispatch("),
    Fault("wrong argument", "handler.py", '"PONG", packet.data', '"PONG"'),
    Fault("anything accepted", "handler.py", "raise UnknownPacket", "print"),
    Fault(
        "bare except",
        "member.py",
        "except ValueError as error",
        "except BaseException as error",
    ),
    Fault(
        "CancelledError swallowed",
        "member.py",
        "except* (ConnectionError,",
        "except* (asyncio.CancelledError, ConnectionError,",
    ),
    Fault("heartbeat never cancelled", "member.py", "beating.cancel()", "pass"),
    Fault("writer never cancelled", "member.py", "writing.cancel()", "pass"),
    Fault(
        "task outside the group",
        "member.py",
        "group.create_task(self.beat",
        "asyncio.create_task(self.beat",
    ),
    Fault("no timeout: silence", "member.py", "limits.silence)", "limits and None)"),
    Fault("no timeout: farewell", "member.py", "limits.stall)", "limits and None)"),
    Fault("no timeout: full outbox", "room.py", "limits.stall)", "limits and None)"),
    Fault("sends reordered", "member.py", "asyncio.Queue(", "asyncio.LifoQueue("),
    Fault("clean-up not in finally", "member.py", "finally:", "else:"),
    Fault("room not copied", "room.py", "list(member.room)", "member.room"),
    Fault("tasks not awaited", "server.py", "await asyncio.gather(", "asyncio.gather("),
    Fault("early cancel forgotten", "server.py", "writer.close()", "pass"),
)
# endregion


# region run
def run(fault: Fault, paths: Sequence[str]) -> str:
    """What pytest says of a copy with the fault; TimeoutExpired if it does not end."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "planted"
        shutil.copytree(HERE, folder, ignore=LEFT_OUT)
        fault.plant(folder)
        ended = subprocess.run(
            [*PYTEST, *paths],
            cwd=folder,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
    if ended.returncode not in (0, 1):
        raise ValueError(f"{fault.name}: no tests ran\n{ended.stdout}{ended.stderr}")
    return ended.stdout


def main(faults: Sequence[Fault] = FAULTS) -> int:
    """Print which suites find each fault, and the first test that does; 1 if none does."""
    print(f"{'planted in a copy':25} 2017 unittest pytest  found by")
    survived = 0
    for fault in faults:
        told = run(fault, tests_of(fault.file))
        found = re.findall(r"^(?:FAILED|ERROR) (\S+)", told, re.MULTILINE)
        marks = ["yes" if suite in "".join(found) else "-" for suite in SUITES]
        first = found[0].rpartition("::")[2] if found else "nothing"
        print("{:25} {:4} {:8} {:7}".format(fault.name, *marks), first)
        survived += not found
    print(f"{len(faults)} faults, {survived} survived")
    return 1 if survived else 0


# endregion


def tests_of(file: str) -> list[str]:
    """The tests of a file, in all suites that have any."""
    paths = [Path(suite, test) for suite in SUITES for test in TESTS[file]]
    return [str(path) for path in paths if (HERE / path).exists()]


def show(name: str, paths: Sequence[str]) -> int:
    """Print what pytest says of one fault; 1 if its tests pass."""
    told = run(next(fault for fault in FAULTS if fault.name == name), paths)
    print(told, end="")
    return 0 if "FAILED" in told else 1


if __name__ == "__main__":
    sys.exit(show(sys.argv[1], sys.argv[2:]) if len(sys.argv) > 1 else main())
