"""Many runs over a chat that does not stand still: the warehouse equals the chat."""

from __future__ import annotations

import random

import pytest

from tests.tap_feishu.chats.chatting import DAY, HOUR, all_of, land, open_office, rows


@pytest.fixture
def office(bench, monkeypatch):
    return open_office(bench, monkeypatch)


def test_people_may_write_while_pages_are_read(office):
    for number in range(120):
        office.talk.write(office.chat, str(number))
        office.wait(0.25)
    root = office.talk.write(office.chat, "Frage")
    for number in range(120):
        office.talk.reply(root, f"Antwort {number}", in_thread=True)
        office.wait(0.25)

    def meanwhile(_call):
        office.wait(1)
        office.talk.write(office.chat, "dazwischen")
        office.talk.reply(root, "dazwischen")
        office.talk.edit(root, f"Frage, {office.sandbox.clock.now_ms()}")

    office.sandbox.faults.add("im.message.list", "callback", after=1, times=6, call=meanwhile)
    warehouse = {}
    first = office.read()
    land(warehouse, first)
    land(warehouse, office.read(first.state))
    assert warehouse == all_of(office.sandbox)


def test_pages_may_be_empty_and_calls_may_fail_on_the_way(office):
    root = office.talk.write(office.chat, "Frage")
    for number in range(70):
        office.talk.write(office.chat, str(number))
        office.talk.reply(root, f"Antwort {number}", in_thread=True)
        office.wait(1)
    for fault in ("empty_page", "rate_limit", "cut", "html"):
        office.sandbox.faults.add("im.message.list", fault, every=2)
    warehouse = {}
    land(warehouse, office.read())
    assert warehouse == all_of(office.sandbox)


def test_a_killed_run_started_again_gives_the_same_messages(office):
    other = office.sandbox.world.add_chat(
        "zweites", members=office.people[:2], bots=[office.sandbox.app.app_id]
    )
    warehouse = {}
    office.talk.write(office.chat, "a")
    root = office.talk.write(other, "b")
    first = office.read()
    land(warehouse, first)
    office.wait(DAY)
    office.talk.reply(root, "c", in_thread=True)
    office.talk.edit(root, "b, neu")
    office.sandbox.faults.add("im.message.list", "code", after=2, code=230001, status=400)
    broken = office.read(first.state)
    assert broken.error
    warehouse.update({row["message_id"]: row for row in rows(broken)})
    for state in (broken.state, first.state):
        land(warehouse, office.read(state))
        assert warehouse == all_of(office.sandbox)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_people_do_within_the_window_the_warehouse_ends_up_equal(office, seed):
    chance, state, warehouse = random.Random(seed), None, {}  # noqa: S311
    office.sandbox.behaviour.message_bounds = chance.choice(["inclusive", "exclusive"])
    if seed % 2:
        office.chat.message_type = "thread"
    office.config["message_lookback"] = 2 * DAY
    used = {}
    for _ in range(14):
        for _ in range(chance.randrange(12)):
            office.wait(chance.choice([0, 0.3, 60, HOUR]))
            act(office, chance, used)
        run = office.read(state)
        land(warehouse, run)
        state = chance.choice([run.state, run.state, state])
        office.wait(chance.choice([0, 0.001, HOUR, DAY]))
    land(warehouse, office.read(state))
    assert warehouse == all_of(office.sandbox)


def act(office, chance, used):
    """Do something that a run can see: to young messages, or in threads that are in use."""
    now = office.sandbox.clock.now_ms()
    kept = [
        one
        for one in office.sandbox.world.state.messages.values()
        if now - used.get(one.thread_id, one.create_time) < 2 * DAY * 1000
    ]
    young = [one for one in kept if now - one.create_time < 2 * DAY * 1000]
    what = chance.choice(["write", "reply", "thread", "edit", "recall"])
    made = None
    if what == "write" or not young:
        made = office.talk.write(office.chat, f"{now}", by=chance.choice(office.people[:3]))
    elif what == "edit":
        office.talk.edit(chance.choice(young), f"edited {now}")
    elif what == "recall":
        office.talk.recall(chance.choice(young))
    else:
        among = kept if what == "thread" else young
        made = office.talk.reply(chance.choice(among), f"re {now}", in_thread=what == "thread")
    if made and made.thread_id:
        used[made.thread_id] = now
