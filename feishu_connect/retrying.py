"""How often and how long a passing failure is tried again."""

from __future__ import annotations

import logging
import typing as t
from dataclasses import dataclass

import backoff

from feishu_connect.codes import Action

if t.TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from feishu_connect.clock import Clock
    from feishu_connect.errors import FeishuError

logger = logging.getLogger(__name__)

T = t.TypeVar("T")

#: Seconds added at most to a wait that the server told, so that many clients do not return at once.
_TOLD_JITTER = 0.25


class PassingError(Exception):
    """One attempt failed in a way that may pass; a signal between rooms, never shown to users."""

    def __init__(
        self,
        action: Action,
        final: FeishuError,
        *,
        told: float | None = None,
        shrink: bool = False,
    ) -> None:
        """Keep how to go on.

        Args:
            action: What kind of passing failure it is.
            final: What the user sees when patience ends.
            told: Seconds that the server asked to wait.
            shrink: Whether a smaller page may pass.
        """
        super().__init__(final.message)
        self.action = action
        self.final = final
        self.told = told
        self.shrink = shrink


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits of one call; the default bears a minute of outage, or 15 minutes of throttling."""

    tries: t.Mapping[Action, int]
    patience: float = 900.0
    first_wait: float = 0.5
    longest_wait: float = 30.0

    def exhausted(self, action: Action, tries: int, elapsed: float) -> bool:
        """Tell whether the last attempt was the last one."""
        return tries >= self.tries.get(action, 1) or elapsed >= self.patience


DEFAULT_POLICY: t.Final = Policy(
    tries={
        Action.WAIT: 40,
        Action.RETRY: 12,
        Action.UNSURE: 8,
        Action.FEW: 4,
        Action.FRESH: 8,
    }
)


def retry(attempt: Callable[[], T], *, clock: Clock, policy: Policy = DEFAULT_POLICY) -> T:
    """Call `attempt` until it passes, fails for good, or patience ends.

    The library keeps the loop and the growth of the waits; the waiting itself goes through our
    clock, which is why the library is handed waits of zero.

    Raises:
        FeishuError: What the last failure means for the user, when patience ended.
    """
    started = clock.monotonic()
    seen: dict[Action, int] = {}
    growth = backoff.expo(base=2, factor=policy.first_wait, max_value=policy.longest_wait)
    growth.send(None)

    def give_up(error: Exception) -> bool:
        failure = t.cast("PassingError", error)
        seen[failure.action] = seen.get(failure.action, 0) + 1
        ahead = clock.monotonic() - started + (failure.told or 0)
        return policy.exhausted(failure.action, seen[failure.action], ahead)

    def wait(details: t.Any) -> None:
        failure: PassingError = details["exception"]
        seconds = _seconds(failure, growth, clock)
        logger.info("%s; trying again in %.1f s", failure, seconds)
        clock.sleep(seconds)

    guarded = backoff.on_exception(
        backoff.constant,
        PassingError,
        interval=0,
        jitter=None,
        giveup=give_up,
        on_backoff=wait,
        logger=None,
    )(attempt)
    try:
        return guarded()
    except PassingError as failure:
        raise failure.final from None


def _seconds(failure: PassingError, growth: Generator[float, t.Any, None], clock: Clock) -> float:
    if failure.told is not None:
        return failure.told + clock.uniform(0, _TOLD_JITTER)
    ceiling = growth.send(failure)
    # Half fixed, half chance: a conflict needs a real pause, not one that may draw zero.
    return ceiling / 2 + clock.uniform(0, ceiling / 2)
