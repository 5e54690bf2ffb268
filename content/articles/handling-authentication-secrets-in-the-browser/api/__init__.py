"""The service that has the accounts. It knows no cookies and no passwords, only tokens."""

import jwt
from flask import Flask, current_app, g, request

from tokens import verify


def create_app(key: str) -> Flask:
    app = Flask(__name__)
    app.config.update(KEY=key, PAGES="")
    app.extensions["accounts"] = {
        "ada": {"balance": 500, "note": "Thanks for lunch!"},
        "mallory": {"balance": 0, "note": ""},
    }
    app.before_request(authenticate)
    app.after_request(allow_pages)
    app.register_error_handler(jwt.InvalidTokenError, refuse)
    app.add_url_rule("/account", view_func=account)
    app.add_url_rule("/transfer", view_func=transfer, methods=["POST"])
    return app


# region authenticate
def authenticate() -> None:
    """Find out whose token this is, or have `refuse` answer."""
    if request.method == "OPTIONS":  # a browser asks whether it may ask: no token yet
        return
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme != "Bearer":
        raise jwt.InvalidTokenError("no bearer token")
    g.user = verify(token, current_app.config["KEY"])


def refuse(error: jwt.InvalidTokenError):
    answer = {"error": type(error).__name__}
    return answer, 401, {"WWW-Authenticate": 'Bearer error="invalid_token"'}


# endregion


# region accounts
def account():
    return current_app.extensions["accounts"][g.user]


def transfer():
    """Move money from the user's account to that of `to`."""
    accounts = current_app.extensions["accounts"]
    amount = request.form.get("amount", default=0, type=int)
    payer, payee = accounts[g.user], accounts.get(request.form.get("to"))
    if payee is None or not 0 < amount <= payer["balance"]:
        return {"error": "no such payment"}, 422
    payer["balance"] -= amount
    payee["balance"] += amount
    return payer


# endregion


def allow_pages(response):
    """Let the pages of one origin call this service with a token of theirs (CORS)."""
    if pages := current_app.config["PAGES"]:
        response.headers["Access-Control-Allow-Origin"] = pages
        response.headers["Access-Control-Allow-Headers"] = "Authorization"
        response.headers["Vary"] = "Origin"
    return response
