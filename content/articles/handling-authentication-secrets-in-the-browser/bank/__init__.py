"""A bank with one page, and five places where the proof of who its user is can be kept."""

import secrets
from dataclasses import dataclass
from typing import Literal, get_args

from flask import Flask, current_app, g, jsonify, make_response, render_template, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from bank import csrf
from bank.credentials import NAMES, access_token, credential
from bank.passwords import is_right
from bank.proxy import forward
from bank.sessions import Sessions
from fetchmeta import protect
from tokens import issue

Mode = Literal["local", "memory", "readable", "cookie", "bff"]
MODES: tuple[Mode, ...] = get_args(Mode)
BEARER = ("local", "memory")  # the page itself has the token


@dataclass(frozen=True)
class Options:
    """What can be chosen: where the secret is, and what protects it."""

    mode: Mode = "bff"
    samesite: Literal["None", "Lax", "Strict"] | None = "Lax"
    guard: Literal["", "token", "fetchmeta"] = ""
    policy: bool = False  # a Content-Security-Policy with nonces
    old_links: bool = False  # /pay, which changes something at a GET


def create_app(key: str, options: Options) -> Flask:
    app = Flask(__name__)
    app.config.update(KEY=key, OPTIONS=options, API="", API_OF_PAGES="")
    app.extensions["sessions"] = Sessions(key)
    app.add_url_rule("/", view_func=page)
    app.add_url_rule("/login", view_func=limited(app)(login), methods=["POST"])
    app.add_url_rule("/logout", view_func=logout, methods=["POST"])
    app.add_url_rule("/api/account", view_func=account)
    app.add_url_rule("/api/transfer", view_func=transfer, methods=["POST"])
    if options.old_links:
        app.add_url_rule("/pay", view_func=pay)
    if options.policy:
        app.before_request(make_nonce)
        app.after_request(add_policy)
    if options.guard == "fetchmeta":
        protect(app)
    if options.guard == "token":
        app.before_request(csrf.check)
    return app


# region limited
def limited(app: Flask):
    """A decorator: five calls a minute from one address."""
    limiter = Limiter(get_remote_address, app=app, storage_uri="memory://")
    return limiter.limit("5 per minute")


# endregion


def page():
    options = current_app.config["OPTIONS"]
    bearer = options.mode in BEARER
    return render_template(
        "bank.html",
        store=f"{options.mode if bearer else 'cookie'}.html",
        api=current_app.config["API_OF_PAGES"] if bearer else "/api",
        csrf="" if bearer else csrf.token_for(credential()),
    )


# region login
def login():
    user, password = request.form.get("user", ""), request.form.get("password", "")
    if not is_right(user, password):
        return {"error": "wrong name or password"}, 401
    options = current_app.config["OPTIONS"]
    if options.mode in BEARER:
        return {"token": issue(user, current_app.config["KEY"])}
    if options.mode == "bff":
        value = current_app.extensions["sessions"].renew(credential(), user)
    else:
        value = issue(user, current_app.config["KEY"])
    response = jsonify(csrf=csrf.token_for(value))
    response.set_cookie(
        NAMES[options.mode],
        value,
        secure=True,
        httponly=options.mode != "readable",
        samesite=options.samesite,
    )
    return response


# endregion


def logout():
    name = NAMES.get(current_app.config["OPTIONS"].mode, "none")
    current_app.extensions["sessions"].end(credential())
    response = make_response({})
    response.delete_cookie(name, secure=True)
    return response


# region proxy
def account():
    return forward("GET", "/account", access_token())


def transfer():
    return forward("POST", "/transfer", access_token(), request.form)


# endregion


# region pay
def pay():
    """As links in mails once had it: a GET that moves money."""
    return forward("POST", "/transfer", access_token(), request.args)


# endregion


# region policy
def make_nonce() -> None:
    g.nonce = secrets.token_urlsafe(16)


def add_policy(response):
    response.headers["Content-Security-Policy"] = (
        f"script-src 'nonce-{g.nonce}'; object-src 'none'; base-uri 'none'"
    )
    return response


# endregion
