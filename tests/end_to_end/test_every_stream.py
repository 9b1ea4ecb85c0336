"""Every stream at once: what the program prints is sound, and a second run tells what changed."""

from __future__ import annotations

import json
import re
import typing as t

import jsonschema
import pytest

from feishu_sandbox import Sandbox
from tests.end_to_end.streams import discovered, everything, read

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.end_to_end.commands import Machine
    from tests.end_to_end.processes import Line
    from tests.end_to_end.streams import Key, Printed

    Keys = dict[str, set[Key]]

#: The public contract; the tables of the base come beside them.
CONTRACT = """
bitable_apps bitable_tables bitable_views bitable_fields departments users user_departments
user_groups user_group_members employee_types job_levels job_families custom_attrs
approval_definitions approval_instances approval_tasks approval_comments tasklists task_sections
tasks my_tasks task_comments calendars calendar_events calendar_event_attendees chats chat_members
messages drive_files file_statistics file_view_records documents document_blocks wiki_spaces
wiki_nodes sheets sheet_rows events
"""
STREAMS = set(CONTRACT.split())
#: For the identity of users alone, and without a receiver.
SILENT = {"my_tasks", "events"}
#: Told in each run: counts of the moment, not of a change.
SNAPSHOTS = {"file_statistics"}
WHOLE = {"user_departments", "users", "chat_members", "drive_files", "wiki_nodes"}
#: The first run may tell of the years before, but of nothing at 1970.
TIME = re.compile(r"20[0-9]{2}-[01]\d-[0-3]\dT[0-2]\d:[0-5]\d:[0-5]\d(\.\d+)?Z")
MONDAY = 1_769_997_600
WEEK = 7 * 86_400


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as running:
        yield running


def test_the_catalog_offers_every_stream_of_the_contract(sandbox: Sandbox, machine: Machine):
    catalog = discovered(machine.run(everything(sandbox), "tap-feishu", "--discover"))
    offered = {entry["tap_stream_id"] for entry in catalog["streams"]}
    assert {name for name in offered if "__" not in name} == STREAMS
    assert {name.partition("__")[0] for name in offered if "__" in name} == {"crm_客户管理"}


def test_what_is_printed_is_sound_and_the_state_holds_nothing_that_it_must_not(
    sandbox: Sandbox, machine: Machine
):
    sandbox.world.calendars.most_per_page = 2
    run = read(machine, everything(sandbox))
    assert STREAMS - run.rows.keys() == SILENT
    for stream, schema in run.schemas.items():
        validator = jsonschema.Draft7Validator(schema)
        for row in run.rows[stream]:
            validator.validate(row)
            assert list(times(schema, row)) == [], (stream, row)
        keys = [key for key, _ in run.keyed(stream)]
        assert len(keys) == len(set(keys)), stream
    text = json.dumps(run.state)
    assert len(text) < 8_000
    pages = [token for call in sandbox.calls for token in call.query.get("page_token", ()) if token]
    assert pages
    assert not [token for token in (*pages, sandbox.app.app_secret) if token in text]
    assert "page_token" not in text


def times(schema: Line, value: t.Any) -> Iterator[t.Any]:
    """Find what stands in columns of times, at any depth, and is none."""
    if schema.get("format") == "date-time" and value is not None and not TIME.fullmatch(value):
        yield value
    if isinstance(value, dict):
        for name, inner in schema.get("properties", {}).items():
            yield from times(inner, value.get(name))
    if isinstance(value, list):
        for item in value:
            yield from times(schema.get("items") or {}, item)


