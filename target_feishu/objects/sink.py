"""One object of Feishu per key: made once, changed when its record changes, deleted with it."""

from __future__ import annotations

import abc
import dataclasses
import typing as t

from singer_sdk.sinks import RecordSink

from feishu_connect import FeishuError, NotFoundError
from feishu_connect.bitable.fields.coercion import compact_json, describe
from target_feishu.errors import RecordError
from target_feishu.idempotency import digest_of, uuid4_of
from target_feishu.ledger import Entry
from target_feishu.sinks import DELETED_AT, FeishuSink, Record

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
    #: Nobody has tried before.
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

    @abc.abstractmethod
    def update(self, wish: Wish, entry: Entry) -> Entry:
        """Write what has changed; give the entry with what is known now.

        Raises:
            NotFoundError: Somebody deleted the object; it is made anew.
        """

    def delete(self, entry: Entry) -> None:
        """Delete the object; one that is gone already is fine."""
        raise NotImplementedError

    def take(self, record: Record, context: Record) -> None:  # noqa: ARG002
        """Bring the record's object about before returning, so that STATE never runs ahead."""
        try:
            self._bring(self.key_of(record), self._wish(record))
        except FeishuError as error:
            self.refuse(record, self._named(record, error))

    def key_of(self, record: Record) -> str:
        """Give the key of a record; a stream without keys has its whole records for keys."""
        values = [record[name] for name in self.key_properties] if self.key_properties else record
        return compact_json(values)

    def _wish(self, record: Record) -> Wish:
        return Wish(None, DELETE) if record.get(DELETED_AT) is not None else self.wish(record)

    def _bring(self, key: str, wish: Wish) -> None:
        entry = self.ledger.get(key)
        if wish.operation == DELETE:
            self._delete(key, entry)
            return
        digest = digest_of(wish.content)
        if entry is None or not entry.is_sure:
            self._create(key, wish, digest, entry)
        elif entry.digest == digest:
            self.count(unchanged=1)
        else:
            self._update(key, wish, digest, entry)

    def _create(self, key: str, wish: Wish, digest: str, entry: Entry | None) -> None:
        begun = entry or self.ledger.begin(key)
        round_ = begun.facts.get("round", 0)
        token = uuid4_of(self.kind, self.stream_name, key, round_)
        made = self.create(wish, Attempt(key, token, begun, is_first=entry is None))
        facts = {**made.facts, "round": round_}
        self.ledger.put({key: Entry(made.id, digest, begun.begun_at, facts)})
        self.count(created=1)

    def _update(self, key: str, wish: Wish, digest: str, entry: Entry) -> None:
        try:
            changed = self.update(wish, entry)
        except NotFoundError:
            # Under the old token Feishu could answer with the object that is gone.
            again = self.ledger.begin(key, round=entry.facts.get("round", 0) + 1)
            self._create(key, wish, digest, again)
            return
        facts = {**entry.facts, **changed.facts}
        self.ledger.put({key: Entry(entry.id, digest, entry.begun_at, facts)})
        self.count(updated=1)

    def _delete(self, key: str, entry: Entry | None) -> None:
        if entry is None or not entry.is_sure:
            self.count(unchanged=1)
            return
        self.delete(entry)
        # It may come back: as another object, under another token.
        self.ledger.begin(key, round=entry.facts.get("round", 0) + 1)
        self.count(deleted=1)

    def _named(self, record: Record, error: FeishuError) -> FeishuError:
        """Say which record it was."""
        named = [record.get(name) for name in self.key_properties]
        which = describe(named or record)
        if isinstance(error, RecordError):
            msg = f"stream `{self.stream_name}`, record {which}: {error.message}"
            return RecordError(msg, cure=error.cure, code=error.code, field=error.field)
        error.message = f"stream `{self.stream_name}`, record {which}: {error.message}"
        return error
