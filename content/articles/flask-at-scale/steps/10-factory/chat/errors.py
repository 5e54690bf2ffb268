"""Errors are JSON too."""

from flask import Blueprint, jsonify
from werkzeug.exceptions import HTTPException

bp = Blueprint("errors", __name__)


@bp.app_errorhandler(HTTPException)
def error(problem):
    answer = problem.get_response()
    answer.data = jsonify(error=problem.description).data
    answer.content_type = "application/json"
    return answer
