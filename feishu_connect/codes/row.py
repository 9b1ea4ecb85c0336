"""What a result code can mean for a call."""

from __future__ import annotations

import enum
import typing as t
from dataclasses import dataclass

from feishu_connect.errors import FeishuError, RejectedError


class Action(enum.Enum):
    """What the client does with a reply."""

    SUCCESS = "take it as done"
    WAIT = "rate limit: wait as told, then repeat; nothing was applied"
    RETRY = "passing failure, refused before it was applied: repeat"
    UNSURE = "passing failure that may have been applied: repeat only what is safe to repeat"
    FEW = "a generic failure that sometimes passes: repeat a few times"
    REFRESH = "refresh the token once, then repeat"
    FRESH = "not found: final, unless the object has just been made"
    VERIFY = "an idempotency key was seen before: look whether the write landed"
    FAIL = "final"


@dataclass(frozen=True, slots=True)
class Resolution:
    """One row of the table."""

    action: Action
    meaning: str
    cure: str = ""
    error: type[FeishuError] = RejectedError
    #: REFRESH only: whose token the code speaks of, `app` or `user`. The other identity's token is
    #: of the wrong kind, and a new one would be so too.
    identity: str = ""
    #: A smaller page may pass where this one did not.
    shrink: bool = False
    #: WAIT only: seconds to wait where the reply does not tell.
    wait: float | None = None
    #: It is about the app, the tenant or the settings: other objects would be refused alike.
    of_all: bool = False
    #: The setting that it is about; where a run writes that out, the failure is of all objects.
    setting: str = ""


#: Codes that share one row.
Rows: t.TypeAlias = "t.Iterator[tuple[tuple[int, ...], Resolution]]"
