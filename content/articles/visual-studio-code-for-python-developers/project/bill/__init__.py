"""Splits the bill of a table: a small Flask application with three bugs in it."""

import math

from flask import Flask, request

from bill.shares import receipt, split_bill


def create_app() -> Flask:
    app = Flask(__name__)

    # region view
    @app.get("/split")
    def split() -> str:
        total = request.args.get("total", default=0, type=int)
        people = request.args.get("people", type=int)
        shares = split_bill(total, people)
        return "\n".join(receipt(shares)) + "\n"

    # endregion

    return app
