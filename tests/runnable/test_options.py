"""What an info string may say after the kind."""

from __future__ import annotations

import re

import pytest

from runnable.options import OPTIONS, parse_options

GOOD = [
    ("run", "run", True),
    ("name=a.b_c-1", "name", "a.b_c-1"),
    ("file=a/b.py", "file", "a/b.py"),
    ("file='a b.py'", "file", "a b.py"),
    ("region=r", "region", "r"),
    ("session=s", "session", "s"),
    ("hidden", "hidden", True),
    ("setup=s", "setup", "s"),
    ("server=s", "server", "s"),
    ('headers="Age, Set-Cookie"', "headers", ("Age", "Set-Cookie")),
    ('raises="ValueError: a = b"', "raises", "ValueError: a = b"),
    ("""raises='KeyError: "x"'""", "raises", 'KeyError: "x"'),
    ("exit=255", "exit", 255),
    ("timeout=0.5", "timeout", 0.5),
    ("slow", "slow", True),
    ("max_output=10", "max_output", 10),
    ("max_output=2KiB", "max_output", 2048),
    ('max_output="3 MiB"', "max_output", 3 << 20),
    ('requires="flask, tenacity"', "requires", ("flask", "tenacity")),
    ("requires=flask", "requires", ("flask",)),
    ('needs="nginx testssl.sh"', "needs", ("nginx", "testssl.sh")),
    ("environment=legacy", "environment", ("legacy",)),
    ("schema=schemas/a.json", "schema", "schemas/a.json"),
    ('fold="time duration,address"', "fold", ("time", "duration", "address")),
    ("figure=a.svg", "figure", "a.svg"),
    ("tolerance=0.5%", "tolerance", 0.005),
    ("tolerance=0%", "tolerance", 0.0),
    ('tolerance="10 %"', "tolerance", 0.1),
    ("cast=casts/a.cast", "cast", "casts/a.cast"),
    ('asks=">>>, ..., Your name:,"', "asks", (">>>", "...", "Your name:")),
    ("browser", "browser", "yes"),
    ("tool=look_1", "tool", "look_1"),
    ('browser="no: opens sockets"', "browser", "opens sockets"),
    ('browser="other: newer words"', "browser", "other: newer words"),
    ("exercise", "exercise", True),
    ("test=check", "test", "check"),
    ("solution=solved", "solution", "solved"),
    ('hint="Think of 2."', "hint", "Think of 2."),
    ('alt="x y"', "alt", "x y"),
    ('caption="ünï"', "caption", "ünï"),
    ('unverified="a reason"', "unverified", "a reason"),
    ('title="a `title`"', "title", "a `title`"),
    ('hl_lines="1 3-5"', "hl_lines", (1, 3, 4, 5)),
    ("hl_lines=2", "hl_lines", (2,)),
    ("linenums", "linenums", True),
    ("diff=before", "diff", "before"),
    ('tab="with uv"', "tab", "with uv"),
    ("remarks", "remarks", True),
]


@pytest.mark.parametrize(("words", "name", "value"), GOOD, ids=[words for words, *_ in GOOD])
def test_good_options(words, name, value):
    """Each option is read into its value, alone and between others."""
    assert getattr(parse_options(words), name) == value
    around = [other for other in ("linenums", "hidden") if other != name]
    assert getattr(parse_options(f"{around[0]}  {words} {around[-1]}" if len(around) == 2 else words), name) == value


def test_all_options_are_tried():
    """The tables of this module leave no option out."""
    assert {name for _, name, _ in GOOD} == set(OPTIONS)


