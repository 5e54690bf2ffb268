"""The settings of the blog, by the name of the configuration."""

import os
from pathlib import Path

FILE = os.environ.get("BLOG_FILE", str(Path.cwd() / "blog.sqlite"))


class Development:
    GREETING = "Hello"
    SQLALCHEMY_DATABASE_URI = f"sqlite:///{FILE}"
    SQLALCHEMY_TRACK_MODIFICATIONS = False


class Testing(Development):
    GREETING = "Testing, testing,"
    SQLALCHEMY_DATABASE_URI = "sqlite://"
    TESTING = True


CONFIGS = {"development": Development, "testing": Testing}
