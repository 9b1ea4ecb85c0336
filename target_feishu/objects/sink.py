"""One object of Feishu per key: made once, changed when its record changes, deleted with it."""

from __future__ import annotations

import abc
import dataclasses
import typing as t

from singer_sdk.sinks import RecordSink

from feishu_connect import FeishuError, NotFoundError
from feishu_connect.bitable.fields.coercion import compact_json
from target_feishu.errors import RecordError, is_of_all
from target_feishu.idempotency import digest_of, uuid4_of
from target_feishu.ledger import Entry
from target_feishu.sinks import DELETED_AT, FeishuSink, Record
from target_feishu.templates import own_columns

#: What a template of `operation` may give.
UPSERT: t.Final = "upsert"
DELETE: t.Final = "delete"


@dataclasses.dataclass(frozen=True, slots=True)
class Wish:
    """What a record asks for."""

    #: What is to be written, in the form that the kind understands: JSON values, for the digest.
    content: t.Any
    operation: str = UPSERT


@dataclasses.dataclass(frozen=True, slots=True)
class Attempt:
    """The making of one object: what earlier attempts left behind, and the key of this one."""

    key: str
    #: Under which Feishu makes it once: a UUID, the same for each attempt at this object.
    token: str
    entry: Entry
    #: Nobody has tried before. False also after a deletion, when a look-up costs one call.
    is_first: bool


