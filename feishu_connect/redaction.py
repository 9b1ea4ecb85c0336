"""Keep secrets and tokens out of every text that leaves the process."""

from __future__ import annotations

import logging
import re
import threading

#: What stands where a secret stood.
MASK = "***"

#: Feishu tokens by shape: tenant `t-`, app `a-`, user `u-`, refresh `ur-`, the signed ones of users
#: `eyJ...`, and bearer headers of any kind.
_TOKEN_SHAPES = re.compile(
    r"\b(?:(?:[tau]|ur)-[A-Za-z0-9_.\-]{12,}"
    r"|eyJ[A-Za-z0-9_.\-]{12,}"
    r"|[Bb]earer\s+[A-Za-z0-9_.\-]{8,})"
)

#: Shorter texts are too likely to be ordinary words.
_SHORTEST_SECRET = 6


class CleanLog(logging.Filter):
    """Masks secrets in what another library logs, e.g. addresses of which one is a secret."""

    def __init__(self, redactor: Redactor) -> None:
        """Take who knows the secrets."""
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without secrets."""
        record.msg, record.args = self._redactor.clean(record.getMessage()), None
        return True


class Redactor:
    """Knows the secrets of this run and masks them; safe to share between threads."""

    def __init__(self, *secrets: str) -> None:
        """Start with the secrets that are known from the settings."""
        self._lock = threading.Lock()
        self._secrets: set[str] = set()
        self.add(*secrets)

    def add(self, *secrets: str) -> None:
        """Learn further secrets, e.g. a token that has just been fetched."""
        with self._lock:
            self._secrets.update(s for s in secrets if len(s) >= _SHORTEST_SECRET)

    def clean(self, text: str) -> str:
        """Return the text with every known or token-shaped secret masked."""
        with self._lock:
            secrets = sorted(self._secrets, key=len, reverse=True)
        for secret in secrets:
            text = text.replace(secret, MASK)
        return _TOKEN_SHAPES.sub(MASK, text)
