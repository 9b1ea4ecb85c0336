"""From `feishu-connect subscribe` over pushed events to the rows of the stream `events`."""

from __future__ import annotations

import json
import typing as t

import pytest

from tests.end_to_end.processes import wait_until
from tests.end_to_end.streams import Printed, read

if t.TYPE_CHECKING:
    from feishu_sandbox import Sandbox
    from tests.end_to_end.commands import Machine
    from tests.end_to_end.processes import Line

PATH = "/lark/events"
RECORDS = "drive.file.bitable_record_changed_v1"


class Office:
    """A base and an approval definition, and a receiver for what happens to them."""

    def __init__(self, sandbox: Sandbox, machine: Machine) -> None:
        self.sandbox = sandbox
        self.machine = machine
        sandbox.app.encrypt_key = "the-encrypt-key-of-the-app"
        sandbox.app.verification_token = "the-verification-token"
        self.base = sandbox.world.add_base("订阅的表")
        fields = [{"field_name": "名称", "type": 1}]
        self.table = self.base.add_table("货", fields)
        self.other = sandbox.world.add_base("没有订阅").add_table("货", fields)
        self.code, self.other_code = sandbox.world.approvals.codes
        self.config = {**sandbox.config_for(sandbox.app), "bases": [self.base.app_token]}
        _, url = machine.serve(self.config)
        assert sandbox.save_request_url(sandbox.app, url + PATH).delivered

    def command(self, *words: str) -> str:
        """Run `feishu-connect` to a good end; give what it prints."""
        return self.machine.run(self.config, "feishu-connect", *words).out

    def things(self) -> tuple[str, str]:
        return f"base:{self.base.app_token}", f"approval:{self.code}"

    def work(self, name: str) -> list[tuple[str, str]]:
        """Write and decide; give what the stream should tell, in order."""
        row = self.table.add_row({"名称": name})
        self.other.add_row({"名称": name})
        instance = self.sandbox.world.approvals.start_instance(self.code)
        self.sandbox.world.approvals.start_instance(self.other_code)
        self.table.edit_row(row, {"名称": f"{name} ✅"})
        self.sandbox.world.approvals.cancel(instance)
        self.table.remove_rows(row)
        task = instance.tasks[0].id
        return [
            (RECORDS, f"record_added {row}"),
            ("approval_instance", f"PENDING {instance.instance_code}"),
            ("approval_task", f"PENDING {task}"),
            (RECORDS, f"record_edited {row}"),
            ("approval_task", f"DONE {task}"),
            ("approval_instance", f"CANCELED {instance.instance_code}"),
            (RECORDS, f"record_deleted {row}"),
        ]

    def settle(self) -> None:
        """Wait until all that was pushed has arrived."""
        deliveries = self.sandbox.deliveries
        wait_until(lambda: all(one.delivered for one in deliveries))

    def read(self, state: Line | None = None) -> Printed:
        """Run the tap over everything, to a good end."""
        return read(self.machine, self.config, state)


def told(run: Printed) -> list[tuple[str, str]]:
    """Say in short what the rows of `events` tell."""
    return [(row["event_type"], _gist(row["payload"])) for row in run.rows["events"]]


def _gist(payload: Line) -> str:
    if "action_list" in payload:
        return " ".join(f"{one['action']} {one['record_id']}" for one in payload["action_list"])
    return f"{payload['status']} {payload.get('task_id') or payload['instance_code']}"


@pytest.fixture
def office(sandbox: Sandbox, machine: Machine) -> Office:
    return Office(sandbox, machine)


def test_what_happens_to_subscribed_things_comes_once_and_in_order(office: Office):
    office.work("太早")
    printed = office.command("subscribe", *office.things())
    assert printed.count(": subscribed\n") == 2
    expected = office.work("茶")
    office.settle()
    first = office.read()
    assert told(first) == expected
    ids = [row["event_id"] for row in first.rows["events"]]
    pushed = [one.event_id for one in office.sandbox.deliveries if one.event_id]
    assert ids == pushed

    for delivery in list(office.sandbox.deliveries)[-3:]:
        office.sandbox.repeat(delivery)
    expected = office.work("米 🍚")
    office.settle()
    second = office.read(first.state)
    assert told(second) == expected
    assert told(office.read(second.state)) == []
    values = [row["payload"] for row in second.rows["events"] if row["event_type"] == RECORDS]
    (cell,) = values[0]["action_list"][0]["after_value"]
    assert json.loads(cell["field_value"]) == [{"type": "text", "text": "米 🍚"}]


def test_after_unsubscribe_nothing_comes_any_more(office: Office):
    office.command("subscribe", *office.things())
    office.command("unsubscribe", *office.things())
    office.work("茶")
    assert told(office.read()) == []


def test_a_table_takes_its_changes_from_the_events(office: Office):
    office.config |= {"record_events": True, "full_refresh_interval": 86_400}
    kept = office.table.add_row({"名称": "旧"})
    office.command("subscribe")
    first = office.read()
    row = office.table.add_row({"名称": "新"})
    office.settle()
    office.sandbox.calls.clear()
    second = office.read(first.state)
    stream = "订阅的表__货"
    assert [one["_record_id"] for one in first.rows[stream]] == [kept]
    assert [(one["_record_id"], one["名称"]) for one in second.rows[stream]] == [(row, "新")]
    assert office.sandbox.calls.of("bitable.record.search") == []
