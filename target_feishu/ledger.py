"""What has become of records in earlier runs: kept in the store, so that nothing is done twice."""

from __future__ import annotations

import datetime as dt
import typing as t
from dataclasses import asdict, dataclass, field

from feishu_connect.bitable.fields.coercion import compact_json

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from feishu_connect import FeishuClient


@dataclass(frozen=True, slots=True)
class Entry:
    """What is known of the thing that a record became.

    It is written before the thing is made, with an empty `id`, and again when Feishu has confirmed
    it: an entry without an id tells that a run ended in between, and that the thing may be there.
    """

    #: Feishu's id; empty while nobody knows whether the thing was made.
    id: str = ""
    #: Of what was last written.
    digest: str = ""
    #: When the first attempt was about to be made: ISO 8601, UTC.
    begun_at: str = ""
    #: Whatever else its kind needs to know: JSON values.
    facts: Mapping[str, t.Any] = field(default_factory=dict)

    @property
    def begun(self) -> dt.datetime:
        """When the first attempt was about to be made."""
        return dt.datetime.fromisoformat(self.begun_at)

    @property
    def is_sure(self) -> bool:
        """Whether the thing was made."""
        return bool(self.id)


class Ledger:
    """The entries of one kind of thing, e.g. of the tasks of a stream."""

    def __init__(self, client: FeishuClient, *parts: object) -> None:
        """Read nothing yet.

        Args:
            client: Whose store and tenant it is.
            parts: What tells this ledger from others, e.g. kind and stream.
        """
        self._client = client
        settings = client.settings
        whose = [settings.base_url, settings.tenant_key or "", settings.identity]
        self._name = compact_json([*parts, *whose])

    def find(self, keys: Iterable[str]) -> dict[str, Entry]:
        """Give the entries of those keys that have one."""
        found = self._client.store.ledger(self._name, keys)
        return {key: Entry(**value) for key, value in found.items()}

    def get(self, key: str) -> Entry | None:
        """Give the entry of a key."""
        return self.find([key]).get(key)

    def entries(self) -> Iterator[Entry]:
        """Give all entries, in no order; what their keys were, their facts have to tell."""
        for value in self._client.store.ledger_values(self._name):
            yield Entry(**value)

    def put(self, entries: Mapping[str, Entry]) -> None:
        """Write entries, all or none; they are on the disk when this returns."""
        values = {key: asdict(entry) for key, entry in entries.items()}
        self._client.store.save_ledger(self._name, values)

    def forget(self, keys: Iterable[str]) -> None:
        """Take entries out."""
        self._client.store.forget_ledger(self._name, keys)

    def begin(self, key: str, **facts: t.Any) -> Entry:
        """Write down that a thing is about to be made; its time is that of the first attempt."""
        entry = Entry(begun_at=self.now(), facts=facts)
        self.put({key: entry})
        return entry

    def now(self) -> str:
        """Give the time as entries keep it."""
        return self._client.clock.now().isoformat()

    def age(self, entry: Entry) -> float:
        """Tell how many seconds ago the first attempt was made."""
        return (self._client.clock.now() - entry.begun).total_seconds()
