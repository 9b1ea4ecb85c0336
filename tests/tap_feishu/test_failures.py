"""What a user meets when something is wrong, through the real command line."""

from __future__ import annotations

import json
import subprocess
import sys
import time

import pytest


@pytest.fixture
def command(bench, tmp_path):
    """Run `tap-feishu` as a process of its own."""

    def run(*arguments, **config):
        path = tmp_path / "config.json"
        path.write_text(json.dumps({**bench.config, **config}), encoding="utf-8")
        return subprocess.run(
            [sys.executable, "-m", "tap_feishu", "--config", str(path), *arguments],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    return run


def test_a_healthy_run_ends_with_zero(bench, command):
    bench.table("客户").add_row({"名称": "上海云图"})
    done = command()
    assert done.returncode == 0
    assert "上海云图" in done.stdout


def test_a_wrong_secret_stops_within_seconds_with_the_cure(command):
    started = time.monotonic()
    done = command("--discover", app_secret="wrong-secret-123456")
    assert done.returncode == 1
    assert time.monotonic() - started < 20
    assert "Credentials & Basic Info" in done.stderr
    assert "wrong-secret-123456" not in done.stderr
    assert "Traceback" not in done.stderr


def test_an_app_of_the_other_region_is_told_to_change_base_url(bench, command):
    other = bench.sandbox.world.add_app("Lark app", [], region="lark")
    done = command(app_id=other.app_id, app_secret=other.app_secret)
    assert done.returncode == 1
    assert "set base_url to `lark`" in done.stderr


def test_a_host_that_is_not_feishu_is_told(bench, command):
    done = command(base_url=bench.sandbox.url + "/sandbox")
    assert done.returncode == 1
    assert "base_url" in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_settings_are_all_told_before_any_call(bench, command):
    bench.sandbox.calls.clear()
    done = command(app_id=5, text="html")
    assert done.returncode == 1
    assert "`app_id` must be a text" in done.stderr
    assert "`text` must be" in done.stderr
    assert "Traceback" not in done.stderr
    assert bench.config["app_secret"] not in done.stderr
    assert not list(bench.sandbox.calls)


def test_a_missing_scope_skips_its_stream_reads_the_others_and_ends_with_one(bench, command):
    bench.table("客户").add_row({"名称": "上海云图"})
    scopes = bench.sandbox.app.scopes
    for scope in [name for name in scopes if name.startswith("contact:")]:
        del scopes[scope]
    done = command()
    assert done.returncode == 1
    assert "上海云图" in done.stdout
    assert done.stderr.count("Could not read stream users") == 1
    assert "contact:contact.base:readonly" in done.stderr
    assert f"/app/{bench.sandbox.app.app_id}/auth?q=" in done.stderr


def test_a_base_that_is_not_shared_leaves_the_other_bases(bench, command):
    bench.table("客户").add_row({"名称": "上海云图"})
    closed = bench.sandbox.world.add_base("关", apps=["cli_somebody"])
    done = command(bases=[closed.app_token, bench.base.app_token])
    assert done.returncode == 1
    assert "上海云图" in done.stdout
    assert "Add document app" in done.stderr
    assert f"base {closed.app_token}" in done.stderr


def test_a_table_that_is_closed_leaves_the_other_tables(bench, command):
    closed = bench.table("关")
    bench.table("开").add_row({"名称": "上海云图"})
    match = f"*/tables/{closed.table_id}/fields"
    bench.sandbox.faults.add(match, "code", times=None, code=1254302, status=403)
    found = command("--discover")
    assert found.returncode == 0
    names = {entry["tap_stream_id"] for entry in json.loads(found.stdout)["streams"]}
    assert "测试_base__开" in names
    assert "测试_base__关" not in names
    done = command()
    assert done.returncode == 1
    assert "上海云图" in done.stdout
    assert done.stderr.count("Could not read stream 测试_base__关") == 1


def test_a_closed_base_counts_only_where_one_of_its_streams_is_selected(bench, command, tmp_path):
    bench.table("客户").add_row({"名称": "上海云图"})
    catalog = tmp_path / "catalog.json"
    catalog.write_text(json.dumps(bench.tap().catalog_dict), encoding="utf-8")
    closed = bench.sandbox.world.add_base("关", apps=["cli_somebody"])
    done = command("--catalog", str(catalog), bases=[bench.base.app_token, closed.app_token])
    assert done.returncode == 0
    assert "Add document app" in done.stderr
    assert command("--catalog", str(catalog), bases=[closed.app_token]).returncode == 1


def test_people_are_read_when_all_bases_are_closed(bench, command):
    bench.base.share(bench.sandbox.app.app_id, None)
    done = command()
    assert done.returncode == 1
    assert '"stream":"users"' in done.stdout


def test_a_selected_stream_that_is_gone_is_a_failure(bench, command, tmp_path):
    table = bench.table("客户")
    bench.table("订单").add_row({"名称": "留下"})
    catalog = tmp_path / "catalog.json"
    catalog.write_text(json.dumps(bench.tap().catalog_dict), encoding="utf-8")
    bench.base.remove_table(table.table_id)
    done = command("--catalog", str(catalog))
    assert done.returncode == 1
    assert "留下" in done.stdout
    assert "测试_base__客户" in done.stderr


def test_a_used_up_quota_ends_the_run_at_once(bench, command):
    bench.table("客户")
    bench.sandbox.faults.add("bitable.*", "code", times=None, code=99991403, status=429)
    done = command()
    assert done.returncode == 1
    assert "monthly API quota" in done.stderr
    calls = [call for call in bench.sandbox.calls if call.operation.startswith("bitable")]
    assert len(calls) == 1


def test_a_call_budget_is_kept(bench, command):
    bench.table("客户")
    done = command(call_budget=2)
    assert done.returncode == 1
    assert "call_budget" in done.stderr
    calls = [call for call in bench.sandbox.calls if call.operation.startswith("bitable")]
    assert len(calls) == 2


def test_about_and_version_need_no_configuration():
    for argument in ("--about", "--version", "--help"):
        done = subprocess.run(
            [sys.executable, "-m", "tap_feishu", argument],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0
        assert done.stdout


def test_a_scope_that_several_streams_lack_is_told_once(bench, caplog):
    bench.config["bases"] = []
    scopes = bench.sandbox.app.scopes
    for name in [name for name in scopes if name.startswith("task:")]:
        del scopes[name]
    run = bench.run("tasklists", "tasks", "task_sections")
    assert caplog.text.count("task:tasklist:read, ") == 1
    assert caplog.text.count("for want of the same scope") == 2
    assert "stream tasklists" in run.error
