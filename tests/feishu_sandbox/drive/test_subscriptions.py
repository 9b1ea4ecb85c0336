from __future__ import annotations

import pytest

from feishu_sandbox import Sandbox
from tests.feishu_sandbox.conftest import Api


@pytest.fixture
def send(api):
    def answer(method, act, token, kind="bitable", **more):
        path = f"/drive/v1/files/{token}/{act}"
        return api.call(method, path, params={"file_type": kind, **more})

    return answer


def test_a_subscription_can_be_made_twice_and_ended_once(send, base):
    token = base.app_token
    assert send("GET", "get_subscribe", token)["data"] == {"is_subscribe": False}
    assert send("POST", "subscribe", token)["data"] == {}
    assert send("POST", "subscribe", token)["code"] == 0
    assert send("GET", "get_subscribe", token)["data"] == {"is_subscribe": True}
    assert send("DELETE", "delete_subscribe", token)["code"] == 0
    assert send("DELETE", "delete_subscribe", token)["code"] == 1069605
    assert send("GET", "get_subscribe", token)["data"] == {"is_subscribe": False}


def test_only_managers_and_owners_may_subscribe(send, sandbox, base):
    base.share(sandbox.app.app_id, "edit")
    assert send("POST", "subscribe", base.app_token)["code"] == 1069603


def test_an_event_type_goes_with_folders_and_with_nothing_else(send, base, folder):
    made = "file.created_in_folder_v1"
    assert send("POST", "subscribe", folder, "folder")["code"] == 1069602
    assert send("POST", "subscribe", folder, "folder", event_type=made)["code"] == 0
    assert send("POST", "subscribe", base.app_token, event_type=made)["code"] == 1069602


def test_what_is_not_there_cannot_be_subscribed(send):
    assert send("POST", "subscribe", "none")["code"] == 1069604
    assert send("POST", "subscribe", "none", "wiki")["code"] == 99992402


def test_asking_is_limited_to_ten_a_minute():
    with Sandbox() as limited:
        api = Api(limited)
        base = limited.config["bases"][0]
        path = f"/drive/v1/files/{base}/get_subscribe"
        codes = [api.code("GET", path, params={"file_type": "bitable"}) for _ in range(11)]
        api.session.close()
    assert codes == [0] * 10 + [99991400]


def test_subscriptions_outlive_a_restart(tmp_path):
    with Sandbox(data_dir=tmp_path) as sandbox:
        state = sandbox.world.state
        before = state.drive
    with Sandbox(data_dir=tmp_path) as sandbox:
        assert sandbox.world.state.drive == before
        assert sandbox.world.state.wiki == state.wiki
