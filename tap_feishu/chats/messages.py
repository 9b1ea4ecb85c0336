"""The messages of one chat since the last run: what was written, edited, recalled.

Feishu lists messages by their time of creation, which edits and recalls do not change, so a window
before the cursor is read again. A chat's history holds only the first message of each thread, and
a thread has no filter by time: threads are read from their end, back to the window. A thread whose
first message is older than the window stays in the cursor while somebody writes in it.
Docs: `/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/list`, `.../message/thread-introduction`.
"""

from __future__ import annotations

import datetime as dt
import typing as t
from dataclasses import dataclass

from feishu_connect import endpoints
from feishu_connect.bitable import milliseconds_of
from feishu_connect.errors import FeishuError

if t.TYPE_CHECKING:
    import logging
    from collections.abc import Generator, Iterator, Mapping, Sequence

    from tap_feishu.config import TapSettings
    from tap_feishu.run import Run

Item = dict[str, t.Any]
#: `time`: start of the run that read the chat. `from`: where the next one begins at the latest.
#: `threads`: ids of older threads in which somebody wrote since then.
Cursor: t.TypeAlias = "dict[str, t.Any]"

#: The thread is not shown to the caller, or its first message was deleted: nothing to be read.
_CLOSED_THREAD: t.Final = frozenset({230073, 230110})
#: "A parameter is not valid": of a thread that was read before, that it is no more.
_NO_THREAD: t.Final = 230001
#: Old threads that a chat's cursor holds at most.
_MOST_THREADS: t.Final = 500
_MS: t.Final = dt.timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Window:
    """What of a chat is read, and what of that is given; Unix milliseconds."""

    #: The listing begins here, so that threads are found.
    begin: int
    #: Nothing that was written before is given.
    floor: int
    #: What was written or edited from here on is new.
    since: int

    @classmethod
    def after(cls, cursor: Cursor | None, settings: TapSettings) -> Window:
        """Find the window of a run; without a cursor all since `start_date` is new."""
        start = milliseconds_of(settings.start_date) if settings.start_date else 0
        if cursor is None:
            return cls(begin=max(0, start - reach(settings)), floor=start, since=start)
        begin = min(cursor["from"], cursor["time"] - reach(settings))
        since = cursor["time"] - settings.lookback // _MS
        return cls(begin=begin, floor=max(start, begin), since=since)

    @property
    def params(self) -> dict[str, str]:
        """The filter of the listing: a second early, since nobody tells whether it is inclusive."""
        seconds = self.begin // 1000 - 1
        return {"start_time": str(seconds)} if seconds > 0 else {}

    def takes(self, item: Mapping[str, t.Any]) -> bool:
        """Tell whether a message is given.

        A recall may leave the time of the update as it was: what is recalled or edited is given as
        long as the window reaches it.
        """
        created = moment(item, "create_time")
        if created is None:
            return True
        changed = bool(item.get("deleted") or item.get("updated"))
        latest = max(created, moment(item, "update_time") or 0)
        return created >= self.floor and (changed or latest >= self.since)

    def is_before(self, items: Sequence[Mapping[str, t.Any]]) -> bool:
        """Tell whether a page, the newest message first, leaves only what is too old.

        A page in any other order says nothing about the next one.
        """
        times = [moment(item, "create_time") or 0 for item in items]
        return bool(times) and times[-1] < self.floor and times[0] > times[-1]


def reach(settings: TapSettings) -> int:
    """Give the milliseconds before a cursor that are read again."""
    return max(settings.message_lookback, settings.lookback) // _MS


def moment(item: Mapping[str, t.Any], name: str) -> int | None:
    """Read a time in milliseconds; None where there is none."""
    text = str(item.get(name) or "")
    return int(text) if text.isdecimal() else None


@dataclass(slots=True)
class _Thread:
    """A thread: what the chat's history shows of it, and when somebody wrote in it last."""

    shown_at: int = 0
    wrote_at: int = 0
    #: Its first message where that is not given for its own sake.
    held: Item | None = None


class History:
    """Reads one chat."""

    def __init__(
        self, run: Run, chat_id: str, cursor: Cursor | None, logger: logging.Logger
    ) -> None:
        """Go on after `cursor`; None reads the chat from `start_date` on."""
        self._run = run
        self._chat_id = chat_id
        self._logger = logger
        self._window = Window.after(cursor, run.settings)
        self._threads = {thread_id: _Thread() for thread_id in (cursor or {}).get("threads", ())}
        self._given: set[str] = set()

    def read(self) -> Generator[Item, None, Cursor]:
        """Give the messages, each once.

        Returns:
            The cursor of the next run.
        """
        yield from self._in_chat()
        for thread_id, thread in self._threads.items():
            yield from self._in_thread(thread_id, thread)
        return self._next()

    def _in_chat(self) -> Iterator[Item]:
        for page in self._pages("chat", self._chat_id, "ByCreateTimeAsc", self._window.params):
            for item in page:
                taken = self._window.takes(item)
                if item.get("thread_id"):
                    self._note(item, taken=taken)
                if taken:
                    yield from self._once(item)

    def _note(self, item: Item, *, taken: bool) -> None:
        thread = self._threads.setdefault(str(item["thread_id"]), _Thread())
        created = moment(item, "create_time") or 0
        thread.shown_at = max(thread.shown_at, created)
        if not taken and created >= self._window.floor:
            thread.held = item

    def _in_thread(self, thread_id: str, thread: _Thread) -> Iterator[Item]:
        """Give what is new in a thread, and with it the message that opens it.

        That message got its `thread_id` with the first reply, and nothing else tells.
        """
        try:
            for page in self._pages("thread", thread_id, "ByCreateTimeDesc", {}):
                for item in page:
                    thread.wrote_at = max(thread.wrote_at, moment(item, "create_time") or 0)
                    if self._window.takes(item):
                        yield from self._once(thread.held)
                        yield from self._once(item)
                if self._window.is_before(page):
                    break
        except FeishuError as error:
            gone = error.code == _NO_THREAD and not thread.shown_at
            if not gone and error.code not in _CLOSED_THREAD:
                raise
            self._logger.info("Passed over thread %s: %s", thread_id, error)

    def _once(self, item: Item | None) -> Iterator[Item]:
        if item is not None and item.get("message_id") not in self._given:
            self._given.add(str(item.get("message_id")))
            yield {"chat_id": self._chat_id, **item}

    def _pages(
        self, kind: str, container: str, sort: str, more: Mapping[str, str]
    ) -> Iterator[list[Item]]:
        params = {"container_id_type": kind, "container_id": container, "sort_type": sort, **more}
        for page in self._run.client.pages(endpoints.IM_MESSAGE_LIST, params=params):
            yield page.items

    def _next(self) -> Cursor:
        started = milliseconds_of(self._run.started)
        begin = started - reach(self._run.settings)
        old = {
            thread_id: thread.wrote_at
            for thread_id, thread in self._threads.items()
            if thread.shown_at < begin <= thread.wrote_at
        }
        kept = sorted(old, key=lambda thread_id: (-old[thread_id], thread_id))[:_MOST_THREADS]
        if len(kept) < len(old):
            self._logger.warning(
                "Chat %s: people write in %s threads older than message_lookback; new replies are "
                "read in the latest %s. A longer message_lookback finds them all.",
                self._chat_id,
                len(old),
                len(kept),
            )
        return {"time": started, "from": begin, "threads": sorted(kept)}
