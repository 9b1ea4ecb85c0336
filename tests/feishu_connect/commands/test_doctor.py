from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from feishu_connect.commands.cli import cli
from feishu_connect.doctor import examination
from feishu_connect.errors import SettingsError
from feishu_sandbox import Sandbox
from tap_feishu.needs import needs as tap_needs
from target_feishu.needs import needs as target_needs


@pytest.fixture
def sandbox(monkeypatch):
    monkeypatch.setattr(examination, "registered", lambda: [tap_needs, target_needs])
    with Sandbox(limits=False) as running:
        yield running


@pytest.fixture
def config(sandbox, tmp_path):
    path = tmp_path / "config.json"
    path.write_text(json.dumps(sandbox.config), encoding="utf-8")
    return str(path)


def doctor(*arguments, **options):
    return CliRunner().invoke(cli, ["doctor", *arguments], **options)


def test_a_healthy_app_ends_with_zero(config):
    result = doctor("--config", config)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-1] == "Nothing is wrong."


def test_a_failure_ends_with_one_and_says_what_to_do(sandbox, config):
    sandbox.app.bot = False
    sandbox.app.scopes["bitable:app"] = 2
    result = doctor("--config", config)
    assert result.exit_code == 1
    assert "FAIL  scopes" in result.output
    assert "[1] The app asks for it" in result.output


def test_a_warning_ends_with_zero(sandbox, config):
    del sandbox.app.scopes["contact:user.email:readonly"]
    result = doctor("--config", config)
    assert result.exit_code == 0
    assert "warn  columns" in result.output


def test_for_machines_there_is_a_list_of_findings(sandbox, config):
    sandbox.app.enabled = False
    result = doctor("--config", config, "--json")
    assert result.exit_code == 1
    findings = json.loads(result.output)
    assert [row["check"] for row in findings if row["status"] == "failed"] == ["credentials"]
    assert set(findings[0]) == {"check", "status", "detail", "cause", "cure", "url"}


def test_a_catalog_leaves_out_what_is_not_selected(sandbox, config, tmp_path):
    del sandbox.app.scopes["contact:user.email:readonly"]
    catalog = tmp_path / "catalog.json"
    streams = [{"tap_stream_id": "departments", "schema": {}, "metadata": []}]
    catalog.write_text(json.dumps({"streams": streams}), encoding="utf-8")
    result = doctor("--config", config, "--catalog", str(catalog))
    assert "warn" not in result.output


def test_colours_are_for_terminals_that_want_them(config, monkeypatch):
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert "\x1b[" in doctor("--config", config, color=True).output
    assert "\x1b[" not in doctor("--config", config).output
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[" not in doctor("--config", config, color=True).output


def test_no_secret_is_printed(sandbox, config):
    for arguments in ([], ["--json"]):
        assert sandbox.config["app_secret"] not in doctor("--config", config, *arguments).output


@pytest.mark.parametrize("text", ["{", "[]", '"app_secret"'])
def test_a_file_that_is_no_configuration_is_refused_without_showing_it(tmp_path, text):
    path = tmp_path / "config.json"
    path.write_text(text, encoding="utf-8")
    result = doctor("--config", str(path))
    assert isinstance(result.exception, SettingsError)
    assert "app_secret" not in str(result.exception)
