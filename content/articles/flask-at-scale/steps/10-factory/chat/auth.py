"""Who asks: by name and password once, by token from then on."""

from functools import wraps

from flask import abort, g, request
from werkzeug.datastructures import WWWAuthenticate
from werkzeug.security import check_password_hash

from chat.models import User


# region required
def by_password() -> User:
    """The user whose name and password came, or 401."""
    sent = request.authorization
    user = sent and User.query.filter_by(name=sent.username).first()
    if not user or not check_password_hash(user.password, sent.password or ""):
        abort(401, "log in", www_authenticate=WWWAuthenticate("basic"))
    return user


def token_required(view):
    """Call the view for those whose token is known, who are in g.user."""

    @wraps(view)
    def guarded(*args, **kwargs):
        sent = request.authorization
        g.user = sent and sent.token and User.query.filter_by(token=sent.token).first()
        if not g.user:
            abort(401, "send a token", www_authenticate=WWWAuthenticate("bearer"))
        return view(*args, **kwargs)

    return guarded


# endregion
