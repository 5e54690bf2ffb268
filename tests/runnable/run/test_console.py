"""Commands in a shell."""

# ruff: noqa: E501 - the code of a sample stands in one piece

from __future__ import annotations

import pytest

from runnable.recording import Ending
from runnable.sample import SampleError, find_samples
from tests.runnable.house import SVG, fence, sample, soon


@pytest.mark.parametrize(
    "session",
    [
        "$ echo a\na\n",
        "$ echo a; echo b >&2; echo c\na\nb\nc\n",
        "$ true\n$ echo a\na\n",
        "$ mkdir d\n$ cd d\n$ basename $PWD\nd\n",
        "$ x=1\n$ export y=2\n$ echo $x; sh -c 'echo $x$y'\n1\n2\n",
        '$ f() { echo "f $1"; }\n$ f 1\nf 1\n',
        "$ cat <<X\n> a\n>   b\n> X\na\n  b\n",
        "$ for i in 1 2; do\n>   echo $i\n> done\n1\n2\n",
        "$ echo 'a\n> b'\na\nb\n",
        "$ echo a \\\n>   b\na b\n",
        "$ printf 'no end'\nno end\n",
        "$ printf 'no end'\nno end\n$ echo a\na\n",
        "$ echo\n\n",
        "$ # a comment\n$ echo a # another\na\n",
        "$\n$ echo a\na\n",
        '$ cat\n$ read x; echo "[$x]"\n[]\n',
        "$ python -c 'import sys; print(sys.prefix != sys.base_prefix or 1)'\nTrue\n",
        "$ python -c 'print(1)' | cat\n1\n",
        "$ python helper.py 2>&1\nhelped\n",
        "$ ls helper.py\nhelper.py\n",
        "$ echo $0 $# $$ | cut -d' ' -f1,2\nbash 0\n",
        "$ sleep 0.1 && echo late &\n$ wait; echo a\nlate\na\n",
        "$ ! false\n$ false || true\n$ if false; then echo; fi\n",
        "$ printf() { echo mine; }\n$ read() { echo mine; }\n$ builtin printf 'x\\n'\nx\n",
        "$ set -e\n$ echo a\na\n",
        "$ set -u; set -o pipefail\n$ echo a\na\n",
        "$ exec 2>/dev/null\n$ echo hidden >&2\n$ echo a\na\n",
        "$ trap 'echo bye' EXIT\n$ echo a\na\nbye\n",
        "$ echo a\u2028b\na\u2028b\n",
        "$ echo 'a\x0cb'\na\x0cb\n",
        "$ ls -l /proc/self/fd | grep -c pipe\n2\n",
        "$ env | grep -c RUNNABLE || true\n0\n",
    ],
)  # fmt: skip
def test_sessions(article, session):
    """A session shows what a shell shows: one shell for all, so that folder, names and traps are kept."""
    assert article(sample(session, kind="console"), {"helper.py": "print('helped')\n"}).verify() == {}


@pytest.mark.parametrize(
    ("session", "options", "message"),
    [
        ("$ false\n$ true", "", "'$ false' ended with status 1"),
        ("$ no-such-program\n…\n$ true", "", "ended with status 127"),
        ("$ (exit 7)\n$ true", "exit=7", "ended with status 7"),
        ("$ true\n$ false", "", "exit status 1, not 0"),
        ("$ true", "exit=1", "exit status 0, not 1"),
        ("$ exit 3", "", "exit status 3, not 0"),
        ("$ exit 0\n$ echo a\na", "", "ended its process before its last line"),
        ("$ exit 3\n$ echo a\na", "exit=3", "ended its process before its last line"),
        ("$ exec true\n$ echo a\na", "", "ended its process before its last line"),
        ("$ kill -9 $$\n$ echo a\na", "", "ended its process before its last line"),
        ("$ set -e\n$ false\n$ echo a\na", "", "ended its process before its last line"),
        ("$ echo 'open\n$ echo a\na", "", "status"),
        ("$ echo )\n…\n$ echo a\na", "", "status"),
        ("echo a", "", "begins with '$ '"),
        ("$ echo b\na", "", "the output differs"),
        ("$ runnable_part() { :; }\n$ echo a\na", "", "ended with status 1"),
    ],
)
def test_failures(article, session, options, message):
    """A command in the middle that fails, a shell that ends early, and another status than the expected one are told."""
    assert message in article(sample(session, kind="console", options=options)).failure()


