from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from feishu_connect.commands.serve import check, serve
from feishu_connect.errors import SettingsError
from tests.support import settings


def test_without_key_and_token_nothing_could_be_taken():
    with pytest.raises(SettingsError, match="`encrypt_key` or `verification_token`"):
        check(settings(), long_connection=False)


@pytest.mark.parametrize("name", ["encrypt_key", "verification_token"])
def test_one_of_them_is_enough(name):
    check(settings(**{name: "x" * 8}), long_connection=False)


def test_the_long_connection_needs_neither():
    check(settings(), long_connection=True)


def test_the_long_connection_is_not_for_store_apps():
    with pytest.raises(SettingsError, match="custom apps"):
        check(settings(app_type="store"), long_connection=True)


def test_settings_are_checked_before_anything_is_begun(tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps({"app_id": "cli_x"}))
    ended = CliRunner().invoke(serve, ["--config", str(path)])
    assert isinstance(ended.exception, SettingsError)
    assert "app_secret" in str(ended.exception)


def test_help_tells_the_defaults():
    text = CliRunner().invoke(serve, ["--help"]).output
    assert "127.0.0.1" in text
    assert "8372" in text
