"""A kind of destination that exists in tests only: things in a dictionary, made under tokens."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

from feishu_connect import NotFoundError, RejectedError
from target_feishu.kind import Kind, Route
from target_feishu.ledger import Entry
from target_feishu.objects.sink import Attempt, ObjectSink, Wish

if t.TYPE_CHECKING:
    from target_feishu.sinks import Record


class Interrupted(BaseException):
    """The process dies here."""


@dataclass
class Things:
    """What stands for Feishu. Creates with a token that was used before give the first thing."""

    by_id: dict[str, t.Any] = field(default_factory=dict)
    by_token: dict[str, str] = field(default_factory=dict)
    calls: list[str] = field(default_factory=list)
    attempts: list[Attempt] = field(default_factory=list)
    #: Die after the call of this name has been carried out.
    deadly: str = ""

    def create(self, attempt: Attempt, content: t.Any) -> str:
        self.attempts.append(attempt)
        if attempt.token not in self.by_token:
            name = f"thing{len(self.by_token) + 1}"
            self.by_token[attempt.token] = name
            self.by_id[name] = content
        self._called("create")
        return self.by_token[attempt.token]

    def update(self, name: str, content: t.Any) -> None:
        if name not in self.by_id:
            raise NotFoundError(name)
        self.by_id[name] = content
        self._called("update")

    def delete(self, name: str) -> None:
        self.by_id.pop(name, None)
        self._called("delete")

    def _called(self, name: str) -> None:
        self.calls.append(name)
        if name == self.deadly:
            raise Interrupted


THINGS = Things()


class ThingSink(ObjectSink):
    """Records are things; a name that is `bad` is refused."""

    kind = "thing"

    def wish(self, record: Record) -> Wish:
        return Wish({"name": record["name"]}, record.get("operation") or "upsert")

    def create(self, wish: Wish, attempt: Attempt) -> Entry:
        self._check(wish)
        return Entry(id=THINGS.create(attempt, wish.content), facts={"made": True})

    def update(self, wish: Wish, entry: Entry) -> Entry:
        self._check(wish)
        THINGS.update(entry.id, wish.content)
        return entry

    def delete(self, entry: Entry) -> None:
        THINGS.delete(entry.id)

    def find(self, wish: Wish, attempt: Attempt) -> Entry | None:
        del wish
        name = THINGS.by_token.get(attempt.token, "")
        return Entry(id=name) if name in THINGS.by_id else None

    def _check(self, wish: Wish) -> None:
        if wish.content["name"] == "bad":
            msg = "bad name"
            raise RejectedError(msg, code=1, field="name", log_id="log-1")


@dataclass(frozen=True, slots=True)
class ThingRoute(Route):
    """Nothing beside what all routes have."""


THING = Kind(name="thing", summary="A thing.", route=ThingRoute, sink=ThingSink)
