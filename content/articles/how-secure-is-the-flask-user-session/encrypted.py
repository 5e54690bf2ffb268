"""Session cookies that are encrypted as well as authenticated: unreadable, and still held by the user."""

from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from flask import Flask
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import BadSignature


# region encrypted
class FernetSerializer:
    """Session data to a Fernet token and back; the first key encrypts, all decrypt."""

    def __init__(self, keys: list[str]) -> None:
        self.fernet = MultiFernet([Fernet(key) for key in keys])
        self.json = TaggedJSONSerializer()

    def dumps(self, data: dict[str, Any]) -> str:
        return self.fernet.encrypt(self.json.dumps(data).encode()).decode()

    def loads(self, token: str, max_age: int) -> dict[str, Any]:
        try:
            return self.json.loads(self.fernet.decrypt(token, ttl=max_age).decode())
        except InvalidToken as error:
            raise BadSignature("not one of our tokens, or too old") from error


class EncryptedCookieSessions(SecureCookieSessionInterface):
    """Flask's cookie sessions, encrypted: SESSION_FERNET_KEYS, the newest first."""

    def get_signing_serializer(self, app: Flask) -> FernetSerializer:
        return FernetSerializer(app.config["SESSION_FERNET_KEYS"])


# endregion
