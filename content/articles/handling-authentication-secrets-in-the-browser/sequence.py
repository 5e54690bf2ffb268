"""A sequence diagram of requests that servers of the lab really got."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from drawing import BAD, GOOD, HAIRLINE, INK, MUTED, PAPER, WIDTH, Drawing
from lab import Seen

TOP, STEP = 64, 54
LETTER = 6.7  # how wide a letter is, about, at 13 px


class Message(NamedTuple):
    source: str
    target: str
    text: str
    more: str
    colour: str


def draw(
    path: Path, actors: Sequence[str], seen: Iterable[Seen], bad: Iterable[str] = ()
) -> None:
    """Draw requests and answers in their order; those to a path in `bad` are the attack."""
    drawing = Drawing()
    lines = [*messages(seen, {*bad})]
    places = {actor: WIDTH / len(actors) * (n + 0.5) for n, actor in enumerate(actors)}
    bottom = TOP + STEP * len(lines)
    for actor, x in places.items():
        drawing.line(f"M{x:g} 36V{bottom - 12}", HAIRLINE)
        drawing.text(x, 24, actor, size=15, anchor="middle", bold=True)
    for number, message in enumerate(lines):
        arrow(drawing, TOP + STEP * number, message, places)
    drawing.save(path, bottom)


def messages(seen: Iterable[Seen], bad: set[str]) -> Iterable[Message]:
    """What is drawn: each request where it began, and its answer where it ended."""
    told: dict[int, Message] = {}
    for request in seen:
        colour = BAD if request.path in bad else INK
        told[request.began] = Message(
            request.sender,
            request.server,
            f"{request.method} {request.path}",
            carried(request),
            colour,
        )
        if request.path != "/loot":
            told[request.ended] = Message(
                request.server,
                request.sender,
                f"{request.status}{given(request)}",
                "",
                colour if colour == BAD else GOOD if request.status == 200 else MUTED,
            )
    return [told[number] for number in sorted(told)]


def carried(request: Seen) -> str:
    """What a request brings that says who its sender is, or where it comes from."""
    parts = [f"cookie {name}" for name in request.cookies]
    parts += ["Bearer token"] * request.bearer
    parts += ["name and password"] * ("password" in request.form)
    parts += ["the token, in its address"] * any(
        "eyJ" in text for text in request.query.values()
    )
    parts += [request.site] * (request.site == "cross-site" and bool(request.cookies))
    return ", ".join(parts)


def given(request: Seen) -> str:
    """What an answer brings that is to be kept secret."""
    return ", a token" * request.gave_token + ", a cookie" * request.gave_cookie


def arrow(drawing: Drawing, y: float, message: Message, places: dict[str, float]) -> None:
    start, end = places[message.source], places[message.target]
    turn = 1 if end > start else -1
    middle = (start + end) / 2
    for text, size, height in ((message.text, 13, y - 7), (message.more, 12, y + 15)):
        if text:
            half = len(text) * LETTER * size / 26
            x = min(max(middle, half + 4), WIDTH - half - 4)
            drawing.box(x - half, height - size + 1, 2 * half, size + 3, PAPER)
            colour = message.colour if size == 13 else MUTED
            drawing.text(x, height, text, colour, size=size, anchor="middle")
    drawing.line(f"M{start:g} {y}H{end:g}", message.colour)
    drawing.line(
        f"M{end - 7 * turn:g} {y - 4}L{end:g} {y}L{end - 7 * turn:g} {y + 4}", message.colour
    )
