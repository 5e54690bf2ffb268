"""Hand a request on to the service of the accounts, with the token that the browser does not have."""

from collections.abc import Mapping
from http.client import HTTPConnection
from urllib.parse import urlencode

from flask import current_app


# region forward
def forward(method: str, path: str, token: str, form: Mapping[str, str] | None = None):
    """What the service answers to a request of the user whose token it is."""
    headers = {
        "Authorization": f"Bearer {token}",
        "Content-Type": "application/x-www-form-urlencoded",
    }
    service = HTTPConnection(current_app.config["API"], timeout=10)
    service.request(method, path, urlencode(form or {}), headers)
    answer = service.getresponse()
    return answer.read(), answer.status, {"Content-Type": answer.headers["Content-Type"]}


# endregion
