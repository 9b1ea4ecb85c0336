"""One access token: fetched when needed, kept as long as it lives.

Feishu hands out the same tenant token while at least 30 minutes of its life remain, and a new one
after that; old and new are valid until their own expiry
(`/ukTMukTMukTM/ukDNz4SO0MjL5QzM/auth-v3/auth/tenant_access_token_internal`).
"""

from __future__ import annotations

import threading
import typing as t
from dataclasses import dataclass

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_connect.clock import Clock

#: Seconds before its expiry at which a token is replaced, so that no call leaves with a dying one.
MARGIN = 180.0
#: Never more than this share of the life that was told: a token of one minute serves 54 seconds.
_MARGIN_SHARE = 0.1


@dataclass(frozen=True, slots=True)
class Token:
    """An access token and the seconds it lives from now."""

    value: str
    life: float


class TokenSource(t.Protocol):
    """Whose token is sent: one interface for apps and users."""

    def token(self) -> str:
        """Give a token that is valid now."""

    def refresh(self, rejected: str) -> str:
        """Replace a token that Feishu refused, unless somebody has done so already."""


class CachedTokens:
    """Keeps one token, and has one refresh in flight however many threads ask."""

    def __init__(self, fetch: Callable[[], Token], clock: Clock) -> None:
        """Fetch nothing yet.

        Args:
            fetch: Asks Feishu for a token; called under the lock.
            clock: Tells when the token must be replaced.
        """
        self._fetch = fetch
        self._clock = clock
        self._lock = threading.Lock()
        self._value = ""
        self._good_until = 0.0

    def token(self) -> str:
        """Give a token that is valid now."""
        with self._lock:
            if not self._value or self._clock.monotonic() >= self._good_until:
                self._renew()
            return self._value

    def refresh(self, rejected: str) -> str:
        """Replace a token that Feishu refused, unless another thread has done so already."""
        with self._lock:
            if self._value == rejected:
                self._renew()
            return self._value

    def _renew(self) -> None:
        asked = self._clock.monotonic()
        token = self._fetch()
        self._value = token.value
        self._good_until = asked + token.life - min(MARGIN, token.life * _MARGIN_SHARE)