class Company:
    """The seeded company, with some things of today in it, and what is done to it."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.world = world = sandbox.world
        self.people = list(world.state.users)
        purchase, leave = world.approvals.codes
        self.approved = world.approvals.start_instance(purchase, form=[])
        for _ in range(2):
            world.approvals.approve(self.approved)
        instances = world.approvals.state.instances.values()
        self.waiting, self.leave = (
            next(one for one in instances if (one.approval_code, one.status) == (code, "PENDING"))
            for code in (purchase, leave)
        )
        # A first `query` does not list it; the second run finds it next to the one that waits.
        self.recalled = next(one for one in instances if one.reverted)
        self.chat = next(c for c in world.state.chats.values() if c.name == "Data platform")
        self.greeting, self.slip = (world.talk.write(self.chat, text) for text in "早错")
        events = world.state.calendars.events.values()
        self.events = {one.summary: one for one in events if not one.is_exception}
        self.tasks = {task.summary: task for task in world.state.tasks.tasks.values()}
        self.guide = world.docx.document("欢迎 Welcome")
        self.budget = world.sheets.spreadsheet("预算 Budget")
        self.orders = world.base("CRM 客户管理").table("订单 Orders")

    def work(self) -> Keys:
        """Do what people do on a day; give the keys of the rows that this changes."""
        return {
            **self._decide(),
            **self._meet(),
            **self._move(),
            **self._talk(),
            **self._write(),
        }

    def _decide(self) -> Keys:
        approvals, tasks = self.world.approvals, self.world.tasks
        asked = next(task for task in self.waiting.tasks if task.status == "PENDING")
        approvals.approve(self.waiting)
        handed = [task for task in self.waiting.tasks if task.status == "PENDING"]
        approvals.revoke(self.approved)
        comment = approvals.comment(self.leave, "请补充材料")
        done = self.tasks["确认发布日期"]
        tasks.complete(done)
        waiting = self.waiting.instance_code
        changed = {(self.approved.instance_code,), (waiting,), (self.recalled.instance_code,)}
        return {
            "approval_instances": changed,
            "approval_tasks": {
                *((waiting, task.id) for task in (asked, *handed)),
                *((self.recalled.instance_code, task.id) for task in self.recalled.tasks),
            },
            "approval_comments": {(comment.id,)},
            "tasks": {(done.guid,)},
        }

    def _meet(self) -> Keys:
        calendars = self.world.calendars
        called_off, moved = self.events["v2.0 评审 Review"], self.events["发布日 Launch day"]
        shown = {calendar.calendar_id for calendar in calendars.showing(called_off)}
        calendars.cancel_event(called_off)  # Deleted ones come without attendees.
        calendars.move_event(moved, "2026-03-02", "2026-03-03")
        weekly = self.events["产品周会 Weekly"]
        team = weekly.organizer_calendar_id
        changed = calendars.change_instance(weekly, MONDAY + 3 * WEEK, summary="周会（线上）")
        invited = {(team, changed.event_id, one.attendee_id) for one in changed.attendees}
        assert len(shown) == 3
        assert len(invited) == 4
        return {
            "calendar_events": {
                *((calendar, called_off.event_id) for calendar in shown),
                (team, moved.event_id),
                (team, changed.event_id),
            },
            "calendar_event_attendees": invited,
        }

    def _move(self) -> Keys:
        state = self.world.state
        person = state.users[self.people[5]]
        (old,) = person.departments
        new = next(one for one in state.departments if one != old)
        person.departments = [new]
        return {
            "users": {(person.open_id,)},
            "user_departments": {(person.open_id, old), (person.open_id, new)},
            "departments": {(old,), (new,)},
        }

    def _talk(self) -> Keys:
        talk = self.world.talk
        talk.edit(self.greeting, "早上好 🌞")
        talk.recall(self.slip)
        new = talk.write(self.chat, "新消息")
        return {"messages": {(one.message_id,) for one in (self.greeting, self.slip, new)}}

    def _write(self) -> Keys:
        guide, budget = self.guide.document_id, self.budget.token
        self.world.docx.add_block(guide, "text", "新的一段")
        sheet = self.budget.sheets[0].sheet_id
        self.world.sheets.set_cells(budget, sheet, "C2", [[310_000]])
        order = next(iter(self.orders.rows()))
        self.orders.edit_row(order, {"状态": "已完成"})
        # A new revision of a document or spreadsheet comes whole.
        blocks = (block["block_id"] for block in self.guide.newest.blocks)
        cells = ((one.sheet_id, cell) for one in self.budget.sheets for cell in one.cells)
        return {
            "documents": {(guide,)},
            "document_blocks": {(guide, block) for block in blocks},
            "sheet_rows": {(budget, name, int(cell.partition(":")[0])) for name, cell in cells},
            "crm_客户管理__订单_orders": {(order,)},
        }


def changes(first: Printed, second: Printed) -> Keys:
    """Give the keys of the rows that are other ones, or that a whole reading leaves out."""
    found = {}
    for stream in first.rows.keys() | second.rows.keys():
        before, after = first.table(stream), second.table(stream)
        found[stream] = {key for key in after if after[key] != before.get(key)}
        if stream in WHOLE:
            found[stream] |= before.keys() - after.keys()
    return {stream: keys for stream, keys in found.items() if keys and stream not in SNAPSHOTS}


def test_a_second_run_tells_exactly_what_people_did_since(sandbox: Sandbox, machine: Machine):
    company, config = Company(sandbox), everything(sandbox)
    first = read(machine, config)
    expected = company.work()
    second = read(machine, config, first.state)
    assert changes(first, second) == expected
    rows = {stream: second.table(stream) for stream in expected}
    assert rows["approval_instances"][company.approved.instance_code,]["reverted"] is True
    assert rows["messages"][company.slip.message_id,]["deleted"] is True
    cancelled = [row for row in rows["calendar_events"].values() if row["_sdc_deleted_at"]]
    assert {row["summary"] for row in cancelled} == {"v2.0 评审 Review"}
    third = read(machine, config, second.state)
    assert changes(second, third) == {}
    assert not {"calendar_events", "documents", "document_blocks", "sheet_rows"} & third.rows.keys()
