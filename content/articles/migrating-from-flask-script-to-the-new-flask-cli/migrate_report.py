"""Lists each Flask-Script construct of a manage.py, with its line and what replaces it.

It reads the file with ast and runs none of it. Command: python migrate_report.py manage.py
"""

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

# region table
# a name of Flask-Script or Flask-Migrate -> what replaces a use of it
REPLACEMENTS = {
    "Manager": "the `flask` command: put FLASK_APP into .flaskenv",
    "sub-manager": 'AppGroup("name"), or the `cli` of a blueprint',
    "Server": "`flask run`; defaults: FLASK_RUN_HOST, FLASK_RUN_PORT",
    "Shell": "`flask shell` and @app.shell_context_processor",
    "ShowUrls": "`flask routes`",
    "Clean": "nothing: delete the caches with a command of your own",
    "MigrateCommand": "nothing: Migrate(app, db) adds `flask db`",
    "Command": "a function with @app.cli.command()",
    "Option": "@click.option or @click.argument",
    "Group": "@click.option for each option of the group",
    "prompt": "click.prompt",
    "prompt_bool": "click.confirm",
    "prompt_pass": "click.prompt(..., hide_input=True)",
    "prompt_choices": "click.prompt(..., type=click.Choice(...))",
    "add_option": "an argument of the factory: --app 'module:create_app(\"...\")'",
    "add_command": "app.cli.add_command(...)",
    "shell": "@app.shell_context_processor",
    "run": "nothing: `flask` runs the commands",
}
# what stops working inside a command without an error of its own
TRAPS = {
    "return": "raise click.exceptions.Exit(...): Click drops what a command returns",
    "url_for": "with app.test_request_context(): a command has no request now",
    "request": "with app.test_request_context(): a command has no request now",
    "app.run": "werkzeug.serving.run_simple: `flask` ignores app.run()",
}
# endregion
# an action of argparse -> that of Click
ACTIONS = {
    "store_true": ["is_flag=True"],
    "append": ["multiple=True"],
    "count": ["count=True"],
}
MODULES = ("flask_script", "flask_migrate", "flask.ext.script", "flask.ext.migrate")


# region finding
@dataclass(frozen=True, order=True)
class Finding:
    line: int
    construct: str
    replacement: str

    def __str__(self) -> str:
        return f"{self.line:4}  {self.construct}\n      {self.replacement}"


def report(source: str) -> list[Finding]:
    """The constructs in the text of a manage.py, by line; raise SyntaxError if it is not Python."""
    reader = Reader()
    reader.visit(ast.parse(source))
    return sorted(reader.findings)


# endregion


class Reader(ast.NodeVisitor):
    """Collects findings; it knows managers by what is assigned, and names by what is imported."""

    def __init__(self) -> None:
        self.findings: list[Finding] = []
        self.imported: dict[str, str] = {}  # a name in the file -> that of the extension
        self.modules: set[str] = set()  # names in the file that are one of MODULES
        self.managers: dict[str, str] = {}  # a manager's name -> what has its commands now

    def find(self, node: ast.AST, construct: str, replacement: str) -> None:
        self.findings.append(Finding(node.lineno, construct, replacement))

    def visit_Import(self, node: ast.Import) -> None:
        for alias in node.names:
            if alias.name.startswith(MODULES):
                self.modules.add(alias.asname or alias.name.partition(".")[0])

    def visit_ImportFrom(self, node: ast.ImportFrom) -> None:
        if (node.module or "").startswith(MODULES):
            self.imported |= {alias.asname or alias.name: alias.name for alias in node.names}

    def original(self, node: ast.AST) -> str:
        """The extension's name for what a name or an attribute refers to, or an empty string."""
        match node:
            case ast.Name(id=name) if self.imported.get(name) in REPLACEMENTS:
                return self.imported[name]
            case ast.Attribute(value=ast.Name(id=module), attr=name) if module in self.modules:
                return name if name in REPLACEMENTS else ""
        return ""

    def visit_Assign(self, node: ast.Assign) -> None:
        if isinstance(node.value, ast.Call) and self.original(node.value.func) == "Manager":
            for name in map(ast.unparse, node.targets):
                self.managers[name] = name if is_sub_manager(node.value) else "app.cli"
        self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name, method = self.original(node.func), self.method(node.func)
        if name == "Manager" and is_sub_manager(node):
            name = "sub-manager"
        if name:
            self.find(node, f"{ast.unparse(node.func)}(...)", REPLACEMENTS[name])
        elif method == "add_command" and node.args:
            self.find_added(node)
            return
        elif method in ("add_option", "run"):
            self.find(node, f"{ast.unparse(node.func)}(...)", REPLACEMENTS[method])
        self.generic_visit(node)

    def find_added(self, call: ast.Call) -> None:
        """A command that is added: what replaces it depends on which it is."""
        command = call.args[-1]
        name = self.original(command.func if isinstance(command, ast.Call) else command)
        shown = [*map(ast.unparse, call.args[:-1]), name or ast.unparse(command)]
        replacement = REPLACEMENTS[name or "add_command"]
        self.find(call, double(f"{ast.unparse(call.func)}({', '.join(shown)})"), replacement)

    def method(self, node: ast.AST) -> str:
        """The name of a method of a manager, or an empty string."""
        match node:
            case ast.Attribute(value=owner, attr=name) if ast.unparse(owner) in self.managers:
                return name
        return ""

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        for name in filter(None, map(self.original, node.bases)):
            self.find(node, f"class {node.name}({name})", REPLACEMENTS[name])
        self.generic_visit(node)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        before = len(self.findings)
        for decorator in node.decorator_list:
            self.find_decorator(decorator, node, is_first=len(self.findings) == before)
        if len(self.findings) > before:
            self.find_traps(node)
        self.generic_visit(node)

    def find_decorator(
        self, node: ast.expr, function: ast.FunctionDef, *, is_first: bool
    ) -> None:
        called = node.func if isinstance(node, ast.Call) else node
        method = self.method(called)
        if method not in ("command", "option", "shell"):
            return
        manager, shown = ast.unparse(called.value), "@" + ast.unparse(called)
        start = [command_line(self.managers[manager], function.name)] if is_first else []
        lines = {
            "command": lambda: [*start, *parameters(function)],
            "option": lambda: [*start, option(node)],
            "shell": lambda: [REPLACEMENTS["shell"]],
        }[method]()
        self.find(node, shown + "(...)" * isinstance(node, ast.Call), "\n      ".join(lines))

    def find_traps(self, command: ast.FunctionDef) -> None:
        for node in ast.walk(command):
            match node:
                case ast.Return(value=ast.Constant(value=None | 0)):
                    pass
                case ast.Return(value=ast.expr()):
                    self.find(node, f"return, in {command.name}", TRAPS["return"])
                case ast.Name(id=("url_for" | "request") as name):
                    self.find(node, f"{name}, in {command.name}", TRAPS[name])
                case ast.Attribute(value=ast.Name(id="app" | "current_app"), attr="run"):
                    self.find(node, f"app.run, in {command.name}", TRAPS["app.run"])


