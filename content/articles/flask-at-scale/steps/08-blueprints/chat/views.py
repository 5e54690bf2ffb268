"""What concerns every answer: counting requests, and errors as JSON."""

from collections import Counter

from flask import jsonify
from werkzeug.exceptions import HTTPException

from chat import app

requests_seen = Counter()


@app.before_request
def count():
    requests_seen["all"] += 1


@app.errorhandler(HTTPException)
def error(problem):
    answer = problem.get_response()
    answer.data = jsonify(error=problem.description).data
    answer.content_type = "application/json"
    return answer


@app.get("/stats")
def stats():
    return jsonify(requests=requests_seen["all"])
