"""What people see on Feishu, by names and keys instead of ids: equal where two runs did the same.

Objects carry their record's key in front of their name, `t1: write it`; a picture has a list for
each key, so that what is there twice is seen.
"""

from __future__ import annotations

import json
import typing as t
from collections import defaultdict

from tests.target_feishu.documents.library import documents, outline
from tests.target_feishu.tasks.support import made, shape

if t.TYPE_CHECKING:
    from feishu_sandbox import BaseBuilder, TableBuilder
    from feishu_sandbox.model import User
    from tests.target_feishu.everything import Company

#: `kind key` -> what is there under it.
Picture = dict[str, list[t.Any]]


def picture(company: Company) -> Picture:
    """Look at everything that a run can have made; what was deleted is not seen."""
    with company.sandbox.world.lock:
        found: Picture = defaultdict(list)
        base = company.sandbox.world.base(company.app_token)
        seen = (*_rows(base), *_talk(company), *_work(company), *_pages(company))
        for kind, name, content in seen:
            found[f"{kind} {name.partition(':')[0]}"].append(content)
        return dict(found)


Seen = t.Iterator[tuple[str, str, t.Any]]


def _rows(base: BaseBuilder) -> Seen:
    tables = [base.table(table_id) for table_id in base.data.tables]
    keys = {
        record_id: key
        for table in tables
        for record_id, row in table.rows().items()
        if (key := _text(row.get("id")))
    }
    for table in tables:
        name = table.data.name
        yield "table", name, sorted(field.name for field in table.data.fields)
        for row in table.rows().values():
            cells = {column: _cell(table, value, keys) for column, value in row.items()}
            yield name, _text(row.get("id")), cells


def _text(cell: t.Any) -> str:
    return "".join(part["text"] for part in cell or ())


def _cell(table: TableBuilder, value: t.Any, keys: dict[str, str]) -> t.Any:
    """Write a cell down by names: of linked rows the keys, of people and files the names."""
    world = table.world
    if isinstance(value, dict) and "link_record_ids" in value:
        return [keys[each] for each in value["link_record_ids"]]
    if not isinstance(value, list):
        return value
    parts = []
    for each in value:
        if "file_token" in each:
            media = world.state.media[each["file_token"]]
            parts.append((media.name, media.content))
        else:
            parts.append(world.state.users[each["id"]].name if "id" in each else each["text"])
    return parts


def _talk(company: Company) -> Seen:
    for message in company.sandbox.world.state.messages.values():
        if message.chat_id == company.chat_id and not message.deleted:
            content = json.loads(message.content)
            text = content.get("text") or content["elements"][0]["content"]
            yield message.msg_type, text, text


def _work(company: Company) -> Seen:
    state, people = company.sandbox.world.state, company.sandbox.world.state.users
    for instance in state.approvals.instances.values():
        if people[instance.user].name == "Ada":
            tasks = [(people[task.approver].name, task.status) for task in instance.tasks]
            comments = [each.comment for each in instance.timeline]
            title = instance.form[0]["value"]
            yield "approval", title, (instance.status, tasks, comments, len(instance.comments))
    for task in made(company.sandbox):
        if company.tasklist_guid in task.lists:
            yield "task", task.summary, _task(company, shape(task))
    for user in people.values():
        if ": person" in user.name and not user.resigned:
            yield "person", user.name, _person(user)


def _pages(company: Company) -> Seen:
    state = company.sandbox.world.state
    for event_id in state.calendars.calendars[company.calendar_id].entries:
        event = state.calendars.events[event_id]
        if event.status != "cancelled":
            guests = [(each.name, each.rsvp) for each in event.attendees if each.rsvp != "removed"]
            yield "event", event.summary, (event.summary, event.start, event.end, sorted(guests))
    for document in documents(company.sandbox):
        if document.document_id not in company.others:
            yield "document", document.newest.title, (document.newest.title, outline(document))


def _task(company: Company, seen: dict[str, t.Any]) -> dict[str, t.Any]:
    people = company.sandbox.world.state.users
    members = [(people[person].name, role) for person, role in seen["members"]]
    return {**seen, "members": sorted(members), "lists": len(seen["lists"])}


def _person(user: User) -> tuple[t.Any, ...]:
    return user.user_id, user.nickname, user.mobile, tuple(user.departments), user.frozen
