from __future__ import annotations

import sys

import pytest
from click.testing import CliRunner

from feishu_connect.commands import cli as command_line
from feishu_connect.commands.cli import COMMANDS, cli, main


def run_main(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["feishu-connect", *arguments])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code


def test_help_names_every_command_and_imports_none(monkeypatch):
    def refuse(name):
        raise AssertionError(name)

    monkeypatch.setattr(command_line.importlib, "import_module", refuse)
    result = CliRunner().invoke(cli, ["--help"])
    assert result.exit_code == 0
    for name, line in COMMANDS.items():
        assert name in result.output
        assert line in result.output


def test_the_version_is_told():
    result = CliRunner().invoke(cli, ["--version"])
    assert result.exit_code == 0
    assert result.output.startswith("feishu-connect, version ")


def test_an_unknown_command_is_a_wrong_command_line():
    assert CliRunner().invoke(cli, ["heal"]).exit_code == 2


def test_a_missing_package_is_named_with_its_cure(monkeypatch, caplog):
    def missing(name):
        raise ModuleNotFoundError(name, name="starlette")

    monkeypatch.setattr(command_line.importlib, "import_module", missing)
    assert run_main(monkeypatch, "serve", "--help") == 1
    assert "`feishu-connect serve` needs the package `starlette`" in caplog.text
    assert "pip install" in caplog.text


def test_a_configuration_that_cannot_be_read_ends_with_one_line(monkeypatch, caplog, tmp_path):
    assert run_main(monkeypatch, "doctor", "--config", str(tmp_path / "none.json")) == 1
    assert "cannot be read" in caplog.messages[0]
    assert "Traceback" not in caplog.text


def test_a_crash_is_told_from_a_failure(monkeypatch, caplog):
    def crash(_name):
        raise RuntimeError

    monkeypatch.setattr(command_line.importlib, "import_module", crash)
    assert run_main(monkeypatch, "doctor", "--config", "x") == 70
    assert "please report" in caplog.text
