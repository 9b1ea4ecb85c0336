"""Actions that fall due by the clock, by hand or by itself."""

from __future__ import annotations

import threading

from feishu_sandbox.clock import Clock
from feishu_sandbox.events.agenda import Agenda


def frozen():
    clock = Clock()
    clock.freeze(0)
    return clock, Agenda(clock)


def test_actions_happen_in_order_and_at_their_time():
    clock, agenda = frozen()
    seen = []
    agenda.at(20, lambda: seen.append(("b", clock.now())))
    agenda.at(10, lambda: seen.append(("a", clock.now())))
    agenda.at(31, lambda: seen.append(("c", clock.now())))
    clock.advance(30)
    assert seen == [("a", 10), ("b", 20)]
    assert clock.now() == 30


def test_an_action_may_plan_the_next_one():
    clock, agenda = frozen()
    seen = []

    def strike():
        seen.append(clock.now())
        agenda.at(clock.now() + 10, strike)

    agenda.at(10, strike)
    clock.advance(35)
    assert seen == [10, 20, 30]


def test_what_is_overdue_happens_at_once():
    clock, agenda = frozen()
    seen = []
    clock.advance(5)
    agenda.at(1, lambda: seen.append(clock.now()))
    clock.advance(0)
    assert seen == [5]


def test_what_is_dropped_does_not_happen():
    clock, agenda = frozen()
    agenda.at(1, lambda: 1 / 0)
    agenda.clear()
    clock.advance(5)
    assert agenda.wait() is None


def test_a_thread_follows_the_time_that_passes_by_itself():
    clock = Clock()
    agenda = Agenda(clock)
    agenda.start()
    done = threading.Event()
    agenda.at(clock.now() + 0.01, done.set)
    assert done.wait(10)
    agenda.stop()


def test_a_due_action_happens_in_a_frozen_world_too():
    _, agenda = frozen()
    agenda.start()
    agenda.at(100, lambda: None)
    done = threading.Event()
    agenda.at(0, done.set)
    assert done.wait(10)
    agenda.stop()
    assert agenda.wait() == 100


def test_running_what_is_due_waits_for_what_another_thread_carries_out():
    clock, agenda = frozen()
    began, release, seen = threading.Event(), threading.Event(), []

    def act():
        began.set()
        release.wait(10)
        seen.append("done")

    agenda.start()
    agenda.at(clock.now(), act)
    assert began.wait(10)
    waiting = threading.Thread(target=agenda.run_due)
    waiting.start()
    release.set()
    waiting.join(10)
    assert seen == ["done"]
    agenda.stop()
