"""The console script as a process: exit codes, clean lines, no secrets."""

from __future__ import annotations

import json
import subprocess
import sys
import typing as t

import pytest

from feishu_connect import NotFoundError
from target_feishu.cli import main
from target_feishu.target import TargetFeishu
from tests.target_feishu.support import record, schema, state

if t.TYPE_CHECKING:
    from pathlib import Path

    from feishu_sandbox import BaseBuilder, Sandbox
    from tests.target_feishu.support import Line


def run(folder: Path, config: dict[str, t.Any], *lines: Line) -> subprocess.CompletedProcess[str]:
    path = folder / "config.json"
    path.write_text(json.dumps(config), encoding="utf-8")
    return subprocess.run(
        [sys.executable, "-m", "target_feishu", "--config", str(path)],
        input="".join(json.dumps(line) + "\n" for line in lines),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def app(sandbox: Sandbox) -> dict[str, t.Any]:
    return {key: sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}


def test_a_run_prints_state_and_tells_what_it_did(
    tmp_path: Path, app: dict[str, t.Any], base: BaseBuilder
):
    config = {**app, "base": base.app_token}
    done = run(tmp_path, config, schema("a"), record("a", id="1"), state(1))
    assert (done.returncode, done.stdout) == (0, '{"at": 1}\n')
    assert "a -> table `a`: 1 created" in done.stderr
    assert app["app_secret"] not in done.stderr


def test_an_error_is_one_line_with_its_cure(tmp_path: Path, app: dict[str, t.Any]):
    done = run(tmp_path, app, schema("a"), record("a", id="1"), state(1))
    assert (done.returncode, done.stdout) == (1, "")
    assert "stream `a` has no destination: set `base`" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_settings_are_told_without_their_values(tmp_path: Path):
    config = {"app_id": "wrong-id", "app_secret": "hush-hush-hush", "base": "wrong base"}
    done = run(tmp_path, config)
    assert done.returncode == 1
    assert "`app_id` must match" in done.stderr
    assert "`base` must be a base's link" in done.stderr
    assert "Traceback" not in done.stderr
    assert not any(word in done.stderr for word in ("wrong-id", "hush-hush", "wrong base"))


def test_wrong_input_is_one_line(tmp_path: Path, app: dict[str, t.Any], base: BaseBuilder):
    done = run(tmp_path, {**app, "base": base.app_token}, record("a", id="1"))
    assert done.returncode == 1
    assert "before a corresponding schema" in done.stderr
    assert "Traceback" not in done.stderr


def test_about_tells_the_settings():
    done = subprocess.run(
        [sys.executable, "-m", "target_feishu", "--about", "--format", "json"],
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    about = json.loads(done.stdout)
    assert about["name"] == "target-feishu"
    assert {"app_id", "base", "routes", "load_method"} <= set(about["settings"]["properties"])


def test_exit_codes_tell_mistakes_from_crashes(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    def fail(error: Exception) -> t.Any:
        def command() -> None:
            raise error

        return command

    found = []
    for error in (NotFoundError("gone t-g1044abcdefghijkl", cure="look"), KeyError("bug")):
        monkeypatch.setattr(TargetFeishu, "cli", fail(error))
        with pytest.raises(SystemExit) as stopped:
            main()
        found.append(stopped.value.code)
    assert found == [1, 70]
    assert caplog.messages[0] == "gone *** -> look"
