"""What a browser's cookie says, in each of the modes that have one."""

from flask import current_app, request

NAMES = {"readable": "__Host-token", "cookie": "__Host-token", "bff": "__Host-session"}


# region credential
def credential() -> str:
    """What the cookie says: a token, or the id of a session."""
    mode = current_app.config["OPTIONS"].mode
    return request.cookies.get(NAMES.get(mode, ""), "")


def access_token() -> str:
    """The token for the accounts' service: from the cookie, or from the session that it names."""
    if current_app.config["OPTIONS"].mode == "bff":
        return current_app.extensions["sessions"].token(credential())
    return credential()


# endregion
