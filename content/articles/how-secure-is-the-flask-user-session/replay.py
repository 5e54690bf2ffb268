"""Win the guessing game without reading the cookie: send the first one again with each guess."""

from flask.testing import FlaskClient

import guess


# region replay
def win_by_replay(client: FlaskClient, name: str = "session") -> str:
    """Halve the range with each guess, always with the cookie of a new round."""
    kept = client.get_cookie(name).value
    low, high, tries = 1, guess.HIGHEST, 0
    while True:
        tries += 1
        number = (low + high) // 2
        client.set_cookie(name, kept)
        page = client.post("/guess", data={"number": number}).text
        if "Yes" in page:
            return f"won with guess {tries}"
        if "No more tries" in page:
            return f"lost with guess {tries}"
        low, high = (number + 1, high) if "Higher" in page else (low, number - 1)


# endregion
