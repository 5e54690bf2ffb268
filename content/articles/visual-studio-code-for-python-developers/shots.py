"""Drives a real editor, code-server in Chromium, and takes its picture.

It looks for `code-server` and `chromium` on the PATH; README.md says how to install the first.
"""

from __future__ import annotations

import io
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from workspace import make_project

HERE = Path(__file__).parent
PATIENCE = 120.0  # seconds for anything that is waited for; nothing takes as long
SIZE = {"width": 900, "height": 560}
PLAIN = "--disable-plugin-autoload -p no:cacheprovider"
THEMES = {"light": "Default Light Modern", "dark": "Default Dark Modern"}
QUIET = {
    "workbench.startupEditor": "none",
    "workbench.tips.enabled": False,
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "workbench.enableExperiments": False,
    "extensions.ignoreRecommendations": True,
    "extensions.autoCheckUpdates": False,
    "update.mode": "none",
    "telemetry.telemetryLevel": "off",
    "security.workspace.trust.enabled": False,
    "chat.disableAIFeatures": True,
    "editor.cursorBlinking": "solid",
    "editor.minimap.enabled": False,
    "editor.fontSize": 13,
    "terminal.integrated.cursorBlinking": False,
    "terminal.integrated.initialHint": False,
    "terminal.integrated.gpuAcceleration": "off",
    "terminal.integrated.shellIntegration.enabled": False,
    "window.commandCenter": False,
    "git.openRepositoryInParentFolders": "never",
    "git.blame.statusBarItem.enabled": False,
    "files.exclude": {"**/.venv": True, "**/.gitignore": True},
    "debug.internalConsoleOptions": "neverOpen",
    "debug.openDebug": "openOnDebugBreak",
}


def free_port() -> int:
    with socket.socket() as handle:
        handle.bind(("127.0.0.1", 0))
        return handle.getsockname()[1]


def find_modules() -> Path:
    """The folder of Node modules that code-server is in, and vscode-languageclient with it."""
    for line in Path(shutil.which("code-server") or "").read_text().split():
        for folder in Path(line.strip('"')).parents:
            if (folder / "vscode-languageclient").is_dir():
                return folder
    raise FileNotFoundError("vscode-languageclient, beside code-server")


# region serve
@contextmanager
def serve(folder: Path, project: Path, theme: str) -> Iterator[str]:
    """An editor with our extension and no other, and no shop to get one from."""
    extension = folder / "extensions" / "running-commentary.miniext-1.0.0"
    shutil.copytree(HERE / "miniext", extension)
    (extension / "node_modules").symlink_to(find_modules())
    user = folder / "data" / "User"
    user.mkdir(parents=True)
    variables = {"PATH": f"{Path(sys.prefix, 'bin')}:${{env:PATH}}", "PYTEST_ADDOPTS": PLAIN}
    settings = {
        **QUIET,
        "workbench.colorTheme": THEMES[theme],
        "terminal.integrated.env.linux": variables,
    }
    (user / "settings.json").write_text(json.dumps(settings))
    port = free_port()
    options = {
        "--bind-addr": f"127.0.0.1:{port}",
        "--auth": "none",
        "--user-data-dir": folder / "data",
        "--extensions-dir": folder / "extensions",
        "--config": folder / "config.yaml",
    }
    (folder / "config.yaml").write_text("auth: none\n")
    words = [str(word) for option in options.items() for word in option]
    flags = ["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"]
    gallery = {"serviceUrl": "", "itemUrl": "", "resourceUrlTemplate": ""}
    environment = {
        **os.environ,
        "EXTENSIONS_GALLERY": json.dumps(gallery),
        "HOME": str(folder),
        "SHELL": "/bin/bash",
    }
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            ["code-server", *words, *flags, str(project)],
            env=environment,
            stdout=log,
            stderr=log,
        )
        try:
            wait_for(f"http://127.0.0.1:{port}/healthz")
            yield f"http://127.0.0.1:{port}/?folder={project}"
        finally:
            server.terminate()
            with suppress(subprocess.TimeoutExpired):
                server.wait(10)
            server.kill()
            server.wait(10)


def wait_for(url: str) -> None:
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urlopen(url, timeout=5):  # noqa: S310  our own server
                return
        except (URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)


# endregion


class Editor:
    """What a hand does in the editor, each followed by a wait for what it shows."""

    def __init__(self, page: Page, project: Path) -> None:
        self.page, self.project = page, project

    # region hands
    def see(self, selector: str, text: str = "") -> None:
        """Wait until there is such an element, with this text."""
        self.page.locator(selector, has_text=text or None).first.wait_for()

    def command(self, name: str) -> None:
        self.page.keyboard.press("F1")
        self.page.locator(".quick-input-widget input").first.fill(f">{name}")
        self.see(".quick-input-list .monaco-list-row.focused", name)
        self.page.keyboard.press("Enter")

    def open(self, name: str, line: int = 1, column: int = 1) -> None:
        self.page.keyboard.press("Control+p")
        self.page.locator(".quick-input-widget input").first.fill(f"{name}:{line}:{column}")
        self.see(".quick-input-list .monaco-list-row", Path(name).name)
        self.page.keyboard.press("Enter")
        self.see(".tab.active", Path(name).name)
        self.see(".monaco-editor .view-line")

    def picture(self) -> bytes:
        """The window at twice its size, in 128 colours, which is all that it has."""
        image = Image.open(
            io.BytesIO(self.page.screenshot(animations="disabled", caret="hide"))
        )
        assert image.size == (2 * SIZE["width"], 2 * SIZE["height"])
        small = image.convert("RGB").quantize(128, dither=Image.Dither.NONE)
        out = io.BytesIO()
        small.save(out, "PNG", optimize=True)
        return out.getvalue()

    # endregion


