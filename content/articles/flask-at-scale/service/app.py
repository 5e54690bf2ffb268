"""The kinds of work that a chat has, a route for each, to be put under load."""

import os

from flask import Flask

from service import cache, counters, events, jobs, limits, work


def create_app() -> Flask:
    app = Flask(__name__)
    app.config["REDIS_URL"] = os.environ.get("REDIS_URL", "redis://127.0.0.1:6379/0")
    limits.limiter.init_app(app)
    for module in (cache, counters, events, jobs, limits, work):
        app.register_blueprint(module.bp)
    return app
