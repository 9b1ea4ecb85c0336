"""What records may say, and what is refused before any call, with the field's name."""

from __future__ import annotations

import typing as t

import pytest

from target_feishu.errors import RecordError
from target_feishu.people import People
from target_feishu.tasks.content import TaskTemplates, with_people
from target_feishu.tasks.kind import TASK, needs
from target_feishu.tasks.people import MAX_MEMBERS
from target_feishu.tasks.route import TaskRoute
from target_feishu.tasks.times import DONE, OPEN, completion, moment
from tests.target_feishu.support import feed, make_target, record, schema
from tests.target_feishu.tasks.support import COLUMNS, calls, made, target_of

if t.TYPE_CHECKING:
    import pathlib

    from feishu_sandbox import Sandbox

NOON = "1769860800000"
MIDNIGHT = "1769817600000"
GUID = "cc371766-6584-cf50-a222-c22cd9055004"


class Nobody(People):
    """Looks nobody up."""

    def __init__(self) -> None:
        self._ids = {"anna@example.com": "ou_anna"}

    def learn(self, texts: t.Any) -> None:
        list(texts)


def content(given: dict[str, t.Any], **route: t.Any) -> dict[str, t.Any]:
    templates = TaskTemplates(TaskRoute("s", **route))
    return with_people(templates.evaluate({"summary": "A", **given}), Nobody())


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31T12:00:00Z",
        "2026-01-31T20:00:00+08:00",
        "2026-01-31 12:00:00",
        "2026-01-31T12:00:00.123456789Z",
        1769860800999,
        "1769860800001",
        {"timestamp": NOON},
        '{"timestamp": "1769860800000"}',
    ],
    ids=repr,
)
def test_times_come_in_many_forms_and_are_cut_to_seconds(value: t.Any):
    assert moment(value, "due") == {"timestamp": NOON, "is_all_day": False}


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-31",
        {"timestamp": NOON, "is_all_day": True},
        {"timestamp": "2026-01-31"},
    ],
    ids=repr,
)
def test_days_are_the_midnight_of_utc(value: t.Any):
    assert moment(value, "due") == {"timestamp": MIDNIGHT, "is_all_day": True}


@pytest.mark.parametrize("value", [None, "", " ", 0, "0", {}, {"timestamp": "0"}], ids=repr)
def test_what_says_no_time_clears_it(value: t.Any):
    assert moment(value, "due") is None


@pytest.mark.parametrize("value", ["soon", True, -1, "1969-12-31", [], "2026-13-01"], ids=repr)
def test_what_is_no_time_is_refused(value: t.Any):
    with pytest.raises(RecordError, match="`due`: expected a time") as told:
        moment(value, "due")
    assert told.value.field == "due"


@pytest.mark.parametrize(
    "value,read",
    [
        (True, DONE),
        ("True", DONE),
        (False, OPEN),
        ("no", OPEN),
        (None, OPEN),
        ("", OPEN),
        (0, OPEN),
        ("0", OPEN),
        (int(NOON), NOON),
        ("2026-01-31T12:00:00Z", NOON),
    ],
    ids=repr,
)
def test_completion_is_a_word_or_a_time(value: t.Any, read: str):
    assert completion(value, "completed_at") == read


@pytest.mark.parametrize(
    "value",
    [
        "anna@example.com, ou_ben；cli_bot",
        ["ou_ben", {"email": "anna@example.com"}, {"id": "cli_bot", "type": "app"}],
        '[{"id": "anna@example.com"}, "ou_ben", "cli_bot", "ou_ben"]',
        [{"id": "ou_ben", "name": "Ben", "en_name": "Ben"}, {"id": "anna@example.com,cli_bot"}],
    ],
    ids=["text", "list", "json", "objects"],
)
def test_members_come_in_many_forms(value: t.Any):
    members = content({"members": value})["members"]
    assert members == [
        {"id": "cli_bot", "type": "app", "role": "assignee"},
        {"id": "ou_anna", "type": "user", "role": "assignee"},
        {"id": "ou_ben", "type": "user", "role": "assignee"},
    ]


def test_lists_come_as_guids_links_and_objects():
    link = f"https://applink.feishu.cn/client/todo/task_list?guid={GUID}"
    for value in (GUID, link, [link], {"tasklist_guid": GUID}, f'["{GUID}"]', f"{GUID}, {GUID}"):
        assert content({"tasklists": value})["tasklists"] == [{"tasklist_guid": GUID}]
    with_section = [{"tasklist_guid": GUID, "section_guid": "s"}]
    assert content({"tasklists": with_section})["tasklists"] == with_section


def test_fields_of_the_route_win_over_columns_and_absent_ones_stay_absent():
    read = content(
        {"description": "column", "due": "2026-01-31"},
        summary="{{ summary }}!",
        members=[{"id": "{{ owner | default(none) }}", "role": "follower"}],
    )
    assert read == {
        "summary": "A!",
        "description": "column",
        "due": {"timestamp": MIDNIGHT, "is_all_day": True},
        "members": [],
    }


