"""What has become of records in earlier runs."""

from __future__ import annotations

import pytest

from target_feishu.ledger import Entry, Ledger
from tests.support import FakeClock, ScriptedTransport, client


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def ledger(clock: FakeClock) -> Ledger:
    return Ledger(client(ScriptedTransport(), clock), "task", "a")


def test_an_entry_is_what_was_put_last(ledger: Ledger):
    ledger.put({"1": Entry("x", "d", facts={"n": [1]}), "2": Entry("y")})
    ledger.put({"1": Entry("z", "e")})
    assert ledger.find(["1", "2", "3"]) == {"1": Entry("z", "e"), "2": Entry("y")}
    assert ledger.get("3") is None


def test_another_process_finds_it(ledger: Ledger, clock: FakeClock):
    ledger.put({"1": Entry("x")})
    again = Ledger(client(ScriptedTransport(), clock), "task", "a")
    assert again.get("1") == Entry("x")


@pytest.mark.parametrize(
    "parts, settings",
    [
        (("task", "b"), {}),
        (("message", "a"), {}),
        (("task", "a"), {"base_url": "lark"}),
        (("task", "a"), {"identity": "user"}),
        (("task", "a"), {"app_id": "cli_a000000000000002"}),
    ],
    ids=["stream", "kind", "region", "identity", "app"],
)
def test_ledgers_of_others_are_others(ledger: Ledger, parts, settings):
    ledger.put({"1": Entry("x")})
    assert Ledger(client(ScriptedTransport(), **settings), *parts).get("1") is None


def test_what_is_begun_is_not_sure_until_it_has_an_id(ledger: Ledger, clock: FakeClock):
    begun = ledger.begin("1", round=2)
    clock.sleep(90)
    assert not begun.is_sure
    assert ledger.get("1") == begun
    assert begun.facts == {"round": 2}
    assert ledger.age(begun) == 90


def test_what_is_forgotten_is_unknown(ledger: Ledger):
    ledger.put({"1": Entry("x"), "2": Entry("y")})
    ledger.forget(["1"])
    assert set(ledger.find(["1", "2"])) == {"2"}
