"""The configurations that start a file, and the tests; and what goes wrong."""

import pytest

from dapclient import DapError, configuration

SHARES = "bill/shares.py"


def test_the_current_file(debugger, project):
    assert debugger.start("Current file", {"report.py": [6]}, file=project / "report.py") == [
        True
    ]
    stop = debugger.stop()
    assert (stop.file, stop.line) == ("report.py", 6)
    assert debugger.evaluate(stop, "shares") == "[334, 333, 333]"
    debugger.go_on(stop)
    assert debugger.wait_for_end() == 0
    assert debugger.wait_for_print("(Guest 3: 3.33)")


def test_the_tests(debugger):
    debugger.start("Tests", {SHARES: [{"line": 7, "condition": "people == 4"}]})
    stop = debugger.stop()
    assert debugger.locals(stop) == {"people": "4", "total": "0"}
    assert "test_no_cent_is_lost" in debugger.stack(stop)
    debugger.go_on(stop)
    assert debugger.wait_for_end() == 0
    assert "5 passed" in debugger.printed


def test_a_line_without_code(debugger, project):
    """A breakpoint on a line without code moves to one that has some."""
    debugger.start("Current file", {"report.py": [2]}, file=project / "report.py")
    stop = debugger.stop()
    assert stop.line == 1
    debugger.go_on(stop)
    debugger.wait_for_end()


def test_a_missing_module(debugger):
    debugger.start("Tests", {}, module="no_such_module")
    assert debugger.wait_for_end() != 0
    assert "No module named no_such_module" in debugger.printed


def test_a_wrong_expression(debugger, project):
    debugger.start("Current file", {"report.py": [6]}, file=project / "report.py")
    stop = debugger.stop()
    with pytest.raises(DapError, match="NameError"):
        debugger.evaluate(stop, "guests")


def test_an_unknown_variable(project):
    """An editor asks or fails; this client fails."""
    with pytest.raises(KeyError, match="file"):
        configuration(project, "Current file")
