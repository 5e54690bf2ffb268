"""What the tests of the migrated blog share."""

import pytest
from blog import config, create_app, db


@pytest.fixture
def app(tmp_path, monkeypatch):
    """The migrated blog with its own settings, and an empty database of its own."""
    file = tmp_path / "blog.sqlite"
    monkeypatch.setattr(config.Development, "SQLALCHEMY_DATABASE_URI", f"sqlite:///{file}")
    app = create_app()
    with app.app_context():
        db.create_all()
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def run(app):
    """Runs a command in the runner of Flask, as `flask` would."""
    return lambda *words, typed=None: app.test_cli_runner().invoke(args=words, input=typed)
