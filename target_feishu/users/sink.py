"""One person a record: taken in once, changed where the record changes, let go when told to."""

from __future__ import annotations

import typing as t

from feishu_connect import AccessError, FeishuError, NotFoundError, RejectedError
from feishu_connect.bitable.fields.coercion import compact_json, describe
from target_feishu.errors import RecordError
from target_feishu.ledger import Entry
from target_feishu.objects.sink import DELETE, UPSERT, Attempt, ObjectSink, Wish
from target_feishu.sinks import DELETED_AT
from target_feishu.templates import Template, compile_all, evaluate_all
from target_feishu.users.bodies import Bodies, digests
from target_feishu.users.codes import CHANGED_IN_PART, GONE, LEFT, TAKEN_ID, lost_in_part
from target_feishu.users.contacts import Contacts
from target_feishu.users.fields import IDENTITY, PersonFields
from target_feishu.users.hiring import Hiring, has_left

if t.TYPE_CHECKING:
    from collections.abc import Mapping

    from target_feishu.sinks import Record
    from target_feishu.users.route import UserRoute


class UserSink(ObjectSink):
    """Keeps people as their records say."""

    kind = "user"

    def setup(self) -> None:
        """Open the ledger, and compile the route's templates."""
        super().setup()
        self.destination = "people"
        self._route = t.cast("UserRoute", self.route)
        self._contacts = Contacts(self.target.client, self._route.department_id_type)
        # Ids of another kind are of no use: with them everybody is looked for anew.
        self.ledger = self.target.ledger(self.kind, self.stream_name, self._contacts.id_type)
        self._fields = PersonFields(self._route)
        self._operation = Template(self._route.operation, "operation")
        self._acceptors = compile_all(dict(self._route.acceptors or {}), "acceptors")
        self._bodies = Bodies(self._contacts, self.target.people())
        self._hiring = Hiring(self._contacts, self._bodies, resurrects=self._route.resurrect)
        #: Who takes over from the person of the record at hand.
        self._heirs: dict[str, t.Any] = {}

    def take(self, record: Record, context: Record) -> None:
        """Bring the person about; a record that was deleted lets nobody go unless it is told to."""
        if record.get(DELETED_AT) is not None and not self._route.hard_delete:
            self.count(kept=1)
            return
        super().take(record, context)

    def key_of(self, record: Record) -> str:
        """Give the key of a record; without keys that by which the person is found."""
        if self.key_properties:
            return super().key_of(record)
        identity = self._fields.identity(record)
        if not identity:
            named = ", ".join(f"`{name}`" for name in IDENTITY)
            msg = f"a record of a stream without keys has none of {named}"
            raise RecordError(msg, cure="Give one of them, or give the stream a key")
        return compact_json(next([name, each] for name, each in identity.items()))

    def wish(self, record: Record) -> Wish:
        """Tell what a record asks for."""
        operation = self._operation.render(record).strip()
        if operation == DELETE:
            return self.farewell(record)
        if operation != UPSERT:
            msg = f"`operation` is {describe(operation)}, not `{UPSERT}` or `{DELETE}`"
            raise RecordError(msg, field="operation")
        return Wish(self._fields.read(record))

    def farewell(self, record: Record) -> Wish:
        """Tell by what the person to let go is found, and who takes over."""
        self._heirs = self._bodies.acceptors(evaluate_all(self._acceptors, record))
        return Wish(self._fields.identity(record), DELETE)

    def find(self, wish: Wish, attempt: Attempt) -> Entry | None:
        """Find a person to let go whom no earlier run has written down."""
        del attempt
        user = self._hiring.find(wish.content)
        return None if user is None else Entry(id=self._contacts.id_in(user))

    def create(self, wish: Wish, attempt: Attempt) -> Entry:
        """Find the person, or take him or her in."""
        made = self._hiring.hire(wish.content, attempt)
        person = made.entry.id
        addresses = [str(wish.content.get(name) or "") for name in ("email", "mobile")]
        self.target.people().know(person, addresses)
        self._tell(made.lost, person)
        return made.entry

    def outcome(self, made: Entry) -> str:
        """Somebody who was there was not created."""
        return str(made.facts.get("found") or "created")

    def update(self, wish: Wish, entry: Entry) -> Entry:
        """Change the fields that the last record gave otherwise."""
        fields: Mapping[str, t.Any] = wish.content
        now, before = digests(fields), entry.facts.get("written") or {}
        changed = [name for name in now if now[name] != before.get(name)]
        body = self._bodies.to_patch(fields, changed)
        lost = self._patch(entry.id, body, fields) if body else ()
        person = entry.id
        if "user_id" in changed and fields["user_id"] and "user_id" in before:
            self._rename(person, fields["user_id"])
            person = fields["user_id"] if self._contacts.id_type == "user_id" else person
        self._tell(lost, person)
        written = {name: each for name, each in {**before, **now}.items() if name not in lost}
        return Entry(id=person, facts={"written": written})

    def unsettled(self, wish: Wish, entry: Entry) -> Entry:
        """Forget what the fields hold that the update changes; the others are not written."""
        now, before = digests(wish.content), entry.facts.get("written") or {}
        unknown = {name: "" for name in before if name in now and now[name] != before[name]}
        facts = {**entry.facts, "written": {**before, **unknown}}
        return Entry(entry.id, "", entry.begun_at, facts)

    def delete(self, entry: Entry) -> None:
        """Let the person go; one who has gone already is fine."""
        try:
            self._contacts.delete(entry.id, self._heirs)
        except (AccessError, NotFoundError, RejectedError) as error:
            if error.code not in GONE and not self._has_left(entry.id):
                raise

    def _has_left(self, person: str) -> bool:
        """Look whether somebody whom Feishu does not let go has gone, e.g. after a lost reply."""
        found = self._contacts.get(person)
        return found is not None and has_left(found)

    def _patch(
        self, person: str, body: dict[str, t.Any], fields: Mapping[str, t.Any]
    ) -> tuple[str, ...]:
        """Patch; give the fields that Feishu did not take although it took the others."""
        try:
            self._contacts.patch(person, body)
        except FeishuError as error:
            if error.code in CHANGED_IN_PART:
                return lost_in_part(error)
            if error.code != LEFT or not self._route.resurrect:
                raise
            self._hiring.take_back(person, fields)
            self._contacts.patch(person, self._bodies.to_patch(fields, fields))
        return ()

    def _rename(self, person: str, user_id: str) -> None:
        """Change the company's own id; one that the person has by now is fine."""
        try:
            self._contacts.rename(person, user_id)
        except FeishuError as error:
            owner = self._contacts.get(user_id, "user_id") if error.code == TAKEN_ID else None
            if owner is None or self._contacts.id_in(owner) != person:
                raise

    def _tell(self, lost: t.Collection[str], person: str) -> None:
        """Count and tell what Feishu has left out of a person whom it has saved."""
        if lost:
            named = " and ".join(f"`{name}`" for name in lost)
            self.logger.warning("Person %s is saved, but Feishu did not take %s", person, named)
            self.count(saved_in_part=1)
