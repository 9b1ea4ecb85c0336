"""What a run tells at its end, also where it ends before its input does."""

from __future__ import annotations

import io
import json
import signal
import subprocess
import sys
import typing as t

import pytest
from singer_sdk.singerlib.exceptions import InvalidInputLine

from feishu_connect import RejectedError
from target_feishu.kinds import KINDS
from target_feishu.summary import Summary
from tests.target_feishu.objects import things
from tests.target_feishu.objects.things import THING, Things
from tests.target_feishu.support import feed, make_target, record, schema

if t.TYPE_CHECKING:
    from pathlib import Path

    from feishu_sandbox import Sandbox


@pytest.fixture
def chat(sandbox: Sandbox) -> str:
    return sandbox.world.add_chat("told", bots=[sandbox.app.app_id]).chat_id


def route(stream: str, chat: str) -> dict[str, t.Any]:
    return {"stream": stream, "to": "message", "receive_id": chat, "content": "{{ id }}"}


def test_calls_are_charged_to_the_stream_whose_turn_it_is():
    made = {"x": 0}
    summary = Summary(lambda: made)
    for stream, calls in (("", 1), ("a", 2), ("b", 3), ("a", 4)):
        summary.turn(stream)
        made["x"] += calls
    summary.add("a", "there", created=2, dead_lettered=1)
    summary.add("b", "here", ignored=0)
    assert summary.report(1.26) == [
        "a -> there: 2 created, 1 dead-lettered; 6 calls",
        "b -> here: nothing; 3 calls",
        "total: 2 created, 1 dead-lettered; 10 calls (x 10) in 1.3 s",
    ]


def test_a_stream_that_did_nothing_but_call_is_told_too():
    made = {"x": 0}
    summary = Summary(lambda: made)
    summary.turn("a")
    made["x"] = 1
    assert summary.report(0)[0] == "a: nothing; 1 call"


def test_the_busiest_endpoints_are_named():
    summary = Summary(lambda: {f"e{n}": n for n in range(1, 8)})
    assert summary.report(0)[-1].startswith("total: nothing; 28 calls (e7 7, e6 6, e5 5, e4 4")
    assert summary.report(0)[-1].endswith("e3 3, ...) in 0.0 s")


def test_each_route_tells_what_it_did_and_what_it_called(
    sandbox: Sandbox, chat: str, caplog: pytest.LogCaptureFixture
):
    rest = {"stream": "*", "to": "ignore"}
    target = make_target(sandbox, routes=[route("a", chat), route("b", chat), rest])
    lines = [schema("a"), schema("b"), schema("c")]
    lines += [record(stream, id=str(n)) for n in range(2) for stream in ("a", "b", "c")]
    with caplog.at_level("INFO"):
        feed(target, *lines, record("b", id="9"))
    told = [each.getMessage() for each in caplog.records if each.name == "target-feishu"]
    told = [text for text in told if " -> " in text]
    assert sorted(told) == [
        # The first call of a run asks for its token.
        "a -> messages: 2 sent; 3 calls",
        "b -> messages: 3 sent; 3 calls",
        "c -> nowhere: 2 ignored; 0 calls",
    ]
    assert target.summary.report(0)[-1].startswith("total: 5 sent, 2 ignored; 6 calls (")


def test_a_run_that_fails_tells_what_it_did_before(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
):
    monkeypatch.setattr(things, "THINGS", Things())
    monkeypatch.setitem(KINDS, "thing", THING)
    target = make_target(sandbox, routes=[{"stream": "*", "to": "thing"}])
    rows = [record("a", id=name, name=name) for name in ("x", "bad", "y")]
    with caplog.at_level("INFO"), pytest.raises(RejectedError):
        feed(target, schema("a"), *rows)
    messages = [each.getMessage() for each in caplog.records]
    place = next(n for n, text in enumerate(messages) if "stopped early (an error)" in text)
    assert messages[place + 1] == "a -> things: 1 created; 0 calls"


def test_input_that_is_no_json_ends_with_the_summary_too(
    sandbox: Sandbox, chat: str, caplog: pytest.LogCaptureFixture
):
    target = make_target(sandbox, routes=[route("*", chat)])
    lines = [json.dumps(line) for line in (schema("a"), record("a", id="1"))]
    with caplog.at_level("INFO"), pytest.raises(InvalidInputLine):
        target.listen(io.StringIO("\n".join([*lines, "not json"])))
    assert "stopped early (an error)" in caplog.text
    assert "a -> messages: 1 sent" in caplog.text


def test_a_signal_is_named(sandbox: Sandbox, chat: str, tmp_path: Path):
    known = {key: sandbox.config[key] for key in ("app_id", "app_secret", "base_url")}
    path = tmp_path / "config.json"
    path.write_text(json.dumps({**known, "routes": [route("*", chat)]}), encoding="utf-8")
    command = [sys.executable, "-m", "target_feishu", "--config", str(path)]
    pipes: t.Any = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    with subprocess.Popen(command, text=True, **pipes) as process:
        for line in (schema("a"), record("a", id="1"), {"type": "STATE", "value": {"at": 1}}):
            process.stdin.write(json.dumps(line) + "\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline()) == {"at": 1}
        process.send_signal(signal.SIGTERM)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 128 + signal.SIGTERM
    assert "The run stopped early (signal 15)" in told
    assert "a -> messages: 1 sent" in told
