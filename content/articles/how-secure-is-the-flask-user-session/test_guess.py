"""The game can be won in one try by reading its cookie; the fixed game cannot."""

import http.client
import re
import threading
from urllib.parse import urlencode

import pytest
from werkzeug.serving import make_server

import guess
import guess_fixed
from decode import decode
from replay import win_by_replay


@pytest.fixture
def fixed(tmp_path):
    return guess_fixed.create_app(str(tmp_path / "sessions.sqlite"))


def log_in(app):
    client = app.test_client()
    client.post("/login", data={"player": "ada"})
    return client


def test_the_numbers_are_in_range():
    """Numbers are drawn from 1 to 1,000."""
    assert {guess.draw() for _ in range(500)} <= set(range(1, 1001))


@pytest.mark.parametrize(
    ("drawn", "message"), [(738, "Yes, 738!"), (900, "Higher."), (2, "Lower.")]
)
def test_hints(monkeypatch, drawn, message):
    """The game tells the player on which side the answer lies."""
    monkeypatch.setattr(guess, "draw", lambda: drawn)
    assert message in log_in(guess.create_app()).post("/guess", data={"number": 738}).text


def test_seven_tries(monkeypatch):
    """The seventh wrong guess ends the round, and a new one begins."""
    monkeypatch.setattr(guess, "draw", lambda: 738)
    client = log_in(guess.create_app())
    pages = [client.post("/guess", data={"number": 1}).text for _ in range(7)]
    assert "Higher." in pages[5]
    assert "No more tries. It was 738." in pages[6]
    assert "tries used: 0" in pages[6]


def test_without_login_there_is_no_game():
    """A guess without a session leads to the login page, which a stranger sees at /."""
    client = guess.create_app().test_client()
    assert client.post("/guess", data={"number": 1}).location == "/"
    assert 'name="player"' in client.get("/").text


def test_won_in_one_try_by_reading_the_cookie():
    """The answer is in the cookie of the vulnerable game."""
    client = log_in(guess.create_app())
    answer = decode(client.get_cookie("session").value).data["answer"]
    assert f"Yes, {answer}!" in client.post("/guess", data={"number": answer}).text


def test_won_in_one_try_over_real_http():
    """The same holds on the wire: the Set-Cookie header of a running server is enough."""
    server = make_server("127.0.0.1", 0, guess.create_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        reply = post(server.port, "/login", {"player": "ada"})
        cookie = re.fullmatch(
            r"session=([^;]+); HttpOnly; Path=/", reply.getheader("Set-Cookie")
        )[1]
        answer = decode(cookie).data["answer"]
        page = post(server.port, "/guess", {"number": answer}, cookie).read().decode()
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
    assert f"Yes, {answer}!" in page


def post(port, path, form, cookie=""):
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    headers = {
        "Content-Type": "application/x-www-form-urlencoded",
        "Cookie": f"session={cookie}",
    }
    connection.request("POST", path, urlencode(form), headers)
    return connection.getresponse()


def test_the_fixed_game_shows_its_answer_nowhere(fixed, monkeypatch):
    """Neither cookie nor headers nor page of the fixed game hold the answer, in any round."""
    monkeypatch.setattr(
        guess, "draw", lambda: 739_183_642
    )  # long enough not to occur by chance
    client = fixed.test_client()
    for reply in (
        client.post("/login", data={"player": "ada"}),
        client.get("/"),
        client.post("/guess"),
    ):
        assert "739183642" not in reply.text + str(reply.headers)
    with pytest.raises(ValueError, match="three parts"):
        decode(client.get_cookie("__Host-session").value)


def test_the_fixed_game_can_be_won_by_guessing(fixed, monkeypatch):
    """It is the same game: the right number wins."""
    monkeypatch.setattr(guess, "draw", lambda: 738)
    assert "Yes, 738!" in log_in(fixed).post("/guess", data={"number": 738}).text


@pytest.mark.parametrize("drawn", [1, 738, 999])
def test_a_replayed_cookie_gives_unlimited_tries(monkeypatch, drawn):
    """In the vulnerable game the first cookie takes the counter back: halving the range always wins."""
    monkeypatch.setattr(guess, "draw", lambda: drawn)
    assert win_by_replay(log_in(guess.create_app())).startswith("won")


def test_a_replayed_cookie_gives_no_tries_in_the_fixed_game(fixed, monkeypatch):
    """The counter of the fixed game stays on the server: the seventh wrong guess ends the round."""
    monkeypatch.setattr(guess, "draw", lambda: 738)
    assert win_by_replay(log_in(fixed), "__Host-session") == "lost with guess 7"
