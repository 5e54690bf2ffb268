"""What differs between a laptop, the tests and production."""

import os


# region config
class Config:
    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL", "sqlite://")
    PASSWORD_HASH = "scrypt"  # noqa: S105  the name of a method


class TestingConfig(Config):
    __test__ = False  # pytest: this is no test
    TESTING = True
    SQLALCHEMY_DATABASE_URI = "sqlite://"
    PASSWORD_HASH = "pbkdf2:sha256:1"  # noqa: S105  quick, and for tests alone


CONFIGS = {"production": Config, "testing": TestingConfig}
# endregion
