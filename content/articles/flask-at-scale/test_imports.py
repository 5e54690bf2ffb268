"""The measure of the steps: what is an import, and what is a cycle."""

from contract import STEPS
from imports import imports, in_cycles, lines, modules, reached


def step(number):
    return STEPS[number - 1]


def test_a_variable_and_a_module():
    """`from chat import db` leads to chat, and `from chat import api` to chat.api alone."""
    assert "chat" in imports(step(9))["chat.models"]
    assert imports(step(11))["chat"] == {
        "chat.api",
        "chat.config",
        "chat.extensions",
        "chat.stats",
    }


def test_what_is_reached():
    """Imports are followed, and a module that leads to itself is in a cycle."""
    graph = {"a": {"b"}, "b": {"c"}, "c": {"b"}, "d": {"a"}}
    assert reached(graph, "d") == {"a", "b", "c"}
    assert in_cycles(graph) == {"b", "c"}


def test_cycles_come_with_the_models_and_go_with_the_factory():
    """Steps 3 to 9 have a cycle through chat; the others have none."""
    assert [bool(in_cycles(imports(each))) for each in STEPS] == [
        n in range(3, 10) for n in range(1, 12)
    ]


def test_tests_are_left_out():
    """The tests package is not counted."""
    assert not any("test" in name for name in modules(step(11)))


def test_no_module_is_long_in_the_end():
    """The longest module of the last step is less than half of the first step's only one."""
    longest = [max(map(lines, modules(each).values())) for each in STEPS]
    assert longest[-1] * 2 < longest[0]
