"""The form of a tool: what readers may change, read from the signature of a function of its sample.

It is read and not run, so that a page has the form before it has Python.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path

from runnable.sample import Problem, Sample, SampleError

Value = str | int | float | bool
TYPES: Mapping[str, type] = {"str": str, "int": int, "float": float, "bool": bool}
RESULTS = "a tool returns str, which is text or an SVG, or list[tuple[str, …]], which is a table"
DEFAULTS = 'takes a literal, a name that is given one above, or the text of a file, Path("chain.pem").read_text()'
METADATA = "Annotated takes the label as text, and (lowest, highest, step) of a number"


@dataclass(frozen=True)
class Field:
    """A parameter as a control: what it is called, what it has at first, and what it may have.

    `kind`: "text", "lines", "number", "switch" or "choice". `bounds` of a number: the lowest, the highest, the step.
    """

    name: str
    label: str
    kind: str
    default: Value
    bounds: tuple[float, ...] = ()
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Form:
    """The controls of a `function`, and the `code` that defines it: its sample up to the function's end.

    What stands below that shows the result for the defaults, and is nothing that a reader's own values need.
    """

    function: str
    title: str
    fields: tuple[Field, ...]
    code: str


def form_of(sample: Sample, folder: Path | None) -> Form:
    """The form of the `sample`, which says `tool=`; `folder` is its bundle.

    Raises SampleError, with the line, where the signature leaves open what a control has to know.
    """
    return _Reader(sample, folder).form()


class _Reader:
    """Reads one sample; what is wrong is told with its line in the text."""

    def __init__(self, sample: Sample, folder: Path | None) -> None:
        self.sample, self.folder = sample, folder
        self.known: dict[str, Value] = {}

    def wrong(self, node: ast.AST | None, message: str) -> SampleError:
        """The error that says so, with the line of the node, otherwise of the sample."""
        line = self.sample.code_line - 1 + node.lineno if isinstance(node, (ast.stmt, ast.expr, ast.arg)) else 0
        told = f"tool={self.sample.options.tool}: {message}"
        return SampleError([Problem(self.sample.path, line or self.sample.line, told)])

    def form(self) -> Form:
        function = self.function()
        if not isinstance(function.returns, (ast.Name, ast.Subscript)) or not _returns(function.returns):
            raise self.wrong(function, RESULTS)
        words = ast.get_docstring(function)
        if not words:
            raise self.wrong(function, "the first line of its docstring is the title of the tool; there is none")
        arguments = function.args
        if not arguments.args or arguments.vararg or arguments.kwarg or arguments.kwonlyargs or arguments.posonlyargs:
            raise self.wrong(function, "it takes one parameter for each control, each with a name and a default")
        pairs = zip_longest(reversed(arguments.args), reversed(arguments.defaults))
        fields = tuple(self.field(argument, default) for argument, default in reversed([*pairs]))
        code = "".join(self.sample.code.splitlines(keepends=True)[: function.end_lineno])
        return Form(function.name, words.split("\n")[0].rstrip("."), fields, code)

    def function(self) -> ast.FunctionDef:
        """The function that the sample names; what is assigned above it may be a default."""
        try:
            statements = ast.parse(self.sample.code).body
        except SyntaxError as error:
            raise self.wrong(None, f"line {error.lineno} is no Python: {error.msg}") from None
        for place, statement in enumerate(statements):
            if isinstance(statement, ast.FunctionDef) and statement.name == self.sample.options.tool:
                self.refuse_definitions(statements[place + 1 :])
                return statement
            self.note(statement)
        raise self.wrong(None, "there is no function of that name in the code")

    def refuse_definitions(self, below: Sequence[ast.stmt]) -> None:
        for statement in below:
            if isinstance(statement, (ast.Import, ast.ImportFrom, ast.FunctionDef, ast.ClassDef, ast.AsyncFunctionDef)):
                raise self.wrong(
                    statement, "what the function needs stands above it; below is only what shows its result"
                )

    def note(self, statement: ast.stmt) -> None:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                found = self.value(value)
                if found is not None:
                    self.known[name] = found

    def value(self, node: ast.expr) -> Value | None:
        """What can be known of an expression without running it."""
        match node:
            case ast.Name(id=name):
                return self.known.get(name)
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Call(func=ast.Name(id="Path"), args=[ast.Constant(value=str(name))]), attr="read_text"
                ),
                args=[],
            ):
                return self.text_of(name)
        try:
            value = ast.literal_eval(node)
        except ValueError:
            return None
        return value if isinstance(value, (str, int, float)) else None

    def text_of(self, name: str) -> str | None:
        path = Path(name)
        if not self.folder or path.is_absolute() or ".." in path.parts or not (self.folder / path).is_file():
            return None
        return (self.folder / path).read_text("utf-8")

    def field(self, argument: ast.arg, default: ast.expr | None) -> Field:
        """One control."""
        annotation = argument.annotation
        if not annotation or not default:
            raise self.wrong(argument, f"{argument.arg} needs a type and a default: it is a control of the form")
        value = self.value(default)
        if value is None:
            raise self.wrong(default, f"the default of {argument.arg} {DEFAULTS}")
        label, bounds = argument.arg.replace("_", " ").capitalize(), tuple[float, ...]()
        match annotation:
            case ast.Subscript(value=ast.Name(id="Annotated"), slice=ast.Tuple(elts=[ast.expr() as inner, *metadata])):
                annotation = inner
                label, bounds = self.described(metadata, label)
        return self.control(argument, annotation, Field(argument.arg, label, "", value, bounds))

    def described(self, metadata: Sequence[ast.expr], label: str) -> tuple[str, tuple[float, ...]]:
        """The label and the bounds among what `Annotated` has besides the type."""
        bounds: tuple[float, ...] = ()
        for node in metadata:
            try:
                value = ast.literal_eval(node)
            except ValueError:
                value = None
            if isinstance(value, str):
                label = value
            elif isinstance(value, tuple) and len(value) == 3 and all(_is_number(each) for each in value):  # noqa: PLR2004 - as METADATA says
                bounds = value
            else:
                raise self.wrong(node, METADATA)
        return label, bounds

    def control(self, argument: ast.arg, annotation: ast.expr, field: Field) -> Field:
        """The field with its kind, which the type of the parameter says; a default of another type is refused."""
        match annotation:
            case ast.Subscript(value=ast.Name(id="Literal"), slice=choices):
                words = tuple(self.words(choices))
                if field.default not in words:
                    raise self.wrong(argument, f"the default of {field.name} is none of its choices")
                return Field(field.name, field.label, "choice", field.default, choices=words)
            case ast.Name(id=name) if name in TYPES:
                return self.plain(argument, name, field)
        raise self.wrong(
            annotation, f"{field.name} takes str, int, float, bool or Literal[…], and these within Annotated[…]"
        )

    def words(self, choices: ast.expr) -> Iterator[str]:
        for node in choices.elts if isinstance(choices, ast.Tuple) else [choices]:
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
                raise self.wrong(node, "Literal[…] takes texts")
            yield node.value

    def plain(self, argument: ast.arg, name: str, field: Field) -> Field:
        default, is_number = field.default, name in ("int", "float")
        fits = _is_number(default) if name == "float" else type(default) is TYPES[name]
        if not fits:
            raise self.wrong(argument, f"the default of {field.name} is no {name}")
        if is_number != bool(field.bounds):
            raise self.wrong(argument, f"{field.name}: {METADATA}")
        if is_number and not _is_within(float(default), field.bounds):
            raise self.wrong(argument, f"the default of {field.name} is not between its bounds, or they are none")
        kind = {"bool": "switch", "str": "lines" if "\n" in str(default) else "text"}.get(name, "number")
        return Field(field.name, field.label, kind, default, field.bounds)


def _returns(node: ast.expr) -> bool:
    match node:
        case ast.Name(id="str"):
            return True
        case ast.Subscript(value=ast.Name(id="list"), slice=ast.Subscript(value=ast.Name(id="tuple"))):
            return True
    return False


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_within(value: float, bounds: Sequence[float]) -> bool:
    lowest, highest, step = bounds
    return lowest <= value <= highest and 0 < step <= highest - lowest
