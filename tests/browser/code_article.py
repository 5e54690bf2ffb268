"""An article with all that a reader may meet in a block of code."""

from __future__ import annotations

from tests.runnable.house import sample

ROW = "".join(f"{number % 10}" for number in range(1, 89))  # 88 columns

BEFORE = """import time


def wait(seconds):
    time.sleep(seconds)
    return seconds


print(wait(0))
"""
AFTER = """import time


def wait(seconds: float) -> float:
    \"\"\"Wait, and say how long.\"\"\"
    time.sleep(seconds)
    return seconds


print(wait(0))
"""

TYPED = ">>> 1 + 1\n2\n>>> for n in range(2):\n...     print(n)\n...\n0\n1\n"
NUMBERED = "a = 1\nb = 2\nprint(a + b)"
PRINTED = "print('by print')"
WRITTEN = "import sys\n\nsys.stdout.write('by write\\n')"
BY_OS = "import os\n\nos.write(1, b'by os\\n')"
REMARKED = """import json

text = '[1, 2]'
values = json.loads(text)
values.append(3)
print(values)

for value in values:
    if value == 2:
        continue
    print(value)

print(len(values))
"""
REMARKED_OUTPUT = "[1, 2, 3]\n1\n3\n3"

TEXT = f"""
A paragraph that goes on for long enough to have more than a line on a desk and several on a phone, with a
note[^one] in it, and with words after it so that the note is not the end of all.

The next paragraph has two, the first[^two] and the second[^three], which is short.

{sample(f"print({ROW[:80]!r})", ROW[:80], "name=wide")}

Code of 36 columns:

{sample(f"#{ROW[:35]}", options="name=narrow")}

{sample("# " + ROW[:86], options="name=desk")}

{sample("# " + ROW * 2, options="name=long")}

A transcript:

{sample(TYPED, options="name=typed", kind="pycon")}

With numbers:

{sample(NUMBERED, "3", "name=numbered linenums hl_lines=2")}

A change:

{sample(BEFORE, "0", "name=before title=wait.py")}

{sample(AFTER, "0", "name=after diff=before title=wait.py")}

Tabs:

{sample(PRINTED, "by print", 'name=printed tab="print"')}
{sample(WRITTEN, "by write", 'name=written tab="write"')}
{sample(BY_OS, "by os", 'name=by-os tab="os"')}

Remarks:

{sample(REMARKED, REMARKED_OUTPUT, "name=remarked remarks")}
- L1: It is in the *standard library*.
- L3-4: A remark that takes several lines in the margin, since it has more to say than would fit into one of them,
  or two.
- L5: `append` changes the list.
- L13: As many as there are.

The end, with a table:

| a | b | c |
|---|:-:|--:|
| 1 | 2 | 3 |

[^one]: The first note, with `code` in it and enough words to be more than a line in the margin.

[^two]: The second.

    It has two paragraphs.

[^three]: The third.
"""
