"""The Meltano project stands on its own: no Hub, no loose ends."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from scripts import meltano_settings
from sqlite_warehouse.store import Table, Warehouse

ROOT = Path(__file__).resolve().parents[2]
PROJECT_FILE = ROOT / "meltano.yml"
PROJECT: dict[str, Any] = yaml.safe_load(PROJECT_FILE.read_text(encoding="utf-8"))
PLUGINS: dict[str, dict[str, Any]] = {
    plugin["name"]: plugin for kind in PROJECT["plugins"].values() for plugin in kind
}


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_is_custom_so_the_hub_is_never_asked(name: str):
    assert PLUGINS[name].get("namespace") or PLUGINS[name].get("inherit_from")


@pytest.mark.parametrize("name", PLUGINS)
def test_a_plugin_of_this_repository_gets_the_pinned_packages(name: str):
    source = PLUGINS[name]["pip_url"]
    assert "==" in source or source.startswith("--constraint requirements/runtime.txt -e ")


@pytest.mark.parametrize("name", PLUGINS)
def test_a_secret_is_marked_as_one(name: str):
    words = ("secret", "password", "sqlalchemy_url")
    secrets = [s for s in PLUGINS[name]["settings"] if any(word in s["name"] for word in words)]
    assert all(setting.get("sensitive") for setting in secrets)


def test_the_connectors_settings_are_those_of_their_configuration_schemas():
    text = PROJECT_FILE.read_text(encoding="utf-8")
    assert meltano_settings.render(text) == text, "run `make docs`"


def test_jobs_and_schedules_name_what_is_there():
    jobs = {job["name"]: job["tasks"] for job in PROJECT["jobs"]}
    assert {name for tasks in jobs.values() for task in tasks for name in task.split()} <= set(
        PLUGINS
    )
    assert {schedule["job"] for schedule in PROJECT["schedules"]} <= set(jobs)


def test_nothing_is_sent_home():
    assert PROJECT["send_anonymous_usage_stats"] is False


@pytest.mark.e2e
def test_meltano_carries_every_row_and_a_repeat_adds_none(tmp_path: Path):
    source = Warehouse(str(tmp_path / "source.sqlite"))
    table = source.prepare(
        Table("表", {"id": {"type": "integer"}, "值": {"type": "string"}}, ("id",))
    )
    source.write(table, [{"id": n, "值": f"行 {n}"} for n in range(12_345)])
    target = tmp_path / "target.sqlite"
    environment = {
        **os.environ,
        "MELTANO_DATABASE_URI": f"sqlite:///{tmp_path / 'meltano.db'}",
        "MELTANO_RUN_REFRESH_CATALOG": "true",
        "TAP_WAREHOUSE_PATH": source.path,
        "TARGET_WAREHOUSE_PATH": str(target),
        "TARGET_WAREHOUSE_BATCH_SIZE_ROWS": "1000",
    }
    for _ in range(2):
        subprocess.run(
            [ROOT / ".venv-meltano/bin/meltano", "run", "tap-warehouse", "target-warehouse"],
            cwd=ROOT,
            env=environment,
            check=True,
        )
    with closing(sqlite3.connect(target)) as db:
        assert db.execute('select count(*), sum(id) from "表"').fetchone() == (
            12_345,
            sum(range(12_345)),
        )