def is_sub_manager(call: ast.Call) -> bool:
    """Whether a Manager has no app: then it was added to another."""
    return not call.args and "app" not in keywords(call)


def keywords(call: ast.Call) -> dict[str, ast.expr]:
    return {keyword.arg: keyword.value for keyword in call.keywords if keyword.arg}


# region parameters
def command_line(group: str, name: str) -> str:
    """The decorator; a name with a _ is given, as Click would turn list_all into list-all."""
    return (
        f"@{group}.command({name!r})".replace("'", '"')
        if "_" in name
        else f"@{group}.command()"
    )


def parameters(function: ast.FunctionDef) -> Iterator[str]:
    """For each argument of a function what Click has to be told, which Flask-Script guessed."""
    names = [argument.arg for argument in function.args.args]
    needed = len(names) - len(function.args.defaults)
    for name in names[:needed]:
        yield f'@click.argument("{name}")'
    for name, default in zip(names[needed:], function.args.defaults, strict=True):
        is_flag = isinstance(getattr(default, "value", None), bool)
        rest = "is_flag=True" if is_flag else f"default={double(default)}"
        yield f'@click.option("-{name[0]}", "--{name}", {rest})'


# endregion


def option(call: ast.Call) -> str:
    """What replaces `@manager.option(...)`: the same words for Click."""
    flags = [double(argument) for argument in call.args]
    is_option = any(flag.startswith('"-') for flag in flags)
    given = keywords(call)
    if "dest" in given and is_option:
        flags.append(double(given.pop("dest")))
    action = getattr(given.pop("action", None), "value", None)
    flags += ACTIONS.get(action, [])
    if "choices" in given:
        flags.append(f"type=click.Choice({double(given.pop('choices'))})")
    if not is_option:
        given.pop("help", None)  # an argument of Click has none
    flags += [f"{name}={double(value)}" for name, value in given.items()]
    return f"@click.{'option' if is_option else 'argument'}({', '.join(flags)})"


def double(value: ast.expr | str) -> str:
    """Its code, a plain string in double quotes."""
    text = value if isinstance(value, str) else ast.unparse(value)
    return text if '"' in text else text.replace("'", '"')


def describe(source: str) -> str:
    """The report of one file in words; ValueError says where it is no Python 3."""
    try:
        findings = report(source)
    except SyntaxError as error:
        raise ValueError(f"line {error.lineno} is no Python 3: {error.msg}") from None
    return "\n".join([*map(str, findings), f"{len(findings)} to replace"])


def main(paths: list[str]) -> int:
    """Print the report of each file; the exit status is 1 if there is anything to replace."""
    found = 0
    for path in paths:
        for finding in report(Path(path).read_text(encoding="utf-8")):
            print(finding)
            found += 1
    print(f"{found} to replace")
    return int(found > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
