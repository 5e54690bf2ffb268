"""The same number counted twice: in this process, and in Redis."""

import os
import time
from itertools import count

from flask import Blueprint, jsonify

from service.shared import redis

bp = Blueprint("counters", __name__)


# region counters
here = count(1)  # a number that this process has for itself


@bp.post("/visits")
def visit():
    time.sleep(0.01)
    return jsonify(worker=os.getpid(), here=next(here), everywhere=redis().incr("visits"))


# endregion
