"""The three kinds of work alone: an application that starts quickly and needs no Redis."""

from flask import Flask

from service import work

app = Flask(__name__)
app.register_blueprint(work.bp)
