"""A chat with people in it, and what its messages have to become."""

from __future__ import annotations

import copy
import datetime as dt
import json

from tap_feishu import run as tap_run

HOUR, DAY = 3600, 86_400
NOW_MS = 1_790_000_000_123


def open_office(bench, monkeypatch):
    """Give a bench with one chat and a frozen clock; `read` runs the tap at the clock's time."""
    sandbox = bench.sandbox
    sandbox.world.state.chats.clear()
    sandbox.world.state.messages.clear()
    sandbox.clock.freeze(NOW_MS)
    bench.config["bases"] = []
    bench.people = list(sandbox.world.state.users)
    bench.chat = sandbox.world.add_chat("群", members=bench.people[:3], bots=[sandbox.app.app_id])
    bench.talk, bench.wait = sandbox.world.talk, sandbox.clock.advance

    def read(state=None, **config):
        started = dt.datetime.fromtimestamp(sandbox.clock.now_ms() / 1000, tz=dt.timezone.utc)
        monkeypatch.setattr(tap_run.Run, "started", property(lambda _run: started))
        # A run writes into the state that it was given.
        return bench.run("messages", state=copy.deepcopy(state), **config)

    bench.read = read
    return bench


def rows(run):
    return run.records.get("messages", [])


def texts(run):
    return [row["body"]["content"]["text"] for row in rows(run)]


def instant(milliseconds):
    moment = dt.datetime.fromtimestamp(milliseconds / 1000, tz=dt.timezone.utc)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{milliseconds % 1000:03}Z"


def truth(sandbox, message):
    """Give the row that a message has to be."""
    content = "This message was recalled" if message.deleted else json.loads(message.content)
    return {
        "message_id": message.message_id,
        "root_id": message.root_id or None,
        "parent_id": message.parent_id or None,
        "thread_id": message.thread_id or None,
        "upper_message_id": None,
        "chat_id": message.chat_id,
        "msg_type": message.msg_type,
        "create_time": instant(message.create_time),
        "update_time": instant(message.update_time),
        "deleted": message.deleted,
        "updated": message.updated,
        "sender": {
            "id": message.sender,
            "id_type": "app_id" if message.sender in sandbox.world.state.apps else "open_id",
            "sender_type": message.sender_type,
            "tenant_key": sandbox.world.state.tenant.tenant_key,
        },
        "body": {"content": content},
        "mentions": None if message.deleted else message.mentions or None,
    }


def all_of(sandbox):
    return {key: truth(sandbox, one) for key, one in sandbox.world.state.messages.items()}


def land(warehouse, run):
    assert not run.error
    given = [row["message_id"] for row in rows(run)]
    assert len(given) == len(set(given))
    warehouse.update({row["message_id"]: row for row in rows(run)})
