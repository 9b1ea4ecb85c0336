"""One input for all kinds of routes: streams in turns, changed records, deletions, STATE between.

The same lines are fed to a target in this process and to one that runs by itself.
"""

from __future__ import annotations

import typing as t

from tests.target_feishu.support import TEXT, record, schema, state

if t.TYPE_CHECKING:
    from pathlib import Path

    from feishu_sandbox import Sandbox
    from tests.target_feishu.support import Line

ADA, BOB = "ada@every.example", "bob@every.example"
GONE = {"_sdc_deleted_at": "2026-01-31T08:00:00Z"}
#: Of whatever type.
ANY: t.Any = {}
TIMES = {"start_time": "2026-03-02T09:00:00Z", "end_time": "2026-03-02T10:00:00Z"}
MOBILES = {"h1": "+8613800000001", "h2": "+8613800000002"}
FILES = {
    "type": ["array", "string", "null"],
    "x-feishu": {"field_name": "files", "type": 17, "ui_type": "Attachment"},
}
WHO = {"type": ["string", "null"], "x-feishu": {"field_name": "owner", "type": 11}}
DELETED = {"_sdc_deleted_at": TEXT}

#: Stream -> its columns beside the key `id`.
COLUMNS: t.Final[dict[str, Line]] = {
    "orders": {"amount": {"type": ["number", "null"]}, "owner": WHO, "customer": TEXT}
    | {"files": FILES},
    "customers": {"name": TEXT, "last": TEXT},
    "alerts": {"text": TEXT},
    "cards": {"text": TEXT},
    "changes": {"title": TEXT, "operation": TEXT, "comment": TEXT},
    "todos": {"summary": TEXT, "members": ANY, "reminders": ANY, "due": TEXT},
    "visits": {"summary": TEXT, "attendees": ANY, "start_time": TEXT, "end_time": TEXT},
    "reports": {"title": TEXT, "content": TEXT},
    "staff": {"name": TEXT, "nickname": TEXT, "mobile": TEXT},
}


