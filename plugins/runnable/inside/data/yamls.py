"""YAML, by PyYAML's safe loader, and stricter: no key twice, no value that its tag does not allow."""

from typing import Any

import yaml
from fault import RefusedError  # type: ignore[import-not-found]  # by path

# What PyYAML's constructors let out for a text such as `2026-13-01` or `!!int x`.
UNREAD = (ValueError, KeyError, IndexError, AttributeError, TypeError, OverflowError)


class Loader(yaml.SafeLoader):
    """A loader that refuses what a reader of the text would not expect to be thrown away."""

    def compose_mapping_node(self, anchor: Any) -> Any:
        node = super().compose_mapping_node(anchor)
        seen = set()
        for key, _ in node.value:
            if isinstance(key, yaml.ScalarNode):
                name = (key.tag, key.value if key.tag.endswith(":merge") else self.construct_object(key))
                if name in seen:
                    raise yaml.constructor.ConstructorError(
                        problem=f"the key {key.value!r} is there twice", problem_mark=key.start_mark
                    )
                seen.add(name)
        return node

    def construct_object(self, node: Any, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - as PyYAML calls it
        try:
            return super().construct_object(node, deep)
        except UNREAD as error:
            raise yaml.constructor.ConstructorError(
                problem=f"can't read {str(node.value)[:80]!r}: {str(error).partition(';')[0]}",
                problem_mark=node.start_mark,
            ) from None


def read_yaml(text: str) -> list[Any]:
    """Read all documents of the stream."""
    try:
        return list(yaml.load_all(text, Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        context = f"{error.context}: " if error.context else ""
        raise RefusedError(((mark.line if mark else 0) + 1, f"{context}{error.problem}")) from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise RefusedError((line, f"a character that YAML does not allow: U+{error.character:04X}")) from None
