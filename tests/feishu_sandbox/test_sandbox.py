"""The sandbox as an object, a seed and a command."""

from __future__ import annotations

import importlib
import json
import re
import signal
import subprocess
import sys
import threading

import pytest
import requests

import feishu_sandbox
from feishu_sandbox import Clock, Sandbox, cli
from feishu_sandbox.app import OPERATIONS
from feishu_sandbox.bitable import kinds
from feishu_sandbox.seed import seed_state


def test_every_exported_name_is_there():
    for name in feishu_sandbox.__all__:
        assert getattr(importlib.import_module("feishu_sandbox"), name) is not None


def test_operation_names_and_routes_are_unique():
    assert len({operation.name for operation in OPERATIONS}) == len(OPERATIONS)
    assert len({(o.method, o.path) for o in OPERATIONS}) == len(OPERATIONS)


def test_the_same_seed_gives_the_same_company():
    assert seed_state(7) == seed_state(7)
    assert seed_state(7) != seed_state(8)


def test_identifiers_have_the_documented_forms():
    state = seed_state(1)
    forms = {
        r"cli_[0-9a-f]{16}": state.apps,
        r"ou_[0-9a-f]{32}": state.users,
        r"od-[0-9a-f]{32}": state.departments,
        r"oc_[0-9a-f]{32}": state.chats,
        r"[0-9A-Za-z]{27}": [*state.bases, *state.nodes, *state.media],
        r"on_[0-9a-f]{32}": [user.union_id for user in state.users.values()],
    }
    for base in state.bases.values():
        for table in base.tables.values():
            forms[rf"tbl\w{{13}}|{table.table_id}x"] = [table.table_id]
            forms[rf"rec\w{{11}}|{table.table_id}y"] = list(table.records)
            forms[rf"fld\w{{10}}|{table.table_id}z"] = [f.field_id for f in table.fields]
    for form, ids in forms.items():
        assert all(re.fullmatch(form, identifier) for identifier in ids), form


def test_the_seed_shows_every_field_type():
    state = seed_state(1)
    tables = next(iter(state.bases.values())).tables.values()
    shown = {(field.type, field.ui_type) for table in tables for field in table.fields}
    wanted = {(kind, ui_type) for kind, names in kinds.UI_TYPES.items() for ui_type in names}
    assert shown >= wanted


def test_the_company_has_the_promised_size():
    state = seed_state(1)
    assert len(state.users) == 25
    assert all(user.email and user.mobile.startswith("+") for user in state.users.values())
    assert any(not user.name.isascii() for user in state.users.values())


def test_a_sandbox_that_does_not_run_has_no_address():
    with pytest.raises(RuntimeError, match="not running"):
        _ = Sandbox().url


def test_sandboxes_run_side_by_side_and_stop_for_good():
    with Sandbox() as first, Sandbox() as second:
        assert first.url != second.url
        address = first.url
        for running in (first, second):
            assert requests.get(f"{running.url}/sandbox/config", timeout=5).status_code == 200
    with pytest.raises(requests.ConnectionError):
        requests.get(address, timeout=5)


def test_a_lark_sandbox_is_the_other_region():
    with Sandbox(region="lark") as sandbox:
        assert sandbox.app.region == "lark"
        assert sandbox.world.state.tenant.domain.endswith("larksuite.com")


def test_the_clock_runs_freezes_and_jumps():
    clock = Clock()
    first = clock.now()
    clock.advance(100)
    assert clock.now() >= first + 100
    clock.freeze()
    assert clock.now() == clock.now()
    clock.advance(0.5)
    frozen = clock.now_ms()
    clock.freeze(42)
    assert (clock.now_ms(), frozen > 42) == (42, True)


@pytest.fixture
def _own_signals():
    """Give the process its signal handlers back."""
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}
    yield
    for name, handler in before.items():
        signal.signal(name, handler)


@pytest.mark.usefixtures("_own_signals")
def test_the_command_says_when_its_port_is_taken(capsys):
    with Sandbox() as running:
        port = running.url.rsplit(":", 1)[1]
        with pytest.raises(SystemExit) as stopped:
            cli.main(["--port", port])
    assert stopped.value.code == 1
    assert f"cannot listen on 127.0.0.1:{port}" in capsys.readouterr().err


@pytest.mark.usefixtures("_own_signals")
def test_the_command_serves_until_it_is_interrupted(monkeypatch, capsys):
    class Interrupted(threading.Event):
        def wait(self, timeout=None):
            signal.raise_signal(signal.SIGINT)
            return super().wait(timeout)

    monkeypatch.setattr(cli, "Event", Interrupted)
    cli.main(["--port", "0"])
    assert capsys.readouterr().out.startswith("http://127.0.0.1:")


@pytest.mark.parametrize(
    "start", [["-m", "feishu_sandbox"], ["-c", "import feishu_sandbox.cli as c; c.main()"]]
)
def test_the_command_prints_its_address_and_config_and_stops_on_a_signal(tmp_path, start):
    options = ["--port", "0", "--data-dir", str(tmp_path), "--seed", "3", "--no-limits"]
    with subprocess.Popen(
        [sys.executable, *start, *options], stdout=subprocess.PIPE, text=True
    ) as process:
        url = process.stdout.readline().strip()
        config = "".join(iter(process.stdout.readline, "}\n")) + "}"
        assert json.loads(config)["base_url"] == url
        body = {key: json.loads(config)[key] for key in ("app_id", "app_secret")}
        path = "/open-apis/auth/v3/tenant_access_token/internal"
        assert requests.post(url + path, json=body, timeout=5).json()["code"] == 0
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    assert list(tmp_path.iterdir())
