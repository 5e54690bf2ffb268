"""Reads what VS Code calls JSON with comments: JSON, comments, and commas that end a list."""

import json
import re

# region loads
STRING = r'"(?:\\.|[^"\\])*"'
COMMENT = r"//[^\n]*|/\*.*?\*/"
LAST_COMMA = rf",(?=(?:\s|{COMMENT})*[\]}}])"
TOKEN = re.compile(f"({STRING})|{COMMENT}|{LAST_COMMA}", re.DOTALL)


def loads(text: str) -> object:
    """The value; strings stay as they are, whatever is in them."""
    return json.loads(TOKEN.sub(lambda match: match[1] or " ", text))


# endregion
