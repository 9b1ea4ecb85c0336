"""One task a record."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect.bitable.fields.coercion import compact_json, describe, is_blank
from feishu_connect.links import parse_link
from target_feishu.errors import RecordError
from target_feishu.ledger import Entry
from target_feishu.objects.sink import DELETE, UPSERT, Attempt, ObjectSink, Wish
from target_feishu.tasks.content import TaskTemplates, with_people
from target_feishu.tasks.editing import TaskEditor
from target_feishu.tasks.making import TaskMaker
from target_feishu.tasks.written import Written, accomplished, changes_of, expected
from target_feishu.templates import Template

if t.TYPE_CHECKING:
    from target_feishu.sinks import Record
    from target_feishu.tasks.content import Content
    from target_feishu.tasks.route import TaskRoute

#: Seconds for which a task may not be known to every server of Feishu.
_FRESH = 60.0


@dataclass(frozen=True, slots=True)
class TaskWish(Wish):
    """What a record asks for, and the key of the record."""

    key: str = ""


class TaskSink(ObjectSink):
    """Makes tasks, and keeps them as their records say."""

    kind = "task"

    def setup(self) -> None:
        """Compile the route's templates."""
        super().setup()
        route = t.cast("TaskRoute", self.route)
        self._templates = TaskTemplates(route)
        self._operation = Template(route.operation, "operation")
        client = self.target.client
        self._maker = TaskMaker(client, self.ledger, route.when_unsure, self._is_new)
        self._editor = TaskEditor(client)
        #: When this run made tasks, by GUID.
        self._made_at: dict[str, float] = {}

    def wish(self, record: Record) -> Wish:
        """Tell what a record asks for.

        Raises:
            RecordError: It does not say it in a way that Feishu takes.
        """
        operation = self._operation.render(record).strip() or UPSERT
        if operation == DELETE:
            return Wish(None, DELETE)
        if operation != UPSERT:
            msg = f"`operation`: expected {UPSERT} or {DELETE}, got {describe(operation)}"
            raise RecordError(msg, field="operation")
        return TaskWish(self._templates.evaluate(record), key=self.key_of(record))

    def create(self, wish: Wish, attempt: Attempt) -> Entry:
        """Make the task, or go on where an earlier run was interrupted.

        Raises:
            RecordError: It has no title, or nobody can tell whether it was made.
        """
        content: Content = wish.content
        if "summary" not in content:
            msg = "`summary` is missing"
            cure = "Give it in the route, or a column of that name"
            raise RecordError(msg, cure=cure, field="summary")
        content = with_people(content, self.target.people())
        pending = attempt.entry.facts.get("pending")
        guid = self._maker.settle(pending) if pending else ""
        if pending and guid:
            body = pending["body"]
        else:
            parent = self._parent(content.get("parent"))
            body = self._maker.body(content, attempt.token, parent)
            guid = self._maker.make(attempt.key, attempt.entry, body, parent)
        self._made_at[guid] = self.target.client.clock.monotonic()
        made = Entry(guid, "", attempt.entry.begun_at, self._round(attempt.entry))
        self._save(attempt.key, made, Written.of_body(body))
        written = self._bring_about(attempt.key, made, content, Written.of_body(body), fresh=True)
        return Entry(guid, facts=written.facts)

    def update(self, wish: Wish, entry: Entry) -> Entry:
        """Write what has changed since the record came last."""
        key = t.cast("TaskWish", wish).key
        content = with_people(wish.content, self.target.people())
        written = Written.of_facts(entry.facts)
        after = self._bring_about(key, entry, content, written, fresh=self._is_new(entry.id))
        return Entry(entry.id, facts=after.facts)

    def delete(self, entry: Entry) -> None:
        """Delete the task."""
        self._editor.delete(entry.id)

    def find(self, wish: Wish, attempt: Attempt) -> Entry | None:  # noqa: ARG002
        """Find a task that a run was making when it ended."""
        pending = attempt.entry.facts.get("pending")
        guid = self._maker.settle(pending) if pending else ""
        return Entry(guid) if guid else None

    def _bring_about(
        self, key: str, entry: Entry, content: Content, written: Written, *, fresh: bool
    ) -> Written:
        """Make the changes; before them is written down what they may leave behind half-way."""
        changes = changes_of(content, written)
        if changes:
            self._save(key, entry, expected(written, changes))
            self._editor.carry_out(entry.id, changes, written, fresh=fresh)
        return accomplished(content, written, changes)

    def _is_new(self, guid: str) -> bool:
        """Tell whether this run made a task so lately that not every server may know it."""
        made = self._made_at.get(guid)
        return made is not None and self.target.client.clock.monotonic() - made < _FRESH

    def _save(self, key: str, entry: Entry, written: Written) -> None:
        """Write down a state; without a digest, so that no record finds the task unchanged."""
        facts = {**entry.facts, **written.facts}
        self.ledger.put({key: Entry(entry.id, "", entry.begun_at, facts)})

    def _parent(self, value: t.Any) -> str:
        """Give the GUID of the task above: another record's, or the one that is named.

        Raises:
            RecordError: There is none.
        """
        if is_blank(value) or value == []:
            return ""
        keys = [value if isinstance(value, list) else [value], [str(value)]]
        if isinstance(value, str) and value.strip().isdecimal():
            keys.append([int(value)])
        entries = self.ledger.find(compact_json(key) for key in keys)
        known = next((entry.id for entry in entries.values() if entry.is_sure), "")
        if known:
            return known
        try:
            return parse_link("tasklist", str(value)).token
        except ValueError:
            msg = f"`parent`: no record with the key {describe(value)} has a task"
            cure = "Let records come before those below them, or give the GUID of a task"
            raise RecordError(msg, cure=cure, field="parent") from None

    @staticmethod
    def _round(entry: Entry) -> dict[str, t.Any]:
        return {"round": entry.facts.get("round", 0)}