class ObjectSink(FeishuSink, RecordSink, abc.ABC):
    """Brings each record's object about, and writes down what became of it.

    The ledger is written before an object is made and after it: a run that ends in between leaves
    an entry without an id, and the next one knows to look. What a kind has to tell is how to make,
    change, delete, and find again.
    """

    #: Name of the kind in the ledger, in keys and in the summary, e.g. `task`. Never change it.
    kind: t.ClassVar[str]

    def setup(self) -> None:
        """Open the ledger."""
        super().setup()
        self.destination = f"{self.kind}s"
        self.ledger = self.target.ledger(self.kind, self.stream_name)

    @abc.abstractmethod
    def wish(self, record: Record) -> Wish:
        """Tell what a record asks for.

        Raises:
            RecordError: It does not say it in a way that Feishu takes.
        """

    @abc.abstractmethod
    def create(self, wish: Wish, attempt: Attempt) -> Entry:
        """Make the object, or find the one that an earlier attempt has made.

        Give its `id` and `facts`. With `attempt.token` as the API's idempotency key where it has
        one, an attempt that was interrupted makes nothing twice.
        """

    def outcome(self, made: Entry) -> str:  # noqa: ARG002
        """Tell what the summary calls what `create` gave."""
        return "created"

    @abc.abstractmethod
    def update(self, wish: Wish, entry: Entry) -> Entry:
        """Write what has changed; give the entry with what is known now.

        Raises:
            NotFoundError: Somebody deleted the object; it is made anew.
        """

    def unsettled(self, wish: Wish, entry: Entry) -> Entry:  # noqa: ARG002
        """Give an entry as it is while `update` is under way, which gets it.

        Without a digest no record finds the object unchanged. A kind that compares records with
        facts takes those out, too, that the update makes uncertain.
        """
        return dataclasses.replace(entry, digest="")

    def delete(self, entry: Entry) -> None:
        """Delete the object; one that is gone already is fine."""
        raise NotImplementedError

    def find(self, wish: Wish, attempt: Attempt) -> Entry | None:  # noqa: ARG002
        """Look for an object that is to be deleted, and of which nobody knows whether it was made.

        A run that ended between making and writing down leaves one behind. Where this finds
        nothing, there is nothing to delete.
        """
        return None

    def farewell(self, record: Record) -> Wish:  # noqa: ARG002
        """Tell what a record asks for that the source has deleted; `find` gets it."""
        return Wish(None, DELETE)

    def take(self, record: Record, context: Record) -> None:  # noqa: ARG002
        """Bring the record's object about before returning, so that STATE never runs ahead."""
        try:
            self._bring(self.key_of(record), self._wish(record))
        except FeishuError as error:
            self.mark_settings(error)
            self.refuse(record, self._named(record, error))

    def key_of(self, record: Record) -> str:
        """Give the key of a record; a stream without keys has its whole records for keys."""
        own = own_columns(record)
        values = [own[name] for name in self.key_properties] if self.key_properties else own
        return compact_json(values)

    def _wish(self, record: Record) -> Wish:
        gone = record.get(DELETED_AT) is not None
        full = self.full(record)
        return self.farewell(full) if gone else self.wish(full)

    def _bring(self, key: str, wish: Wish) -> None:
        entry = self.ledger.get(key)
        if wish.operation == DELETE:
            self._delete(key, wish, entry)
            return
        if entry is not None and entry.facts.get("leaving"):
            entry = self.leave(key, entry)
        digest = digest_of(wish.content)
        if entry is None or not entry.is_sure:
            self._create(key, wish, digest, entry)
        elif entry.digest == digest:
            self.count(unchanged=1)
        else:
            self._update(key, wish, digest, entry)

    def _create(self, key: str, wish: Wish, digest: str, entry: Entry | None) -> None:
        begun = entry or self.ledger.begin(key)
        try:
            made = self.create(wish, self._attempt(key, begun, is_first=entry is None))
        except FeishuError as error:
            self._tell_half(key, error)
            raise
        facts = {"round": begun.facts.get("round", 0), **made.facts}
        self.ledger.put({key: Entry(made.id, digest, begun.begun_at, facts)})
        self.count(**{self.outcome(made): 1})

    def _tell_half(self, key: str, error: FeishuError) -> None:
        """Say and count that an object is there, though not all of its record could be written."""
        left = self.ledger.get(key)
        if left is not None and left.is_sure:
            error.message = f"made ({self.kind} {left.id}), but not all of it: {error.message}"
            self.count(created_in_part=1)

    def _update(self, key: str, wish: Wish, digest: str, entry: Entry) -> None:
        # A run may end half-way, and the next record may say again what the digest is of.
        entry = self.unsettled(wish, entry)
        self.ledger.put({key: entry})
        try:
            changed = self.update(wish, entry)
        except NotFoundError:
            # Under the old token Feishu could answer with the object that is gone.
            again = self.ledger.begin(key, round=entry.facts.get("round", 0) + 1)
            self._create(key, wish, digest, again)
            return
        facts = {**entry.facts, **changed.facts}
        self.ledger.put({key: Entry(changed.id or entry.id, digest, entry.begun_at, facts)})
        self.count(updated=1)

    def _delete(self, key: str, wish: Wish, entry: Entry | None) -> None:
        is_known = entry is not None and entry.is_sure
        known = entry if is_known else self._left_behind(key, wish, entry)
        if known is None:
            self.count(unchanged=1)
            return
        self.leave(key, known)
        self.count(deleted=1)

    def leave(self, key: str, entry: Entry) -> Entry:
        """Delete an object; its record may come back, as another object, under another token.

        It is written down first: where a run ends in between, a record that is as it was before
        must not find its object unchanged.
        """
        leaving = dataclasses.replace(entry, facts={**entry.facts, "leaving": True})
        self.ledger.put({key: leaving})
        self.delete(entry)
        return self.ledger.begin(key, round=entry.facts.get("round", 0) + 1, gone=True)

    def _left_behind(self, key: str, wish: Wish, entry: Entry | None) -> Entry | None:
        """Look for an object that may be there although no entry says so."""
        begun = entry or Entry()
        if begun.facts.get("gone"):
            return None
        found = self.find(wish, self._attempt(key, begun, is_first=entry is None))
        if found is None:
            return None
        return dataclasses.replace(found, facts={**begun.facts, **found.facts})

    def _attempt(self, key: str, begun: Entry, *, is_first: bool) -> Attempt:
        token = uuid4_of(self.kind, self.stream_name, key, begun.facts.get("round", 0))
        return Attempt(key, token, begun, is_first)

    def _named(self, record: Record, error: FeishuError) -> FeishuError:
        """Say which record it was, unless any other would have met the same."""
        if is_of_all(error):
            return error
        msg = f"stream `{self.stream_name}`, record {self.name_of(record)}: {error.message}"
        if isinstance(error, RecordError):
            return RecordError(msg, cure=error.cure, code=error.code, field=error.field)
        error.message = msg
        return error
