"""A guest book: the application that this article puts behind HTTPS, step by step."""

import os
import secrets

from flask import Flask, redirect, render_template_string, request, session, url_for
from werkzeug.middleware.proxy_fix import ProxyFix

PAGE = """\
<!doctype html>
<html lang="en">
<title>Guest book</title>
<h1>Guest book</h1>
<p>You came by <b>{{ request.scheme }}</b>{% if name %}, {{ name }}{% endif %}.</p>
<ul>{% for entry in entries %}
  <li>{{ entry }}</li>{% endfor %}
</ul>
<form action="{{ url_for("sign") }}" method="post">
  <input name="name" placeholder="Your name" required>
  <button>Sign</button>
</form>
</html>
"""


# region app
def create_app() -> Flask:
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=os.environ.get("GUESTBOOK_SECRET_KEY") or secrets.token_hex(),
        SESSION_COOKIE_SECURE=True,
        SESSION_COOKIE_SAMESITE="Lax",
    )
    entries: list[str] = []

    @app.get("/")
    def show():
        return render_template_string(PAGE, entries=entries, name=session.get("name"))

    @app.post("/sign")
    def sign():
        session["name"] = request.form["name"]
        entries.append(session["name"])
        return redirect(url_for("show", _external=True), 303)

    @app.get("/seen")
    def seen():
        """What the application believes about the request."""
        return f"{url_for('show', _external=True)} for {request.remote_addr}\n"

    # endregion

    # region proxy
    if hops := int(os.environ.get("GUESTBOOK_PROXIES", "0")):
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)
    return app


# endregion
