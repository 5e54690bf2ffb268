"""What the tests share: a copy of the project, and a debugger for it."""

import pytest

from dapclient import Debugger
from workspace import make_project


@pytest.fixture
def project(tmp_path):
    return make_project(tmp_path / "bill")


@pytest.fixture
def debugger(project):
    with Debugger(project) as debugger:
        yield debugger