BAD = [
    ("run=yes", "'run' takes no value"),
    ("run=", "'run' takes no value"),
    ("hidden=1", "'hidden' takes no value"),
    ("slow=1", "'slow' takes no value"),
    ("linenums=5", "'linenums' takes no value"),
    ("browser=yes", "'browser' takes no value, or"),
    ('browser="no: "', "'browser' takes no value, or"),
    ("tool", "'tool' needs a value"),
    ("tool=a.b", "'tool' takes the name of a function"),
    ('browser="other: "', "'browser' takes no value, or"),
    ('browser="no: other: x"', "'browser' takes no value, or"),
    ("exercise=yes", "'exercise' takes no value"),
    ('test="a b"', "'test' takes letters"),
    ('solution="a b"', "'solution' takes letters"),
    ("hint", "'hint' needs a value"),
    ("name", "'name' needs a value"),
    ("name=", "'name' needs a value"),
    ('name=""', "'name' needs a value"),
    ("name=-a", "'name' takes letters"),
    ("name=a/b", "'name' takes letters"),
    ('name="a b"', "'name' takes letters"),
    ("name=a::b", "'name' takes letters"),
    ("file", "'file' needs a value"),
    ("file=/etc/passwd", "'file' takes a path inside"),
    ("file=../x.py", "'file' takes a path inside"),
    ("region=a/b", "'region' takes letters"),
    ("session='a b'", "'session' takes letters"),
    ("setup=", "'setup' needs a value"),
    ("server=", "'server' needs a value"),
    ("headers=", "'headers' needs a value"),
    ("raises", "'raises' needs a value"),
    ("exit", "'exit' takes an exit status"),
    ("exit=256", "'exit' takes an exit status"),
    ("exit=-1", "'exit' takes an exit status"),
    ("exit=one", "'exit' takes an exit status"),
    ("timeout=0", "'timeout' takes a number of seconds"),
    ("timeout=0.0", "'timeout' takes a number of seconds"),
    ("timeout=-1", "'timeout' takes a number of seconds"),
    ("timeout=1e3", "'timeout' takes a number of seconds"),
    ("timeout=nan", "'timeout' takes a number of seconds"),
    ("timeout=5s", "'timeout' takes a number of seconds"),
    ("timeout=" + "9" * 30, "'timeout' takes"),
    ("timeout=" + "9" * 400, "'timeout' takes"),
    ("max_output=1GiB", "'max_output' takes a number of bytes"),
    ("max_output=-1", "'max_output' takes a number of bytes"),
    ("max_output", "'max_output' takes a number of bytes"),
    ("requires", "'requires' needs a value"),
    ('requires=","', "'requires'"),
    ("needs", "'needs' needs a value"),
    ('environment="legacy, other"', "'environment' takes letters"),
    ("schema=../a.json", "'schema' takes a path inside"),
    ("fold=times", "'fold' does not know 'times'; it takes address, duration"),
    ("fold", "'fold' needs a value"),
    ("figure=/tmp/x.svg", "'figure' takes a path inside"),
    ("figure=a/../../x.svg", "'figure' takes a path inside"),
    ("figure=.a.svg", "'figure' takes the name of an .svg or .png file"),
    ("figure=.a/b.svg", "'figure' takes the name of an .svg or .png file"),
    ("tolerance", "'tolerance' takes a percentage, 10% at the most"),
    ("tolerance=0.5", "'tolerance' takes a percentage, 10% at the most"),
    ("tolerance=11%", "'tolerance' takes a percentage, 10% at the most"),
    ("tolerance=-1%", "'tolerance' takes a percentage, 10% at the most"),
    ("cast=a.py", "'cast' takes the name of a .cast file"),
    ("cast=.cast", "'cast' takes the name of a .cast file"),
    ('asks=" , "', "'asks' names nothing"),
    ("cast=../a.cast", "'cast' takes a path inside"),
    ("alt", "'alt' needs a value"),
    ("caption=", "'caption' needs a value"),
    ("unverified", "'unverified' needs a value"),
    ('unverified=""', "'unverified' needs a value"),
    ("title", "'title' needs a value"),
    ("hl_lines=0", "'hl_lines' takes line numbers"),
    ("hl_lines=a", "'hl_lines' takes line numbers"),
    ("hl_lines=3-", "'hl_lines' takes line numbers"),
    ("hl_lines=1000000", "'hl_lines' takes line numbers"),
    ("hl_lines=5-3", "'hl_lines' takes line numbers"),
    ("diff", "'diff' needs a value"),
    ('diff="a b"', "'diff' takes letters"),
    ("tab=", "'tab' needs a value"),
    ("remarks=1", "'remarks' takes no value"),
    ("hidden hidden", "'hidden' is given twice"),
    ("name=a name=a", "'name' is given twice"),
    ('title="open', "can't read 'title=\"open'"),
    ('title="a"b', "can't read"),
    ("=x", "can't read '=x'"),
    ("sesion=a", "unknown option 'sesion'. Did you mean 'session'? There are: alt, "),
    ("hiden", "unknown option 'hiden'. Did you mean 'hidden'?"),
    ("zzzzzz", "unknown option 'zzzzzz'. There are: alt"),
    ("Run", "unknown option 'Run'. Did you mean 'run'?"),
]


@pytest.mark.parametrize(("words", "message"), BAD, ids=[words[:30] for words, _ in BAD])
def test_bad_options(words, message):
    """Each wrong option is refused with its name and what it takes; an unknown one lists those that there are."""
    with pytest.raises(ValueError, match=re.escape(message)):
        parse_options(words)


def test_bad_options_have_a_bad_value_each():
    """The table of bad values leaves no option out."""
    assert {re.split("[= ]", words)[0] for words, _ in BAD} >= set(OPTIONS)
