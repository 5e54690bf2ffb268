"""What the tests share: the servers, and a skip where a program is missing."""

import re

import pytest

from stack import Stack, program


@pytest.fixture(autouse=True, scope="module")
def programs(request) -> None:
    """Skip a file of tests where a program that its first lines name is missing."""
    head = request.path.read_text().splitlines()[:5]
    named = [match[1] for line in head if (match := re.match(r"# needs: (.*)", line))]
    wanted = [name for names in named for name in names.replace(",", " ").split()]
    if missing := [name for name in wanted if not program(name)]:
        pytest.skip(f"missing: {', '.join(missing)}")


@pytest.fixture(scope="module")
def stack(programs, tmp_path_factory):  # noqa: ARG001  first comes the skip
    """gunicorn behind nginx, as the article has them."""
    with Stack(tmp_path_factory.mktemp("stack")) as running:
        yield running
