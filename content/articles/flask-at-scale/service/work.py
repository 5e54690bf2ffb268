"""Three kinds of work: next to none, waiting for somebody else, and computing."""

import hashlib
import os
import time
from pathlib import Path

from flask import Blueprint

bp = Blueprint("work", __name__)
VERSION = Path(os.environ.get("VERSION_FILE", os.devnull)).read_text()  # once, at the start


@bp.get("/version")
def version():
    return VERSION


# region work
@bp.get("/fast")
def fast():
    return "fast\n"


@bp.get("/io")
def io():
    time.sleep(0.1)  # as long as a database or another service takes to answer
    return "waited\n"


@bp.get("/cpu")
def cpu():
    hashlib.pbkdf2_hmac("sha256", b"password", b"salt", 20_000)
    return "computed\n"


# endregion
