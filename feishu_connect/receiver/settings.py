"""What the receiver must know of the app; the connection settings tell it."""

from __future__ import annotations

import typing as t


class ReceiverSettings(t.Protocol):
    """The part of the connection settings by which posts are checked; unset is None or empty."""

    @property
    def app_id(self) -> str:
        """Events of any other app are refused."""

    @property
    def encrypt_key(self) -> str | None:
        """Encrypt Key of the event subscription: encrypts and signs."""

    @property
    def verification_token(self) -> str | None:
        """Verification Token of the event subscription: stands in every plain body."""
