"""A guessing game that keeps its answer in the session cookie: an example of what not to do."""

import secrets

from flask import Blueprint, Flask, redirect, render_template, request, session

HIGHEST = 1000
TRIES = 7

game = Blueprint("game", __name__)


# region round
def draw() -> int:
    """A number from 1 to HIGHEST."""
    return secrets.randbelow(HIGHEST) + 1


def start_round() -> None:
    session["answer"] = draw()
    session["tries"] = 0


# endregion


# region show
@game.get("/")
def show():
    if "player" not in session:
        return render_template("login.html")
    message = f"I have a number from 1 to {HIGHEST}."
    return render_template("guess.html", message=message)


# endregion


# region login
@game.post("/login")
def login():
    session.clear()
    session["player"] = request.form["player"]  # a real login asks for a password first
    session["wins"] = 0
    start_round()
    return redirect("/")


@game.post("/logout")
def logout():
    session.clear()
    return redirect("/")


# endregion


# region guess
@game.post("/guess")
def guess():
    if "player" not in session:
        return redirect("/")
    number = request.form.get("number", default=0, type=int)
    return render_template("guess.html", message=judge(number))


def judge(number: int) -> str:
    answer = session["answer"]
    session["tries"] += 1
    if number == answer:
        session["wins"] += 1
        start_round()
        return f"Yes, {answer}!"
    if session["tries"] == TRIES:
        start_round()
        return f"No more tries. It was {answer}."
    return "Higher." if number < answer else "Lower."


# endregion


# region app
KEY = "192b9bdd22ab9ed4d12e236c78afcb9a393ec15f71bbf5dc987d54727823bcbf"


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = KEY
    app.register_blueprint(game)
    return app


# endregion
