"""What the tests share: the servers, and a skip where a program is missing."""

import re

import pytest

from stack import program, redis_server


@pytest.fixture(autouse=True, scope="module")
def programs(request) -> None:
    """Skip a file of tests where a program that its first lines name is missing."""
    head = request.path.read_text().splitlines()[:5]
    named = [match[1] for line in head if (match := re.match(r"# needs: (.*)", line))]
    wanted = [name for names in named for name in names.replace(",", " ").split()]
    if missing := [name for name in wanted if not program(name)]:
        pytest.skip(f"missing: {', '.join(missing)}")


@pytest.fixture(scope="module")
def redis_url(programs):  # noqa: ARG001  first comes the skip
    """The address of a Redis for one file of tests."""
    with redis_server() as url:
        yield url
