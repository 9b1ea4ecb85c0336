"""Slots of 10 hours, spans of a query, and what a cursor keeps of them."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tap_feishu.approvals.slots import (
    QUERY_MS,
    SLOT_MS,
    Cursor,
    query_spans,
    read_slots,
    slot_of,
    slot_spans,
    write_slots,
)


@pytest.mark.parametrize(
    "slots, text",
    [
        ([], ""),
        ([48211], "48211"),
        ([48215, 48211, 48213, 48214, 48211], "48211,48213-48215"),
        ([1, 2], "1-2"),
    ],
)
def test_slots_are_written_as_short_runs(slots, text):
    assert write_slots(slots) == text
    assert read_slots(text) == set(slots)


@given(st.sets(st.integers(0, 5000)))
def test_slots_come_back_as_they_were_written(slots):
    assert read_slots(write_slots(slots)) == slots


def test_years_of_busy_slots_are_one_run():
    assert write_slots(range(47_000, 49_000)) == "47000-48999"


@given(st.integers(0, 4 * 10**12))
def test_a_moment_is_in_its_slot_and_neighbours_share_their_boundary(moment):
    here, after = slot_spans([slot_of(moment), slot_of(moment) + 1])
    assert here.start <= moment < here.end == after.start
    assert here.end - here.start == SLOT_MS == 36_000_000


@given(st.integers(0, 10**12), st.integers(0, 10**11))
def test_spans_of_a_query_leave_nothing_out_and_are_short_enough(start, length):
    spans = list(query_spans(start, start + length))
    assert bool(spans) == bool(length)
    assert all(0 < span.end - span.start <= QUERY_MS for span in spans)
    assert all(one.end == other.start for one, other in itertools.pairwise(spans))
    if spans:
        assert (spans[0].start, spans[-1].end) == (start, start + length)


def test_a_cursor_is_three_small_values():
    cursor = Cursor(1, 2, frozenset({5, 6, 9}))
    assert cursor.write() == {"since": 1, "until": 2, "slots": "5-6,9"}
    assert Cursor.read(cursor.write()) == cursor
    assert Cursor.read({"until": 7}) == Cursor(0, 7, frozenset())