@pytest.mark.parametrize(
    ("session", "options"),
    [
        ("$ exit 3", "exit=3"),
        ("$ echo a\na\n$ exit 3", "exit=3"),
        ("$ echo a\na\n$ exit", ""),
        ("$ echo a; exit 0\na", ""),
        ("$ exec echo a\na", ""),
        ("$ echo a; false\na", "exit=1"),
        ("$ set -e\n$ false", "exit=1"),
        ("$ no-such-program\n…", "exit=127"),
        ("$ python -c 'raise SystemExit(9)'", "exit=9"),
    ],
)
def test_exit_as_the_last_command(article, session, options):
    """The last command may end the shell, with the status that is expected."""
    assert article(sample(session, kind="console", options=options)).verify() == {}


def test_timeout_and_what_runs_in_the_background(article):
    """A command that takes too long is ended; one in the background does not keep the shell, and is ended too."""
    text = sample("$ echo a\n$ sleep 60", kind="console", options="timeout=2")
    with soon():
        (recording,) = article(text).recordings().values()
    assert (recording.ending, recording.output) == (Ending.TIMEOUT, "$ echo a\na\n$ sleep 60\n")
    assert article(sample("$ sleep 60 &\n$ echo a\na", kind="console")).verify() == {}


def test_a_forged_report(article):
    """A command can't report in place of the shell that others have run."""
    forge = 'for f in /proc/$$/fd/* /proc/self/fd/*; do echo \'{"part": 1, "exit": 0}\' 2>/dev/null >$f; done; exit 0'
    text = sample(f"$ {forge}\n…\n$ echo never", kind="console")
    assert set(article(text).verify()) == {"sample-1"}


def test_the_difference_is_told_with_its_line(article):
    """The line of a difference in index.md is told."""
    written = article("Text\n\n" + sample("$ echo a\na\n$ echo b\nc\n", kind="console"))
    assert written.failure().startswith(f"{written.path}:7: sample-1: the output differs")


def test_a_picture_of_a_command(article):
    """A command may make the picture that the page shows; one that was there before does not pass for made."""
    options = "figure=a.svg alt=x"
    made = sample(f"$ echo '{SVG}' > a.svg", kind="console", options=options)
    assert article(made, {"a.svg": SVG + "\n"}).verify() == {}
    assert "made no a.svg" in article(sample("$ true", kind="console", options=options), {"a.svg": SVG}).failure()


def session(*samples):
    """Samples of one shell: the transcript of each, and its other options."""
    return "".join(
        sample(transcript, kind="console", options=f"session=s name=n{number} {options}")
        for number, (transcript, options) in enumerate(samples)
    )


def test_samples_of_a_session_share_a_shell(article):
    """Folder, names, functions and files go on in the next sample of the session, and in no other sample."""
    text = session(
        ("$ mkdir d\n$ cd d\n$ x=1; export y=2", ""),
        ("$ f() { echo $x$y; }\n$ (exit 3)", "exit=3"),
        ("$ f; basename $PWD\n12\nd", ""),
    )
    alone = sample('$ ls; echo "[$x]"\n[]', kind="console")
    assert article(text + alone).verify() == {}


