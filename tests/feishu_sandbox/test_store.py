from __future__ import annotations

import json

import requests

from feishu_sandbox import Sandbox
from feishu_sandbox.model import State
from feishu_sandbox.store import FILE_NAME, from_json, load, to_json


def test_the_state_survives_a_restart(tmp_path):
    with Sandbox(limits=False, data_dir=tmp_path) as first:
        config = first.config
        table = first.world.base("CRM 客户管理").table("客户 Customers")
        record_id = table.add_row({"客户名称": "新客户"})
    with Sandbox(limits=False, data_dir=tmp_path, seed=2) as second:
        assert {**second.config, "base_url": ""} == {**config, "base_url": ""}
        table = second.world.base("CRM 客户管理").table("客户 Customers")
        assert table.rows()[record_id]["客户名称"][0]["text"] == "新客户"
        assert table.add_row({}) != record_id


def test_the_whole_state_makes_the_round_trip():
    state = Sandbox().world.state
    assert from_json(State, json.loads(json.dumps(to_json(state)))) == state


def test_every_write_over_http_is_saved_at_once(tmp_path):
    with Sandbox(limits=False, data_dir=tmp_path) as sandbox:
        token = sandbox.world.tokens.obtain(sandbox.app)[0]
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{sandbox.url}/open-apis/bitable/v1/apps"
        made = requests.post(url, json={"name": "x"}, headers=headers, timeout=10).json()
        assert made["data"]["app"]["app_token"] in load(tmp_path).bases


def test_only_one_file_stays(tmp_path):
    with Sandbox(limits=False, data_dir=tmp_path) as sandbox:
        sandbox.save()
        sandbox.save()
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_a_directory_without_a_file_is_a_fresh_start(tmp_path):
    assert load(tmp_path) is None
