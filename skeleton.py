"""What `./inv new` writes: a draft with a sample, a file that it shows, and the file's test. All of it verifies."""

import keyword
import re
import sys
import unicodedata
from importlib.util import find_spec
from pathlib import Path
from string import Template

LONGEST_SLUG = 80
BREAKS = ("Cc", "Cs", "Zl", "Zp")  # Unicode's controls, surrogates, line and paragraph separators
MODULE_FORMS = ("{}", "{}_sample", "sample_{}", "sample_{}_code")

REGION = '''\
def greet(name: str) -> str:
    """Greet someone by name."""
    return f"Hello, {name}!"
'''

FILES = {
    "index.md": Template(f"""\
Title: $title
Date: $date
Authors: $authors
Category: $category
Tags: $tags
Status: draft
Summary: What the reader can do after reading this.

Say what the reader gains, in one paragraph.
Then show it: this sample runs, and what it prints stands under it.

```python run name=hello
from $module import greet

print(greet("reader"))
```

```output
Hello, reader!
```

A file is shown by its regions, and its test runs every line of them.

```python file=$module.py region=greet title="$module.py"
{REGION}```
"""),
    "$module.py": Template(f'''\
"""Greets the reader."""


# region greet
{REGION}

# endregion
'''),
    "test_$module.py": Template('''\
"""Proves what the article says about $module.py."""

from $module import greet


def test_greet_names_the_reader() -> None:
    """A greeting has the name in it."""
    assert greet("reader") == "Hello, reader!"
'''),
}


class RefusedError(ValueError):
    """What was asked for cannot become an article; the text says why, and what would."""


def write_bundle(bundle: Path, module: str, metadata: dict[str, str]) -> None:
    """Write the files of a new article whose header says `metadata` into the new folder `bundle`."""
    bundle.mkdir(parents=True)
    for name, text in FILES.items():
        path = bundle / Template(name).substitute(module=module)
        path.write_text(text.substitute(metadata, module=module), encoding="utf-8")


def one_line(name: str, value: str) -> str:
    """Return the value of a header's field, trimmed; RefusedError if it is empty or breaks the line."""
    if not value.strip():
        raise RefusedError(f"The {name} is empty.")
    if any(unicodedata.category(character) in BREAKS for character in value):
        raise RefusedError(f"The {name} {value!r} has line breaks or control characters; write it on one line.")
    return value.strip()


def slug_of(title: str) -> str:
    """Return the folder's name for an article of this title; RefusedError if there is none."""
    if title.startswith("-"):
        raise RefusedError(f"The title {title!r} begins like an option; see ./inv new --help.")
    letters = unicodedata.normalize("NFKD", title.replace("'", "")).encode("ascii", "ignore").decode()
    slug = "-".join(re.findall(r"[a-z0-9]+", letters.lower()))
    if not slug:
        raise RefusedError(f"The title {title!r} has no letters from a to z or digits to make an address of.")
    if len(slug) > LONGEST_SLUG:
        raise RefusedError(f"The title makes an address of {len(slug)} characters; {LONGEST_SLUG} is the most.")
    return slug


def module_of(slug: str) -> str:
    """Return a name for the sample file that takes no other module's place."""
    name = slug.replace("-", "_")
    return next(module for form in MODULE_FORMS if not problem_of_module(module := form.format(name)))


def problem_of_module(module: str) -> str:
    """Say what speaks against this name for a sample file; nothing if it is a good one."""
    if not module.isidentifier() or keyword.iskeyword(module):
        return f"{module!r} is not a name that Python can import"
    if module.startswith("test_") or module.endswith("_test") or module == "conftest":
        return f"pytest would take {module}.py for its own"
    if module in sys.modules or find_spec(module):
        return f"{module!r} would hide another module of that name"
    return ""
