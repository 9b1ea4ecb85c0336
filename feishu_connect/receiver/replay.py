"""Old posts sent again: too old to be taken, or seen before.

Feishu repeats a post 15 s, 5 min, 1 h and 6 h later when it got no 200. Whether the repetition
carries the first post's timestamp, nonce and signature is not documented, so both are taken:

* A signed timestamp may be as old as all of these repetitions take, and a little more. A shorter
  window would turn the late ones away, and with them the event for ever.
* A post seen before, byte for byte, is answered with 200 and nothing is done: it may be Feishu,
  whose first 200 got lost, and a refusal would hold back the events that wait behind it. Only
  posts whose event was stored count as seen.
* Anything else that repeats has the id of an event that is stored, and is stored once.
"""

from __future__ import annotations

import datetime as dt
import re
import threading
import typing as t
from collections import OrderedDict

if t.TYPE_CHECKING:
    from feishu_connect.clock import Clock

#: Oldest signed post that is taken: Feishu's four repetitions end after 7 h 5 min.
OLDEST: t.Final = dt.timedelta(hours=8)
#: Clocks differ; a post from further ahead is not from Feishu.
AHEAD: t.Final = dt.timedelta(minutes=5)
#: Posts remembered, about 20 MB; older ones are left to the store, which knows every event id.
REMEMBERED: t.Final = 100_000

# A timestamp and its nonce are signed without anything between them: a digit could be moved from
# one to the other. As many digits as seconds or milliseconds have leave no room for that.
_SECONDS = re.compile(r"[0-9]{10}(?:\.[0-9]+)?\Z")
_MILLISECONDS = re.compile(r"[0-9]{13}\Z")


def is_stale(timestamp: str, now: dt.datetime) -> bool:
    """Tell whether a signed timestamp is outside the window, or no timestamp at all."""
    if _MILLISECONDS.match(timestamp):
        seconds = int(timestamp) / 1000
    elif _SECONDS.match(timestamp):
        seconds = float(timestamp)
    else:
        return True
    age = now - dt.datetime.fromtimestamp(seconds, tz=dt.timezone.utc)
    return not -AHEAD <= age <= OLDEST


class SeenPosts:
    """Signatures of the posts that were stored, the latest ones; safe to share between threads."""

    def __init__(self, clock: Clock, *, limit: int = REMEMBERED) -> None:
        """Start with nothing seen."""
        self._clock = clock
        self._limit = limit
        self._lock = threading.Lock()
        self._seen: OrderedDict[str, dt.datetime] = OrderedDict()

    def __contains__(self, signature: str) -> bool:
        with self._lock:
            return signature in self._seen

    def add(self, signature: str) -> None:
        """Remember a post, and forget those that would be stale by now."""
        now = self._clock.now()
        with self._lock:
            self._seen[signature] = now
            while len(self._seen) > self._limit or self._eldest() < now - OLDEST - AHEAD:
                self._seen.popitem(last=False)

    def _eldest(self) -> dt.datetime:
        return next(iter(self._seen.values()))
