"""What programs talk to: one blueprint, made of a module for each kind of thing."""

from flask import Blueprint

from chat.api import errors, messages, tokens, users

bp = Blueprint("api", __name__)
for module in (errors, messages, tokens, users):
    bp.register_blueprint(module.bp)