@contextmanager
def edit(theme: str) -> Iterator[Editor]:
    """An editor in which the project is open."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        folder = Path(name)
        project = prepare(folder / "bill")
        with serve(folder, project, theme) as url, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=shutil.which("chromium"), chromium_sandbox=False
            )
            try:
                page = browser.new_page(
                    viewport=SIZE, device_scale_factor=2, color_scheme=theme
                )
                page.set_default_timeout(PATIENCE * 1000)
                page.goto(url)
                page.locator(".monaco-workbench .explorer-folders-view").wait_for()
                yield Editor(page, project)
            finally:
                browser.close()


def prepare(folder: Path) -> Path:
    """The project with an environment, and under version control."""
    project = make_project(folder)
    (project / ".venv").symlink_to(sys.prefix)
    (project / ".gitignore").write_text(".venv\n__pycache__\n")
    git = ["git", "-C", str(project), "-c", "user.name=Ada", "-c", "user.email=ada@example.org"]
    for words in (["init", "-q", "-b", "main"], ["add", "."], ["commit", "-q", "-m", "Begin"]):
        subprocess.run([*git, *words], check=True, timeout=60)
    return project


# region shots
def overview(editor: Editor) -> None:
    editor.open("bill/shares.py", 14, 9)
    editor.see(".statusbar-item", "Python")
    editor.see(".statusbar-item", "main")
    editor.page.locator(".statusbar-item", has_text="Activating").wait_for(state="hidden")


def problems(editor: Editor) -> None:
    editor.open("bill/__init__.py", 18, 9)
    editor.see(".squiggly-error")
    editor.page.keyboard.press("Control+Shift+m")
    editor.see(".markers-panel .monaco-list-row", '"int | None" cannot be assigned')
    editor.see(".statusbar-item", "1")


def hover(editor: Editor) -> None:
    editor.open("bill/__init__.py", 18, 20)
    editor.see(".squiggly-error")
    editor.command("Show or Focus Hover")
    editor.see(".monaco-hover", "Equal shares; the first guests pay")


def completion(editor: Editor) -> None:
    editor.open("bill/__init__.py", 18, 1)
    editor.see(".squiggly-error")
    editor.page.keyboard.press("End")
    editor.page.keyboard.press("Enter")
    editor.page.keyboard.type("request.ar", delay=80)
    editor.page.keyboard.press("Control+Space")
    editor.see(".suggest-widget .monaco-list-row", "args")


def stopped(editor: Editor) -> None:
    editor.open("bill/shares.py", 14, 9)
    editor.see(".statusbar-item", "Python")
    editor.page.keyboard.press("F9")
    editor.see(".codicon-debug-breakpoint")
    editor.open("report.py", 6, 1)
    editor.page.keyboard.press("Control+Shift+d")
    editor.see(".monaco-workbench .debug-viewlet")
    editor.command("Debug: Select and Start Debugging")
    editor.page.locator(".quick-input-widget input").first.fill("debug Current file")
    editor.see(".quick-input-list .monaco-list-row.focused", "Current file")
    editor.page.keyboard.press("Enter")
    editor.see(".debug-top-stack-frame-line")
    editor.see(".monaco-editor .active-line-number", "14")
    editor.see(".debug-variables .monaco-list-row", "shares")
    # The terminal goes: it shows where this machine has its files.
    editor.page.keyboard.press("Control+j")
    editor.page.locator(".terminal-wrapper").first.wait_for(state="hidden")


def tests(editor: Editor) -> None:
    editor.open("tests/test_bill.py", 1, 1)
    editor.command("Tasks: Run Test Task")
    editor.see(".terminal-wrapper .xterm-rows", "passed")


def difference(editor: Editor) -> None:
    fixed = (HERE / "fixed" / "shares.py").read_text()
    (editor.project / "bill" / "shares.py").write_text(fixed)
    editor.page.keyboard.press("Control+Shift+g")
    row = editor.page.locator(".scm-view .monaco-list-row", has_text="shares.py").first
    row.click()
    editor.see(".tab.active", "shares.py (Working Tree)")
    editor.see(".monaco-diff-editor .line-insert")


def settings(editor: Editor) -> None:
    editor.page.keyboard.press("Control+,")
    editor.see(".settings-editor")
    editor.page.keyboard.type("trim trailing", delay=50)
    editor.see(".settings-editor .setting-item-category", "Files")


def palette(editor: Editor) -> None:
    editor.open("bill/shares.py", 14, 9)
    editor.page.keyboard.press("F1")
    editor.page.locator(".quick-input-widget input").first.fill(">debug: start")
    editor.see(".quick-input-list .monaco-list-row", "Start Debugging")


# endregion


def take(name: str, theme: str, path: Path) -> None:
    """Make that picture; it is taken when all that it has to show is there."""
    with edit(theme) as editor:
        globals()[name](editor)
        editor.page.wait_for_timeout(1500)  # for what still fades in; nothing depends on it
        path.write_bytes(editor.picture())
