"""Splits the bill of a table: the same application without the bugs."""

from flask import Flask, request

from bill.shares import receipt, split_bill


def create_app() -> Flask:
    app = Flask(__name__)

    # region view
    @app.get("/split")
    def split() -> str | tuple[str, int]:
        total = request.args.get("total", default=0, type=int)
        people = request.args.get("people", default=1, type=int)
        if people < 1:
            return "There has to be somebody who pays.\n", 400
        shares = split_bill(total, people)
        return "\n".join(receipt(shares)) + "\n"

    # endregion

    return app
