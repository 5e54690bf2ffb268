"""A server that sets one cookie of each kind and tells which of them come back."""

from flask import Flask, current_app, jsonify, make_response, request

# region kinds
KINDS = {
    "none": {"samesite": "None", "secure": True},
    "lax": {"samesite": "Lax", "secure": True},
    "strict": {"samesite": "Strict", "secure": True},
    "unset": {"secure": True},
    "plain": {"samesite": "Lax"},
    "__Host-strict": {"samesite": "Strict", "secure": True},
}
# endregion


def create_app() -> Flask:
    app = Flask(__name__)
    app.extensions["taken"] = []
    app.add_url_rule("/set", view_func=set_all)
    app.add_url_rule("/take", view_func=take, methods=["GET", "POST"])
    return app


def set_all():
    response = make_response("set")
    for name, attributes in KINDS.items():
        response.set_cookie(name, "1", **attributes)
    return response


def take():
    """Note which cookies came, and what the browser said of where the request was from."""
    told = {
        "method": request.method,
        "cookies": sorted(request.cookies),
        "site": request.headers.get("Sec-Fetch-Site"),
        "origin": request.headers.get("Origin"),
    }
    current_app.extensions["taken"].append(told)
    return jsonify(told)