@pytest.mark.parametrize(
    ("first", "options", "told", "after"),
    [
        ("$ sleep 60", "timeout=0.5", "ran longer than it may (0.5 s", "did not run, since one before it failed"),
        ("$ printf abc\nabc", "max_output=2", "printed more than it may (2 bytes", "did not run, since one before it"),
        ("$ false\n$ true", "", "'$ false' ended with status 1", "did not run, since one before it failed"),
        ("$ false", "", "exit status 1, not 0", "did not run, since one before it failed"),
        ("$ exit 0\n$ true", "", "ended its process before its last line", "did not run, since one before it failed"),
        ("$ exit 3", "exit=3", "", "a sample before it has ended the shell"),
    ],
)
def test_a_session_ends_with_what_goes_wrong(article, first, options, told, after):
    """What came before stays proven, and what comes after did not run; a shell that was left, as it should be, is gone."""
    failed = article(session(("$ echo a\na", ""), (first, options), ("$ echo a\na", ""))).verify()
    assert [name for name in ("n0", "n1", "n2") if name in failed] == ["n1", "n2"][not told :]
    assert told in failed.get("n1", "")
    assert after in failed["n2"]


def test_limits_of_a_session_are_those_of_each_sample(article):
    """Each sample has all of its own time and output, however much those before it took."""
    assert article(session(*[("$ sleep 0.9; printf ab\nab", "timeout=2.5 max_output=2")] * 3)).verify() == {}


def test_a_sample_of_a_session_is_stale_with_those_before_it(article):
    """A change makes stale what was typed into the same shell from there on, and a file what came after it was read."""
    written = article(session(("$ true", ""), ("$ cat a.txt\na", ""), ("$ true", "")), {"a.txt": "a\n"})
    assert written.verify() == {}
    assert written.stale() == []
    written.write(written.text, {"a.txt": "a\n\n"})
    assert written.stale() == ["n1", "n2"]
    assert set(written.write(written.text, {"a.txt": "b\n"}).verify()) == {"n1"}


def test_a_session_is_recorded(article):
    """Each sample of a session gets what was printed after its own prompts."""
    written = article(session(("$ x=1\n$ echo $x", ""), ("$ echo $x$x", "")))
    assert written.record().problems == ()
    assert "$ x=1\n$ echo $x\n1\n```" in written.text
    assert "$ echo $x$x\n11\n```" in written.text
    assert written.verify() == {}


def test_a_setup_is_typed_before(article):
    """A setup runs first in the shell of each that names it, of which none sees another; its output is its own."""
    prepare = sample("$ echo ready; mkdir d\n$ cd d", kind="console", options="hidden name=up")
    each = sample("$ basename $PWD; ls\nd\n$ touch f", kind="console", options="setup=up")
    assert article(prepare + each + each).verify() == {}
    broken = article(prepare.replace("cd d", "cd e") + sample("$ echo a\na", kind="console", options="setup=up name=a"))
    assert "did not run" in broken.verify()["a"]


def test_a_setup_before_a_question_to_a_server(article):
    """What asks a server may be set up, in a shell; what starts it may not."""
    start = "$ python -m http.server $PORT"
    prepare = sample("$ url=http://localhost:$PORT/", kind="console", options="hidden name=up")
    ask = sample(
        '$ python -c "import sys, urllib.request as u; print(u.urlopen(sys.argv[1]).status)" $url\n200',
        kind="console",
        options="server=a setup=up",
    )
    assert article(sample(start, kind="console", options="server=a") + ask + prepare).verify() == {}
    with pytest.raises(SampleError, match="what starts the server 'a' has no setup="):
        find_samples(sample(start, kind="console", options="server=a setup=up") + prepare)


MEASURED = "def double(number):\n    return 2 * number\n\n\nprint(double(3))\n"


def test_a_program_that_measures_coverage(article):
    """A program measures by coverage.py as it does elsewhere, though its executed lines are noted by the engine, too."""
    typed = "$ python measured.py && python -m coverage run measured.py && python -m coverage report"
    output = "6\n6\nName          Stmts   Miss  Cover\n---------------------------------\n"
    output += (
        "measured.py       3      0   100%\n---------------------------------\nTOTAL             3      0   100%\n"
    )
    shown = fence("python file=measured.py")  # so that lines are noted, in the first run
    measured = article(shown + sample(f"{typed}\n{output}", kind="console"), {"measured.py": MEASURED})
    assert measured.verify() == {}
