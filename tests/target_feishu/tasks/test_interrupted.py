"""One task a record, whatever happens between the call and its reply, or to the process."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from feishu_connect import AmbiguousWriteError, FeishuClient, QuotaError
from feishu_sandbox import Sandbox
from target_feishu.errors import RecordError
from tests.target_feishu.killing import Killed, run_until
from tests.target_feishu.support import SkippingClock, feed, record, schema
from tests.target_feishu.tasks.support import (
    COLUMNS,
    CREATE,
    calls,
    made,
    new_list,
    only,
    people,
    shape,
    target_of,
)

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_sandbox.task.model import Tasklist

#: Feishu forgets a client_token after five minutes.
LATER = 301.0
SUBTASK = "task.subtask.create"
LIST_TASKS = "task.tasklist.tasks"
#: Points of death between two that one test tries.
STEP = 4


class ClockOf(SkippingClock):
    """Tells the time of a sandbox, which a test can move."""

    def __init__(self, sandbox: Sandbox) -> None:
        super().__init__()
        self._sandbox = sandbox

    def now(self) -> dt.datetime:
        return dt.datetime.fromtimestamp(self._sandbox.clock.now(), tz=dt.timezone.utc)


@pytest.fixture
def own() -> Iterator[Sandbox]:
    """A sandbox whose clock and tokens nobody else shares, with a list that the app edits."""
    with Sandbox(limits=False) as sandbox:
        sandbox.world.state.tasks.tasks.clear()
        sandbox.clock.freeze()
        yield sandbox


def run(sandbox: Sandbox, *records: dict[str, t.Any], **route: t.Any) -> None:
    target = target_of(sandbox, **route)
    target.client = FeishuClient(target.settings.connection, clock=ClockOf(sandbox))
    feed(target, schema("s", **COLUMNS), *(record("s", **values) for values in records))


def die(sandbox: Sandbox, *records: dict[str, t.Any], **route: t.Any) -> None:
    """Run until Feishu has carried out the first call that makes a task, and die there."""

    def kill(*_: t.Any) -> t.NoReturn:
        raise Killed

    target = target_of(sandbox, **route)
    target.client = FeishuClient(target.settings.connection, clock=ClockOf(sandbox))
    send = target.client.call

    def call(endpoint: t.Any, **parts: t.Any) -> dict[str, t.Any]:
        data = send(endpoint, **parts)
        return kill() if endpoint.name in (CREATE, SUBTASK) else data

    target.client.call = call
    with pytest.raises(Killed):
        feed(target, schema("s", **COLUMNS), *(record("s", **values) for values in records))
    target.client.close()


@pytest.mark.parametrize("fault", ["cut", "lost_reply", "html", "truncate", "expire_tokens"])
@pytest.mark.parametrize("operation", [CREATE, "task.task.patch", "task.task.add_members"])
def test_a_reply_that_is_lost_changes_nothing(sandbox: Sandbox, operation: str, fault: str):
    anna, ben = (person.open_id for person in people(sandbox)[:2])
    first = record("s", id="1", summary="A", members=[anna])
    second = record("s", id="1", summary="B", members=[ben])
    sandbox.faults.add(operation, fault, times=1 if fault == "expire_tokens" else 2)
    feed(target_of(sandbox), schema("s", **COLUMNS), first, second)
    assert shape(only(sandbox))["members"] == [(ben, "assignee")]
    assert only(sandbox).summary == "B"


@pytest.mark.parametrize(
    "operation,after", [("task.task.patch", 1), ("task.task.add_reminders", 0)]
)
def test_what_cannot_be_done_twice_is_looked_at_when_its_reply_is_lost(
    sandbox: Sandbox, operation: str, after: int
):
    """Completing again is refused, and a second reminder."""
    due = {"due": "2026-01-31T12:00:00Z"}
    first = record("s", id="1", summary="A", **due)
    second = record("s", id="1", summary="B", **due, completed_at=True, reminders=[5])
    sandbox.faults.add(operation, "lost_reply", after=after)
    feed(target_of(sandbox), schema("s", **COLUMNS), first, second)
    task = only(sandbox)
    assert (task.summary, bool(task.completed_at), task.reminder) == ("B", True, 5)


@pytest.mark.parametrize("code", [1470422, 1470500, 99991400])
def test_a_call_that_is_refused_for_now_is_sent_again_under_the_same_key(
    sandbox: Sandbox, code: int
):
    status = 429 if code == 99991400 else 500
    sandbox.faults.add(CREATE, "code", code=code, status=status, times=2)
    feed(target_of(sandbox), schema("s", **COLUMNS), record("s", id="1", summary="A"))
    assert only(sandbox).summary == "A"
    sent = [call.body for call in sandbox.calls if call.operation == CREATE and call.body]
    assert len({body["client_token"] for body in sent}) == 1


def test_a_repetition_keeps_to_the_access_token_of_the_attempt(own: Sandbox):
    """A renewed token would make a second task; so the task is looked for, in its list."""
    tasklist = new_list(own)
    own.faults.add(CREATE, "lost_reply")
    own.faults.add(CREATE, "expire_tokens", after=1)
    run(own, {"id": "1", "summary": "A", "tasklists": [tasklist.guid]})
    assert only(own).summary == "A"
    assert calls(own, LIST_TASKS)


def test_what_did_not_land_is_made_with_the_renewed_token(own: Sandbox):
    tasklist = new_list(own)
    own.faults.add(CREATE, "cut")
    own.faults.add(CREATE, "expire_tokens", after=1)
    run(own, {"id": "1", "summary": "A", "tasklists": [tasklist.guid]})
    assert only(own).summary == "A"


def test_without_a_place_to_look_a_renewed_token_ends_in_an_error(own: Sandbox):
    own.faults.add(CREATE, "lost_reply")
    own.faults.add(CREATE, "expire_tokens", after=1)
    with pytest.raises(RecordError, match="nobody can tell"):
        run(own, {"id": "1", "summary": "A"})
    assert len(made(own)) == 1


def test_a_token_that_was_refused_before_anything_was_made_is_renewed(own: Sandbox):
    own.faults.add(CREATE, "expire_tokens")
    run(own, {"id": "1", "summary": "A"})
    assert only(own).summary == "A"


@pytest.mark.parametrize("pause", [0.0, 200.0])
def test_within_five_minutes_the_same_call_is_sent_again(own: Sandbox, pause: float):
    die(own, {"id": "1", "summary": "A"})
    own.clock.advance(pause)
    run(own, {"id": "1", "summary": "B", "description": "new"})
    assert (only(own).summary, only(own).description) == ("B", "new")
    first, again = (call.body for call in own.calls if call.operation == CREATE)
    assert first == again


@pytest.mark.parametrize("renewed", [False, True])
def test_after_five_minutes_or_with_another_token_the_task_is_found_in_its_list(
    own: Sandbox,
    renewed: bool,  # noqa: FBT001  a parameter of the test
):
    tasklist = new_list(own)
    own.world.tasks.add_task("A", tasklist)
    values = {"id": "1", "summary": "A", "tasklists": [tasklist.guid], "extra": "mine"}
    die(own, values)
    own.clock.advance(10.0 if renewed else LATER)
    if renewed:
        own.world.tokens.revoke_all()
    run(own, {**values, "summary": "B"})
    assert (only(own).summary, only(own).extra) == ("B", "mine")
    assert calls(own, CREATE) == [CREATE]


def test_a_subtask_is_found_below_its_parent(own: Sandbox):
    run(own, {"id": "1", "summary": "top"})
    die(own, {"id": "2", "summary": "below"}, parent="1")
    own.clock.advance(LATER)
    run(own, {"id": "2", "summary": "below"}, parent="1")
    assert [task.summary for task in made(own)] == ["top", "below"]


def test_a_task_that_is_not_in_its_list_was_not_made(own: Sandbox):
    tasklist = new_list(own)
    values = {"id": "1", "summary": "A", "tasklists": [tasklist.guid]}
    own.faults.add(CREATE, "cut", times=None)
    with pytest.raises(AmbiguousWriteError):
        run(own, values)
    own.faults.clear()
    own.clock.advance(LATER)
    run(own, values)
    assert only(own).summary == "A"


def test_after_five_minutes_without_a_list_the_setting_decides(own: Sandbox):
    die(own, {"id": "1", "summary": "A"})
    own.clock.advance(LATER)
    with pytest.raises(RecordError, match="when_unsure"):
        run(own, {"id": "1", "summary": "A"})
    assert len(made(own)) == 1
    run(own, {"id": "1", "summary": "A"}, when_unsure="create")
    assert len(made(own)) == 2
    own.clock.advance(LATER)
    run(own, {"id": "1", "summary": "A"})
    assert len(made(own)) == 2


def test_a_run_that_cannot_ask_again_leaves_the_attempt_open(own: Sandbox):
    die(own, {"id": "1", "summary": "A"})
    own.faults.add(CREATE, "code", code=99991403, status=429)
    with pytest.raises(QuotaError):
        run(own, {"id": "1", "summary": "A"})
    run(own, {"id": "1", "summary": "A"})
    assert len(made(own)) == 1


def test_an_outage_stops_the_run_and_puts_no_record_aside(own: Sandbox, tmp_path: t.Any):
    own.faults.add(CREATE, "lost_reply", times=None)
    letters = tmp_path / "letters.jsonl"
    with pytest.raises(AmbiguousWriteError, match="within four minutes"):
        run(own, {"id": "1", "summary": "A"}, on_error="dead_letter", dead_letter_path=str(letters))
    own.faults.clear()
    run(own, {"id": "1", "summary": "A"})
    assert len(made(own)) == 1
    assert not letters.exists()


def test_a_list_that_is_gone_leaves_it_open_whether_a_task_was_made(own: Sandbox):
    tasklist = new_list(own)
    die(own, {"id": "1", "summary": "A", "tasklists": [tasklist.guid]})
    own.world.tasks.delete_list(tasklist)
    own.clock.advance(LATER)
    with pytest.raises(RecordError, match="nobody can tell"):
        run(own, {"id": "1", "summary": "A", "tasklists": []})
    assert len(made(own)) == 1


def test_a_task_that_was_being_made_goes_with_its_record(own: Sandbox):
    die(own, {"id": "1", "summary": "A"})
    assert len(made(own)) == 1
    run(own, {"id": "1", "_sdc_deleted_at": "2026-01-01T00:00:00Z"})
    assert made(own) == []


def test_a_refusal_leaves_nothing_open(own: Sandbox):
    tasklist = own.world.tasks.add_list("closed", people(own)[0])
    values = {"id": "1", "summary": "A"}
    with pytest.raises(Exception, match="not shared"):
        run(own, {**values, "tasklists": [tasklist.guid]})
    own.clock.advance(LATER)
    run(own, values)
    assert only(own).summary == "A"


def test_an_internal_error_that_stays_is_the_records(own: Sandbox, tmp_path: t.Any):
    """Feishu says so of members whom it does not know."""
    letters = tmp_path / "letters.jsonl"
    tasklist = new_list(own)
    route = {"on_error": "dead_letter", "dead_letter_path": str(letters)}
    bad = {"id": "1", "summary": "A", "members": ["ou_nobody"], "tasklists": [tasklist.guid]}
    run(own, bad, {"id": "2", "summary": "B"}, **route)
    assert only(own).summary == "B"
    assert "1470500" in letters.read_text()
    run(own, {**bad, "members": []}, **route)
    assert len(made(own)) == 2


def story(sandbox: Sandbox, one: Tasklist, two: Tasklist, name: str) -> list[dict[str, t.Any]]:
    """Two records that go through most of the calls."""
    anna, ben, carl = (person.open_id for person in people(sandbox)[:3])
    first = {
        "id": "1",
        "summary": f"{name} first",
        "due": "2026-01-31T12:00:00Z",
        "members": [anna, ben],
        "tasklists": [one.guid],
        "reminders": [30],
        "extra": "mine",
        "completed_at": None,
    }
    second = {
        **first,
        "summary": f"{name} second",
        "description": "now",
        "members": [ben, carl],
        "tasklists": [two.guid],
        "reminders": [10],
        "completed_at": "2026-01-30T12:00:00Z",
    }
    return [
        first,
        {**first, "id": "2"},
        second,
        {**first, "id": "3", "due": None, "reminders": None},
    ]


def killed_and_run_again(
    sandbox: Sandbox, deadly: int, patch: pytest.MonkeyPatch, *, renewed: bool = False
) -> tuple[int, list[dict[str, t.Any]]]:
    """Kill a run at a point, run the same input again; give the points and what is there."""
    one, two = new_list(sandbox, "one"), new_list(sandbox, "two")
    before = {task.guid for task in made(sandbox)}
    stream = f"s{deadly}"
    lines = [schema(stream, **COLUMNS)]
    lines += [record(stream, **each) for each in story(sandbox, one, two, "t")]
    gone = {"id": "3", "_sdc_deleted_at": "2026-01-01T00:00:00Z"}
    lines.append(record(stream, **gone))
    config = {"routes": [{"stream": "*", "to": "task"}]}
    passed = run_until(sandbox, config, lines, deadly, patch)
    if renewed:
        sandbox.world.tokens.revoke_all()
    run_until(sandbox, config, lines, 0, patch)
    shapes = [shape(task) for task in made(sandbox) if task.guid not in before]
    names = {one.guid: "one", two.guid: "two"}
    shown = [{**each, "lists": [names[guid] for guid in each["lists"]]} for each in shapes]
    return passed, shown


@pytest.mark.parametrize("share", range(4))
def test_a_run_that_is_killed_anywhere_and_repeated_leaves_the_same_tasks(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, share: int
):
    """The next run has the same access token, or another one under which no key is known."""
    points, expected = killed_and_run_again(sandbox, 0, monkeypatch)
    assert [(each["summary"], each["lists"]) for each in expected] == [
        ("t second", ["two"]),
        ("t first", ["one"]),
    ]
    assert points > 50
    for deadly in range(1 + share, points + 1, STEP):
        _, left = killed_and_run_again(sandbox, deadly, monkeypatch, renewed=share % 2 == 1)
        assert left == expected, f"killed at point {deadly} of {points}"
