"""`feishu-connect subscribe` and `unsubscribe` against the sandbox."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from feishu_connect.commands.subscribe import subscribe, unsubscribe
from feishu_sandbox import Sandbox


@pytest.fixture
def sandbox():
    with Sandbox(limits=False) as running:
        yield running


@pytest.fixture
def run(sandbox, tmp_path):
    def invoke(command, *things, **settings):
        path = tmp_path / "config.json"
        config = {**sandbox.config, "store_url": f"sqlite:///{tmp_path / 's.db'}", **settings}
        path.write_text(json.dumps(config))
        return CliRunner().invoke(command, ["--config", str(path), *things])

    return invoke


@pytest.fixture
def base(sandbox) -> str:
    return sandbox.world.add_base("订阅").app_token


@pytest.fixture
def code(sandbox) -> str:
    return next(iter(sandbox.world.state.approvals.definitions))


def test_a_base_and_a_definition_are_subscribed_and_again_without_harm(run, base, code):
    settings = {"bases": [base], "approval_codes": [code]}
    first, second = run(subscribe, **settings), run(subscribe, **settings)
    assert first.output.splitlines() == [
        f"base {base}: subscribed",
        f"approval {code}: subscribed",
    ]
    assert second.exit_code == 0
    assert f"approval {code}: subscribed already" in second.output


def test_what_was_never_subscribed_is_no_failure_to_unsubscribe(run, base, code):
    done = run(unsubscribe, f"base:{base}", f"approval:{code}")
    assert done.exit_code == 0
    assert f"base {base}: was not subscribed" in done.output


def test_a_base_in_the_wiki_is_subscribed_under_its_own_token(run, sandbox, base):
    node = sandbox.world.add_node(base, "订阅")
    assert run(subscribe, bases=[f"https://acme.feishu.cn/wiki/{node.node_token}"]).exit_code == 0
    assert f"base {base}: subscribed" in run(subscribe, f"base:{base}").output


def test_one_refusal_does_not_stop_the_others_and_ends_with_1(run, base):
    done = run(subscribe, "base:NoSuchBase1", f"base:{base}")
    assert done.exit_code == 1
    assert "base NoSuchBase1: failed: " in done.output
    assert f"base {base}: subscribed" in done.output


def test_a_calendar_takes_the_users_identity_and_says_so(run):
    done = run(subscribe, "calendar:x@group.calendar.feishu.cn")
    assert done.exit_code == 1
    assert "Set `identity: user`" in done.output


def test_nothing_named_is_a_wrong_command(run):
    assert "nothing to subscribe" in str(run(subscribe, bases=[]).exception)
