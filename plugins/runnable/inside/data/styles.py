"""CSS, by tinycss2: the syntax of rules and declarations, not the names and values of properties."""

from collections.abc import Iterable, Iterator
from typing import Any

import tinycss2
from fault import RefusedError  # type: ignore[import-not-found]  # by path

Fault = tuple[int, str]


def read_css(text: str) -> list[Any]:
    faults = list(_faults(tinycss2.parse_stylesheet(text, skip_comments=True, skip_whitespace=True)))
    # Where all is closed, one more bracket closes nothing, and the parser says so.
    end = tinycss2.parse_component_value_list(f"{text}\n}}")[-1]
    if end.type != "error" or end.kind != "}":
        faults.append((text.rstrip().count("\n") + 1, "a block, a bracket or a comment is not closed"))
    if faults:
        raise RefusedError(*faults)
    return []


def _faults(nodes: Iterable[Any]) -> Iterator[Fault]:
    """The faults of rules and declarations, of those inside of them, and of what they are made of."""
    for node in nodes:
        if node.type == "error":
            yield node.source_line, f"neither a rule nor a declaration: {node.message}"
        elif node.type == "declaration":
            yield from _faults_of_declaration(node)
        elif node.type in ("qualified-rule", "at-rule"):
            yield from _faults_of_tokens(node.prelude)
            if node.type == "qualified-rule" and all(token.type == "whitespace" for token in node.prelude):
                yield node.source_line, "a rule without a selector"
            if node.content is not None:
                yield from _faults(
                    tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
                )


def _faults_of_declaration(node: Any) -> Iterator[Fault]:
    yield from _faults_of_tokens(node.value)
    if node.name.startswith("--"):
        return
    if all(token.type in ("whitespace", "comment") for token in node.value):
        yield node.source_line, f"{node.name} has no value"
    for token in node.value:
        if token.type == "literal" and token.value == ":":
            yield token.source_line, f"a colon in the value of {node.name}; the declaration before lacks its semicolon"


def _faults_of_tokens(tokens: Iterable[Any]) -> Iterator[Fault]:
    for token in tokens:
        if token.type == "error":
            yield token.source_line, token.message
        inner = getattr(token, "arguments", None) or getattr(token, "content", None)
        if isinstance(inner, list):
            yield from _faults_of_tokens(inner)
