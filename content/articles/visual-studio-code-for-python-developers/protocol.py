"""Records what editor and adapter say to each other in one session, and explains it step by step.

python protocol.py      # writes protocol.json anew
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
RECORDED = HERE / "protocol.json"
NOISE = {"output", "module", "thread", "process", "debugpySockets", "continued"}
MEANS = {
    "initialize": "The two tell each other what they can do, before anything is started.",
    "launch": "The configuration from launch.json, filled in. The answer comes when all is set.",
    "initialized": "The adapter is ready for breakpoints.",
    "runInTerminal": "The adapter asks the editor to start the program in its terminal.",
    "setBreakpoints": "All breakpoints of one file. The answer says which lines they really got.",
    "setExceptionBreakpoints": "At which exceptions to stop; here at none.",
    "configurationDone": "That was all: let the program run.",
    "stopped": "The program stands. The request in the browser waits.",
    "stackTrace": "Who called whom: the view Call stack.",
    "scopes": "Which groups of variables there are in a frame.",
    "variables": "The names and values of one group: the view Variables.",
    "setVariable": "A value that you typed into the view Variables.",
    "continue": "F5: let the program go on.",
    "disconnect": "Shift+F5: end the session, and the program.",
    "exited": "The program has ended, with this status.",
    "terminated": "There is nothing more to debug.",
}


# region explain
def explain(step: int, messages: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """One message as rows of a table: who says what, why, and the fields that it carries."""
    message = messages[step - 1]
    other = "adapter" if message["from"] == "editor" else "editor"
    rows = [
        ("step", f"{step} of {len(messages)}"),
        ("who", f"{message['from']} to {other}"),
        ("what", f"{message['kind']} {message['name']}"),
        ("why", MEANS[message["name"]]),
    ]
    body = message["body"]
    return rows + [
        (name, json.dumps(value, ensure_ascii=False)) for name, value in body.items()
    ]


# endregion


def record() -> list[dict[str, Any]]:
    """A session that stops at the second request, changes a variable, and goes on."""
    from dapclient import Debugger  # noqa: PLC0415  a browser has no processes
    from visitor import Visit  # noqa: PLC0415
    from workspace import make_project  # noqa: PLC0415

    with tempfile.TemporaryDirectory() as folder:
        project = make_project(Path(folder, "bill").resolve())
        with Debugger(project) as debugger:
            condition = {"line": 14, "condition": "len(lines) >= guest"}
            debugger.start("Flask", {"bill/shares.py": [condition]})
            url = debugger.wait_for_print(r"Running on (http://[0-9.:]+)")
            Visit(f"{url}/split?total=1000&people=3").answer()
            visit = Visit(f"{url}/split?total=1000&people=2")
            stop = debugger.stop()
            debugger.locals(stop)
            debugger.set_variable(stop, "share", "99")
            debugger.set_breakpoints("bill/shares.py", [])
            debugger.go_on(stop)
            visit.answer()
        return clean(debugger.log, project)


def clean(log: list[tuple[str, dict[str, Any]]], project: Path) -> list[dict[str, Any]]:
    """The messages without those that come at any time, and without what differs each time."""
    steps = []
    for sender, message in log:
        name = message.get("command") or message["event"]
        if name in NOISE or name not in MEANS:
            continue
        body = message.get("arguments") or message.get("body") or {}
        text = json.dumps(shorten(name, message["type"], body))
        text = text.replace(str(project), "/bill").replace(sys.executable, "python")
        body = json.loads(text)
        steps.append({"from": sender, "kind": message["type"], "name": name, "body": body})
    return steps


def shorten(name: str, kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """Of long bodies what a reader needs, and nothing that is one run's own."""
    dropped = ("threadId", "frameId", "variablesReference", "allThreadsStopped")
    body = {key: value for key, value in body.items() if key not in dropped}
    if shorter := SHORTER.get((name, kind)):
        return shorter(body)
    return body


SHORTER: dict[tuple[str, str], Callable[[dict[str, Any]], dict[str, Any]]] = {
    ("initialize", "response"): lambda body: {
        key: body[key] for key in sorted(body) if "Condition" in key or "SetVar" in key
    },
    ("runInTerminal", "request"): lambda body: {
        **{key: body[key] for key in ("kind", "cwd")},
        "args": ["python", "…", "flask", "…"],
    },
    ("runInTerminal", "response"): lambda _: {},
    ("stackTrace", "response"): lambda body: {
        "stackFrames": [f"{frame['name']}, {frame['line']}" for frame in body["stackFrames"]]
    },
    ("variables", "response"): lambda body: {
        found["name"]: found["value"] for found in body["variables"]
    },
    ("scopes", "response"): lambda body: {
        "scopes": [scope["name"] for scope in body["scopes"]]
    },
    ("setBreakpoints", "response"): lambda body: {
        "breakpoints": [
            {key: each[key] for key in ("verified", "line")} for each in body["breakpoints"]
        ]
    },
}


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(step, ensure_ascii=False) for step in record())
    RECORDED.write_text(f"[\n{lines}\n]\n")
