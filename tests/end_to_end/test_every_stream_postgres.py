"""Every stream into PostgreSQL: each row of the company once, and those that vanished leave."""

from __future__ import annotations

import datetime as dt
import typing as t

import pytest

from feishu_sandbox import Sandbox
from tests.end_to_end import test_postgres as postgres
from tests.end_to_end.meltano_project import project
from tests.end_to_end.streams import everything

if t.TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from examples.demo.meltano import Meltano
    from feishu_sandbox.world import World
    from tests.end_to_end.processes import Line

#: The first run installs the loader.
pytestmark = [pytest.mark.postgres, pytest.mark.timeout(600)]

database = postgres.database


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(limits=False) as running:
        yield running


@pytest.fixture
def meltano(sandbox: Sandbox, tmp_path: Path, database: str) -> Meltano:
    tap = {
        **everything(sandbox),
        "store_url": f"sqlite:///{tmp_path}/store.db",
        "emit_activate_version_messages": True,
        # For people alone; the app must not ask for it.
        "_select": ["*.*", "!my_tasks.*"],
    }
    settings = {"tap-feishu": tap, "target-postgres": postgres.loader(database)}
    return project(tmp_path, settings)


def counts(world: World, app_id: str) -> dict[str, int]:
    """Count what the app may see."""
    state = world.state
    chats = [chat for chat in state.chats.values() if app_id in chat.bots]
    people = [user for user in state.users.values() if not user.resigned]
    space = next(iter(state.wiki.spaces))
    pages = [node for node in state.nodes.values() if node.space_id == space]
    documents = [state.docx.documents[one.obj_token] for one in pages if one.obj_type == "docx"]
    in_chats = {chat.chat_id for chat in chats}
    return {
        "departments": len(state.departments) + 1,
        "users": len(people),
        "user_departments": sum(len(user.departments) for user in people),
        "user_groups": len(state.groups),
        "employee_types": len(state.contact.employee_types),
        "job_levels": len(state.contact.job_levels),
        "approval_definitions": len(state.approvals.definitions),
        "chats": len(chats),
        "chat_members": sum(len(chat.members) for chat in chats),
        "messages": sum(one.chat_id in in_chats for one in state.messages.values()),
        "wiki_nodes": len(pages),
        "documents": len(documents),
        "document_blocks": sum(len(one.newest.blocks) for one in documents),
        "sheets": sum(len(one.sheets) for one in state.sheets.spreadsheets.values()),
        "crm_客户管理__订单_orders": len(world.base("CRM 客户管理").table("订单 Orders").rows()),
    }


def present(database: str, stream: str) -> list[Line]:
    """Give the rows that are not marked as deleted."""
    return [row for row in postgres.table(database, stream) if row["_sdc_deleted_at"] is None]


def by_key(database: str, stream: str, *keys: str) -> dict[t.Any, Line]:
    return {tuple(row[key] for key in keys): row for row in present(database, stream)}


def test_the_company_arrives_and_what_is_dissolved_leaves(
    sandbox: Sandbox, meltano: Meltano, database: str
):
    world, app_id = sandbox.world, sandbox.app.app_id
    meltano.run("tap-feishu", "target-postgres")
    expected = counts(world, app_id)
    assert {stream: len(present(database, stream)) for stream in expected} == expected
    check_values(world, database)

    (gone,) = [d for d in world.state.departments.values() if d.name == "伦敦办公室"]
    group = next(iter(world.state.groups))
    world.directory.remove_department(gone.open_department_id)
    world.directory.remove_group(group)
    events = by_key(database, "calendar_events", "calendar_id", "event_id")
    invited = len(present(database, "calendar_event_attendees"))
    event = next(e for e in world.state.calendars.events.values() if e.summary[:4] == "v2.0")
    world.calendars.cancel_event(event)
    meltano.run("tap-feishu", "target-postgres")
    expected = counts(world, app_id)
    assert {stream: len(present(database, stream)) for stream in expected} == expected
    assert (gone.open_department_id,) not in by_key(database, "departments", "open_department_id")
    assert (group,) not in by_key(database, "user_groups", "id")
    # What did not change stays, though the second run says nothing of it.
    kept = by_key(database, "calendar_events", "calendar_id", "event_id")
    assert kept == {key: row for key, row in events.items() if key[1] != event.event_id}
    assert len(present(database, "calendar_event_attendees")) == invited


def check_values(world: World, database: str) -> None:
    """Look at texts, times, objects and lists of some rows."""
    types = postgres.column_types(database, "approval_instances")
    kinds = {"form": "_jsonb", "start_time": "timestamp", "reverted": "bool", "status": "text"}
    assert {name: types[name] for name in kinds} == kinds
    instances = by_key(database, "approval_instances", "instance_code")
    for (code,), row in instances.items():
        instance = world.state.approvals.instances[code]
        assert [one["name"] for one in row["form"]] == [one["name"] for one in instance.form]
        assert (
            row["start_time"].replace(tzinfo=dt.timezone.utc).timestamp() == instance.start / 1000
        )
    (page,) = [row for row in postgres.table(database, "documents") if "欢迎" in row["title"]]
    assert "第一周 First week" in page["content"]
    rows = by_key(database, "sheet_rows", "spreadsheet_token", "sheet_id", "row")
    heads = [row["values"] for key, row in rows.items() if key[2] == 1]
    assert ["项目 Item", "日期 Date", "预算 Budget", "占比 Share"] in heads
    texts = [row["body"] for row in postgres.table(database, "messages")]
    assert any("周四发布" in str(text) for text in texts)
