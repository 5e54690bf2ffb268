"""An app whose session can be made larger than a cookie may be."""

import random
import secrets

from flask import Flask, session

app = Flask(__name__)
app.secret_key = secrets.token_hex(32)


# region fill
@app.get("/<int:size>")
def fill(size):
    session["blob"] = random.Random(8).randbytes(size)
    return "sent"


# endregion
