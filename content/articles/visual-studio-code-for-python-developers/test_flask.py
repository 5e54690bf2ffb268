"""The configuration Flask of launch.json, executed through debugpy's adapter."""

import pytest

from visitor import Visit

SHARES = "bill/shares.py"
APPEND = 14
RUNNING = r"Running on (http://[0-9.:]+)"


def test_a_breakpoint_with_a_condition_in_flask(debugger):
    """It is verified, ignores what is below it, and what is changed there is in the answer."""
    condition = {"line": APPEND, "condition": "len(lines) >= guest"}
    assert debugger.start("Flask", {SHARES: [condition]}) == [True]
    url = debugger.wait_for_print(RUNNING) + "/split?total=1000&people="
    assert Visit(url + "3").answer() == "Guest 1: 3.34\nGuest 2: 3.33\nGuest 3: 3.33\n"

    visit = Visit(url + "2")
    stop = debugger.stop()
    assert (stop.reason, stop.file, stop.line, stop.function) == (
        "breakpoint",
        SHARES,
        APPEND,
        "receipt",
    )
    assert visit.is_waiting
    assert debugger.stack(stop) == ["receipt", "split"]
    assert debugger.locals(stop)["guest"] == "1"
    assert debugger.locals(stop)["lines"].count("Guest") == 3
    assert debugger.evaluate(stop, "sum(shares)") == "1000"
    assert debugger.set_variable(stop, "share", "99") == "99"
    debugger.set_breakpoints(SHARES, [])
    debugger.go_on(stop)
    assert "Guest 1: 0.99\nGuest 2: 5.00\n" in visit.answer()


@pytest.mark.parametrize(
    ("filters", "stops"), [(["uncaught"], False), (["userUnhandled"], True)]
)
def test_an_exception_that_flask_catches(debugger, filters, stops):
    """Flask catches it, so that it is never uncaught; it leaves our code, though."""
    debugger.start("Flask", {}, exceptions=filters)
    url = debugger.wait_for_print(RUNNING)
    visit = Visit(url + "/split?total=1000&people=0")
    if stops:
        stop = debugger.stop()
        assert (stop.reason, stop.file, stop.line) == ("exception", SHARES, 7)
        assert stop.text.startswith("ZeroDivisionError")
        assert visit.is_waiting
        debugger.go_on(stop)
    visit.answer()
    assert visit.status == 500
