"""An article with all that may come of running a sample in the page. What it says is not all true, as tests need it."""

from __future__ import annotations

from pathlib import Path

from tests.runnable.house import fence, sample
from tests.site.house import write_article

GREET = '"""Greetings."""\n\nfrom words import WORD\n\n\ndef greet(name):\n    return f"{WORD} {name}"\n'
FILES = {"greet.py": GREET, "words.py": 'WORD = "hello"\n', "test_greet.py": "def test():\n    assert True\n"}
REMARKED = "values = [1, 2]\nvalues.append(3)\nprint(values)\n"
SQUARE = """from pathlib import Path

Path("square.svg").write_text(
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"><rect width="20" height="20"/></svg>'
)
print("drawn")
"""
SLOW = "import time\n\ntime.sleep(600)\nprint('woken')\n"
TELL = "class Own(Exception):\n    pass\n\n\ndef tell():\n    raise Own('as told')\n\n\ntell()\n"

COUNT = "for word in 'one', 'two', 'three':\n    print(word)"
ASK = "name = input('Who? ')\nprint('Hello', name)\nprint(input())"
PROMPT = ">>> 1 + 1\n2\n>>> 'a' * 3\n'aaa'"
DOUBLE = "def double(n):\n    return n"
DOUBLED = "def double(n):\n    return 2 * n"
EXERCISE = 'name=doubling browser exercise test=doubled solution=doubler hint="Two of them."'

TEXT = f"""
Samples that run in the page.

{sample("print('hello')", "hello", "name=hello browser title=hello.py hl_lines=1")}

{sample(COUNT, "one" + chr(10) + "zwei" + chr(10) + "three", "name=wrong browser")}

{sample("import time" + chr(10) + "print('at', time.time())", "at …", "name=wild browser")}

{sample("a = 1" + chr(10) * 2 + "print(a)" + chr(10) + "print(b)", "1", "name=broken browser")}

{sample(TELL, options="name=raises browser raises='Own: as …'")}

{sample("raise SystemExit(3)", options="name=ends browser exit=3")}

{sample(ASK, "Who? …" + chr(10) + "…", "name=asks browser")}

{sample("n = 0" + chr(10) + "while True:" + chr(10) + "    n += 1", options="name=endless browser")}

{sample("while True:" + chr(10) + "    print('x' * 1000)", options="name=flood browser")}

{sample("from greet import greet" + chr(10) * 2 + "print(greet('ada'))", "hello ada", "name=uses browser")}

{sample("total = 1" + chr(10) + "print('set up')", "set up", "name=first session=s")}

{sample("total += 1" + chr(10) + "print(total)", "2", "name=second session=s browser")}

{sample(SQUARE, "drawn", 'name=draws browser figure=square.svg alt="A square"')}

{sample(SLOW, "woken", "name=sleeps browser timeout=60")}

{sample(PROMPT, options="name=typed browser", kind="pycon")}

{sample(REMARKED, "[1, 2, 3]", "name=remarked browser remarks")}
- L2: It changes the list.

{sample(DOUBLE, options=EXERCISE)}

{sample("assert double(2) == 4, 'double(2) is to be 4'", options="name=doubled hidden")}

{sample(DOUBLED, options="name=doubler hidden")}

{sample("import socket" + chr(10) + "print('elsewhere')", "elsewhere", 'name=elsewhere browser="no: opens sockets"')}

{sample("print('plain')", "plain", "name=plain")}

{fence("text", "The end.")}
"""


def write(content: Path) -> None:
    """Write the article `run` and its bundle into a folder of content, and one that runs nothing."""
    folder = write_article(content, "run", TEXT).parent
    for name, text in FILES.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "square.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 20 20"/>', "utf-8")
    write_article(content, "calm", sample("print('plain')", "plain", "name=plain"), Title="Calm")
