"""harden.py names each weak setting, and passes the good ones."""

import secrets
from datetime import timedelta
from uuid import UUID

import pytest
from click.testing import CliRunner

import guess
import guess_fixed
from harden import check, check_flask, key_problem, main


@pytest.fixture
def app(tmp_path, monkeypatch):
    monkeypatch.setenv("GUESS_SECRET_KEY", secrets.token_hex(32))
    return guess_fixed.create_app(str(tmp_path / "sessions.sqlite"))


def weak(app):
    return [finding.setting for finding in check(app)]


def test_the_good_settings_pass(app):
    """The fixed game with a random key from the environment has no weak setting."""
    assert weak(app) == []


WEAK = [
    ("SECRET_KEY", None),
    ("SECRET_KEY", ""),
    ("SECRET_KEY", "dev"),
    ("SECRET_KEY", guess.KEY),
    ("SECRET_KEY", guess.KEY.encode()),
    ("SECRET_KEY", "a" * 64),
    ("SECRET_KEY", "Xq7!fR2$"),
    ("SECRET_KEY", str(UUID(fields=(0x3F1A_2B40, 0x87C2, 0x11F1, 0xA4, 0x1B, 0x0242AC110002)))),
    ("SECRET_KEY_FALLBACKS", ["dev"]),
    ("SECRET_KEY_FALLBACKS", "a string where a list belongs"),
    ("SESSION_COOKIE_SECURE", False),
    ("SESSION_COOKIE_HTTPONLY", False),
    ("SESSION_COOKIE_SAMESITE", None),
    ("SESSION_COOKIE_SAMESITE", "None"),
    ("SESSION_COOKIE_DOMAIN", "example.com"),
    ("SESSION_COOKIE_NAME", "session"),
    ("SESSION_COOKIE_PATH", "/game"),
    ("DEBUG", True),
    ("PERMANENT_SESSION_LIFETIME", timedelta(days=31)),
]


@pytest.mark.parametrize(("setting", "value"), WEAK)
def test_each_weak_setting_is_named(app, setting, value):
    """One weak setting among good ones is named, and nothing else is."""
    app.config[setting] = value
    assert weak(app) == [setting]


def test_a_string_of_fallbacks_is_named_as_such(app):
    """A string where a list belongs is told apart from a list with a weak key."""
    app.config |= {"SECRET_KEY_FALLBACKS": "a string where a list belongs"}
    assert "each of its characters is a key" in next(check(app)).problem


def test_good_fallbacks_pass(app):
    """Random old keys are no finding."""
    app.config["SECRET_KEY_FALLBACKS"] = [secrets.token_hex(32), secrets.token_bytes(32)]
    assert weak(app) == []


@pytest.mark.parametrize(
    "key", [secrets.token_hex(32), secrets.token_bytes(32), secrets.token_urlsafe(32)]
)
def test_random_keys_pass(key):
    """Whatever form 32 random bytes are written in, they are a good key."""
    assert key_problem(key) is None


def test_a_long_guessable_key_passes():
    """The check measures length and not randomness: a long sentence that someone may guess passes."""
    assert key_problem("my-super-secret-production-key-2026!") is None


def test_old_flask_is_named():
    """Flask before 3.1.3 is named, a pre-release of the fix included; 3.1.3 and later are not."""
    for old in ("2.3.3", "3.1.0", "3.1", "3.1.3rc1"):
        assert [finding.setting for finding in check_flask(old)] == ["Flask"]
    for good in ("3.1.3", "3.1.10", "3.2.0rc1", "3.2.0.dev1", "4.0"):
        assert [*check_flask(good)] == []


def test_exit_code(tmp_path, monkeypatch):
    """The command ends with 1 for the vulnerable game, with 0 for the fixed one, with 2 for none."""
    monkeypatch.chdir(tmp_path)
    run = CliRunner().invoke(main, ["guess"])
    assert run.exit_code == 1
    assert "SECRET_KEY is published: everyone has it" in run.output
    monkeypatch.setenv("GUESS_SECRET_KEY", secrets.token_hex(32))
    run = CliRunner().invoke(main, ["guess_fixed"])
    assert (run.exit_code, run.output) == (0, "")
    assert CliRunner().invoke(main, ["no_such_module"]).exit_code == 2
