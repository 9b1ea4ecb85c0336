"""Streams read unit by unit: cursors, units that fail, states on the way."""

from __future__ import annotations

import dataclasses

import pytest

from feishu_connect import endpoints
from feishu_connect.errors import AccessError, QuotaError, RetriesExhaustedError, ScopeError
from tap_feishu.columns import INTEGER, TEXT
from tap_feishu.streams import units
from tap_feishu.streams.units import UnitStream


class Letters(UnitStream):
    """Units are words, items their letters; a cursor counts the letters that were read."""

    name = "letters"
    keys = ("word", "letter")
    endpoints = ()
    unit = "word"
    skips = frozenset({7})
    columns = {"word": TEXT, "letter": TEXT}  # noqa: RUF012
    words: tuple[str, ...] = ()
    broken: dict[str, Exception] = {}  # noqa: RUF012

    def units(self):
        return self.words

    def read(self, unit, cursor):
        for letter in unit[cursor or 0 :]:
            yield {"word": unit, "letter": letter}
        if unit in self.broken:
            raise self.broken[unit]
        return len(unit)


@pytest.fixture
def read(bench, monkeypatch):
    bench.config["bases"] = []
    monkeypatch.setattr("tap_feishu.tap.FIXED_STREAMS", (Letters,))

    def run(*words, broken=None, state=None):
        monkeypatch.setattr(Letters, "words", words)
        monkeypatch.setattr(Letters, "broken", broken or {})
        outcome = bench.run("letters", state=state)
        outcome.text = "".join(str(row["letter"]) for row in outcome.records.get("letters", []))
        outcome.bookmark = outcome.state.get("bookmarks", {}).get("letters")
        return outcome

    return run


def test_each_unit_goes_on_from_its_own_cursor_and_the_state_is_nothing_else(read):
    first = read("ab", "cde")
    assert first.text == "abcde"
    assert first.bookmark == {"cursors": {"ab": 2, "cde": 3}}
    assert read("ab", "cde", "f", state=first.state).text == "f"


def test_a_unit_that_fails_keeps_its_cursor_stops_no_other_and_ends_the_run_with_an_error(read):
    run = read("ab", "cd", "ef", broken={"cd": AccessError("closed")})
    assert run.text == "abcdef"
    assert run.bookmark == {"cursors": {"ab": 2, "ef": 2}}
    assert "word cd of stream letters" in run.error


def test_a_missing_scope_ends_the_stream_at_once_with_one_warning(read, caplog):
    run = read("ab", "cd", "ef", broken={"ab": ScopeError("no scope"), "cd": ScopeError("again")})
    assert run.text == "ab"
    assert caplog.text.count("no scope") == 1
    assert "stream letters" in run.error


def test_what_stops_a_run_stops_it_in_a_unit_too(read):
    with pytest.raises(QuotaError):
        read("ab", "cd", broken={"ab": QuotaError("used up")})


def test_a_unit_that_has_nothing_to_read_by_its_nature_is_no_failure(read):
    run = read("ab", "cd", broken={"ab": AccessError("wrong kind", code=7)})
    assert run.text == "abcd"
    assert not run.error


def test_cursors_of_units_that_are_gone_are_dropped(read):
    first = read("ab", "cd")
    assert read("cd", state=first.state).bookmark == {"cursors": {"cd": 2}}


def test_many_failures_are_told_in_part_and_counted(read, caplog):
    words = [f"w{number}" for number in range(30)]
    run = read(*words, broken={word: AccessError("closed") for word in words})
    assert caplog.text.count("Could not read word") == 5
    assert "they are counted" in caplog.text
    assert "and 10 more" in run.error


def test_a_long_stream_writes_its_state_on_the_way(read, monkeypatch):
    monkeypatch.setattr(units, "_CHECKPOINT", 0.0)
    written = []
    monkeypatch.setattr(
        Letters, "_write_state_message", lambda self: written.append(dict(self.stream_state))
    )
    read("ab", "cd")
    assert len(written) >= 3


def test_an_identity_that_may_not_read_a_stream_is_told_before_any_call(read, bench, monkeypatch):
    row = dataclasses.replace(endpoints.IM_CHAT_LIST, identities=("user",))
    monkeypatch.setattr(Letters, "endpoints", (row,))
    entry = bench.discover()["letters"]
    assert entry["metadata"][-1]["metadata"]["selected-by-default"] is False
    run = read("ab")
    assert run.text == ""
    assert "stream letters" in run.error


def test_a_value_that_does_not_fit_is_told_and_costs_no_row(read, monkeypatch, caplog):
    monkeypatch.setattr(Letters, "columns", {**Letters.columns, "letter": INTEGER})
    run = read("1x2")
    assert [row["letter"] for row in run.records["letters"]] == [1, None, 2]
    assert caplog.text.count("letters.letter does not fit") == 1
    assert "stream letters" in run.error


def test_an_outage_ends_the_stream_after_three_units(read):
    words = ["ab", "cd", "ef", "gh", "ij"]
    down = RetriesExhaustedError("down")
    run = read(*words, broken=dict.fromkeys(words[1:], down))
    assert run.text == "abcdefgh"
    assert run.bookmark == {"cursors": {"ab": 2}}
    assert "stream letters" in run.error


def test_units_that_are_read_in_between_end_no_outage(read):
    words = ["ab", "cd", "ef", "gh", "ij", "kl"]
    run = read(*words, broken=dict.fromkeys(words[::2], RetriesExhaustedError("down")))
    assert run.text == "".join(words)


def test_a_host_that_answers_no_stream_ends_the_run(bench):
    bench.config["bases"] = []
    bench.sandbox.faults.add("*", "html", times=None, status=502)
    with pytest.raises(RetriesExhaustedError):
        bench.run("chats", "departments", "employee_types", "job_levels", "users")
    called = {call.operation for call in bench.sandbox.calls}
    assert "contact.job_level.list" not in called