class Company:
    """What has to be there before a run: a base, a chat, a calendar, a task list and people."""

    def __init__(self, sandbox: Sandbox, folder: Path) -> None:
        self.sandbox = sandbox
        world, app_id = sandbox.world, sandbox.app.app_id
        ada = world.add_user("Ada", email=ADA)
        world.add_user("Bob", email=BOB)
        calendar = world.calendars.add_calendar("everything", roles={app_id: "writer"})
        tasklist = world.tasks.add_list("everything", ada)
        world.tasks.share(tasklist, sandbox.app, "editor")
        self.app_token = world.add_base("everything").app_token
        self.chat_id = world.add_chat("everything", bots=[app_id]).chat_id
        self.calendar_id, self.tasklist_guid = calendar.calendar_id, tasklist.guid
        self.department = next(iter(world.state.departments))
        #: Documents that belong to others.
        self.others = set(world.state.docx.documents)
        self.paths = [str(folder / name) for name in ("one.txt", "two.txt")]
        for name in ("one.txt", "two.txt"):
            (folder / name).write_text(f"content of {name}", encoding="utf-8")

    @property
    def config(self) -> Line:
        """The settings of a target, without the connection."""
        return {"base": self.app_token, "hard_delete": True, "routes": self._routes()}

    def _routes(self) -> list[Line]:
        card = {"elements": [{"tag": "markdown", "content": "{{ id }}: {{ text }}"}]}
        chat = {"to": "message", "receive_id": self.chat_id}
        return [
            {"stream": "orders", "links": {"customer": {"table": "customers", "key": "id"}}},
            {"stream": "customers", "links": {"last": {"table": "orders", "key": "id"}}},
            {"stream": "alerts", **chat, "content": "{{ id }}: {{ text }}"},
            {"stream": "cards", **chat, "msg_type": "interactive", "content": card},
            {"stream": "changes", **_APPROVAL},
            {"stream": "todos", "to": "task", "tasklists": [self.tasklist_guid]},
            {"stream": "visits", "to": "calendar_event", "calendar_id": self.calendar_id},
            {"stream": "reports", "to": "document"},
            {
                "stream": "staff",
                "to": "user",
                "hard_delete": True,
                "user_id": "{{ id }}",
                "department_ids": [self.department],
                "employee_type": 1,
            },
        ]

    def first(self) -> list[Line]:
        """Give the records of new objects."""
        one, two = self.paths
        return [
            _order("o1", 1, ADA, "c1", [one]),
            _visit("v1", "old", [ADA]),
            _order("o2", 2, BOB, "c2", [one, two]),
            _todo("t1", "old", [ADA], 30),
            _row("customers", "c1", name="old", last="o2"),
            _row("customers", "c2", name="two", last="o1"),
            _row("alerts", "a1", text="old"),
            _change("r1"),
            _row("cards", "k1", text="old"),
            _report("d1", "old"),
            _person("h1", "A"),
            _order("o3", 3, None, None, None),
            _todo("t2", "two", [BOB]),
            _change("r2"),
            _visit("v2", "two", [BOB]),
            _row("alerts", "a2", text="two"),
            _report("d2", "two"),
            _person("h2", "B"),
        ]

    def second(self) -> list[Line]:
        """Give the records that change, recall and delete some of them."""
        return [
            _todo("t1", "new", [BOB], 10),
            _order("o1", 10, BOB, "c2", [self.paths[1]]),
            _row("alerts", "a1", text="new"),
            _row("customers", "c1", name="new", last="o1"),
            _row("cards", "k1", text="new"),
            _change("r1", "approve", comment="fine"),
            _visit("v1", "new", [BOB]),
            _person("h1", "C"),
            _report("d1", "new"),
            _change("r2", "cancel"),
            _todo("t2", "two", [ADA, BOB]),
        ]

    def last(self) -> list[Line]:
        """Give the records that delete."""
        keys = {"orders": "o3", "todos": "t2", "visits": "v2", "reports": "d2", "staff": "h2"}
        return [_row(stream, key, **GONE) for stream, key in keys.items()]

    def whole(self) -> list[Line]:
        """Give the whole input."""
        return told([*self.first(), *self.second(), *self.last()])

    def settled(self) -> list[Line]:
        """Give an input that says of each key what the whole one says of it last."""
        newest: dict[tuple[str, str], Line] = {}
        for line in (*self.first(), *self.second(), *self.last()):
            newest[line["stream"], line["record"]["id"]] = line
        return told(list(newest.values()))


def told(records: list[Line]) -> list[Line]:
    """Put the SCHEMA messages before records, and after every other one a STATE that counts."""
    lines = [schema(name, id=TEXT, **columns, **DELETED) for name, columns in COLUMNS.items()]
    for number, line in enumerate(records, 1):
        lines += [line] if number % 2 else [line, state(number)]
    return [*lines, state(len(records))]


_FORM = [{"name": "Title", "type": "input", "required": True}]
_APPROVAL: t.Final[Line] = {
    "to": "approval",
    "definition": {"name": "Everything", "form": _FORM},
    "applicant": ADA,
    "approvers": BOB,
    "form": {"Title": "{{ title }}"},
    "operation": "{{ operation }}",
    "comment": "{{ comment }}",
}


def _row(stream: str, key: str, **values: t.Any) -> Line:
    return record(stream, id=key, **values)


def _order(key: str, amount: int, owner: t.Any, customer: t.Any, files: t.Any) -> Line:
    return _row("orders", key, amount=amount, owner=owner, customer=customer, files=files)


def _visit(key: str, name: str, attendees: list[str]) -> Line:
    return _row("visits", key, summary=f"{key}: {name}", attendees=attendees, **TIMES)


def _todo(key: str, name: str, members: list[str], minutes: int | None = None) -> Line:
    values = {"members": members, "due": "2026-01-31T12:00:00Z", "reminders": minutes}
    return _row("todos", key, summary=f"{key}: {name}", **values)


def _change(key: str, operation: str = "create", comment: str | None = None) -> Line:
    return _row("changes", key, title=f"{key}: change", operation=operation, comment=comment)


def _report(key: str, name: str) -> Line:
    return _row("reports", key, title=f"{key}: {name}", content=f"# {name}\n\ntext\n\n- a\n- b")


def _person(key: str, nickname: str) -> Line:
    return _row("staff", key, name=f"{key}: person", nickname=nickname, mobile=MOBILES[key])