DUE = {"due": "2026-01-31T12:00:00Z"}


@pytest.mark.parametrize(
    "field,values",
    [
        ("summary", {"summary": ""}),
        ("summary", {"summary": "x" * 3001}),
        ("description", {"description": "x" * 3001}),
        ("extra", {"extra": "x" * 65_537}),
        ("repeat_rule", {**DUE, "repeat_rule": "x" * 1001}),
        ("repeat_rule", {"repeat_rule": "FREQ=DAILY"}),
        ("reminders", {"reminders": 5}),
        ("reminders", {**DUE, "reminders": [5, 10]}),
        ("reminders", {**DUE, "reminders": -1}),
        ("start", {**DUE, "start": "2026-01-31"}),
        ("start", {**DUE, "start": "2026-01-31T12:00:01Z"}),
        ("members", {"members": [f"ou_{n}" for n in range(MAX_MEMBERS + 1)]}),
        ("members", {"members": [{"id": "ou_1", "role": "owner"}]}),
        ("members", {"members": [{"id": "oc_1", "type": "chat"}]}),
        ("members", {"members": [True]}),
        ("tasklists", {"tasklists": "Launch"}),
        ("mode", {"mode": 3}),
        ("is_milestone", {"is_milestone": "perhaps"}),
        ("origin", {"origin": "CRM"}),
        ("origin.href.url", {"origin": {"href": {"url": "ftp://x"}}}),
        ("origin.href.title", {"origin": {"href": {"title": "x" * 513}}}),
        ("custom_fields", {"custom_fields": [{"text_value": "x"}]}),
        ("custom_complete", {"custom_complete": 1}),
    ],
    ids=[f"{n}" for n in range(23)],
)
def test_what_feishu_would_refuse_is_refused_with_the_fields_name(
    field: str, values: dict[str, t.Any]
):
    with pytest.raises(RecordError) as told:
        content(values)
    assert told.value.field == field
    assert f"`{field}" in told.value.message


def test_a_reminder_after_the_task_is_due_is_refused_with_a_cure():
    with pytest.raises(RecordError) as told:
        content({**DUE, "reminders": -5})
    assert "null for none" in told.value.cure


def test_a_record_that_is_refused_is_put_aside_before_any_call(
    sandbox: Sandbox, tmp_path: pathlib.Path
):
    letters = tmp_path / "letters.jsonl"
    target = target_of(sandbox, on_error="dead_letter", dead_letter_path=str(letters))
    good, bad = {"id": "1", "summary": "A"}, {"id": "2", "summary": None}
    unknown = {"id": "3", "summary": "C", "members": "nobody@example.com"}
    lines = [record("s", **each) for each in (bad, unknown, {"id": "4"}, good)]
    feed(target, schema("s", **COLUMNS), *lines)
    assert [task.summary for task in made(sandbox)] == ["A"]
    assert calls(sandbox) == ["task.task.create"]
    told = letters.read_text()
    assert told.count("\n") == 3
    for piece in ("`summary` is empty", "nobody@example.com", "`summary` is missing"):
        assert piece in told


@pytest.mark.parametrize(
    "values,told",
    [
        ({"operation": "{{ description }}"}, "`operation`: expected upsert or delete"),
        ({"parent": "{{ description }}"}, "`parent`: no record with the key"),
    ],
    ids=["operation", "parent"],
)
def test_a_template_that_gives_nonsense_is_named(
    sandbox: Sandbox, values: dict[str, t.Any], told: str
):
    line = record("s", id="1", summary="A", description="nonsense")
    with pytest.raises(RecordError, match=told):
        feed(target_of(sandbox, **values), schema("s", **COLUMNS), line)


@pytest.mark.parametrize(
    "route,told",
    [
        ({"operation": "remove"}, "`operation` must be `upsert` or `delete`"),
        ({"summary": "{{ "}, "`summary` is not a valid template"),
        ({"members": [{"id": "{% x"}]}, "`members[0].id` is not a valid template"),
        ({"when_unsure": "guess"}, "when_unsure"),
        ({"title": "x"}, "title"),
    ],
    ids=["operation", "template", "structure", "choice", "unknown"],
)
def test_a_wrong_route_is_told_before_the_first_call(
    sandbox: Sandbox, route: dict[str, t.Any], told: str
):
    with pytest.raises(Exception, match="Configuration is wrong") as error:
        make_target(sandbox, routes=[{"stream": "*", "to": "task", **route}])
    assert any(told in each for each in error.value.errors)


def test_needs_name_the_scopes_of_what_the_route_does(sandbox: Sandbox):
    settings = make_target(sandbox, base="BascnXXXXXXXXXXXX").settings
    found = list(needs([TaskRoute("s", parent="1")], settings))
    assert ("task:task:write",) in found[0].groups
    assert all(need.only_if for need in found[1:])
    assert TASK.name == "task"
