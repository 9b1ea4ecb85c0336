"""Decide what gets in: encryption, signature, token, age and app, in the order that is safe."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect.receiver.decryption import decode_ciphertext, decrypt
from feishu_connect.receiver.envelope import Challenge, Envelope, json_object, read_envelope
from feishu_connect.receiver.refusals import PostRefusedError, Reason
from feishu_connect.receiver.replay import is_stale
from feishu_connect.receiver.signature import Seal, same_text

if t.TYPE_CHECKING:
    from feishu_connect.clock import Clock
    from feishu_connect.receiver.settings import ReceiverSettings


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event from Feishu; `signature` is empty where no Encrypt Key is set."""

    envelope: Envelope
    signature: str = ""


class Gate:
    """Tells Feishu's posts from everybody else's.

    With an Encrypt Key every post must be encrypted, and signed unless it verifies the URL.
    Without one the Verification Token inside the body is all there is.
    """

    def __init__(self, settings: ReceiverSettings, clock: Clock) -> None:
        """Take over what posts are checked against."""
        self._app_id = settings.app_id
        self._encrypt_key = settings.encrypt_key or ""
        self._token = settings.verification_token or ""
        self._clock = clock

    def admit(self, headers: t.Mapping[str, str], body: bytes) -> Delivery | Challenge:
        """Check one post.

        Args:
            headers: Of the post; the mapping must not care about case.
            body: As it came, undecoded.

        Raises:
            PostRefusedError: It is not to be taken, and why.
        """
        outer = json_object(body)
        if self._encrypt_key:
            return self._encrypted(Seal.of(headers), body, outer)
        if outer.get("encrypt"):
            raise PostRefusedError(Reason.NO_ENCRYPT_KEY)
        return self._plain(outer)

    def admit_pushed(self, body: bytes) -> Envelope:
        """Check what came over a connection that has proved itself: the app, and nothing else.

        Raises:
            PostRefusedError: It is no event of this app.
        """
        found = read_envelope(json_object(body))
        if isinstance(found, Challenge):
            raise PostRefusedError(Reason.MALFORMED)
        return self._ours(found)

    def _plain(self, outer: dict[str, t.Any]) -> Delivery | Challenge:
        if not self._token:
            raise PostRefusedError(Reason.NOT_CONFIGURED)
        found = read_envelope(outer)
        self._check_token(found.token or "")
        return found if isinstance(found, Challenge) else Delivery(self._ours(found))

    def _encrypted(self, seal: Seal, body: bytes, outer: dict[str, t.Any]) -> Delivery | Challenge:
        blob = _ciphertext(outer)
        if not seal.fits(self._encrypt_key, body):
            return self._unsigned(blob)
        if is_stale(seal.timestamp, self._clock.now()):
            raise PostRefusedError(Reason.STALE)
        found = self._open(blob)
        if isinstance(found, Challenge):
            return self._challenge(found)
        if found.token is not None and self._token:
            self._check_token(found.token)
        return Delivery(self._ours(found), seal.signature)

    def _unsigned(self, blob: bytes) -> Challenge:
        """Take the one post that Feishu need not sign; say nothing about why others are none."""
        try:
            found = self._open(blob)
        except PostRefusedError:
            raise PostRefusedError(Reason.BAD_SIGNATURE) from None
        if not isinstance(found, Challenge):
            raise PostRefusedError(Reason.BAD_SIGNATURE)
        return self._challenge(found)

    def _challenge(self, found: Challenge) -> Challenge:
        if self._token:
            self._check_token(found.token or "")
        return found

    def _open(self, blob: bytes) -> Envelope | Challenge:
        try:
            text = decrypt(self._encrypt_key, blob)
        except ValueError:
            raise PostRefusedError(Reason.MALFORMED) from None
        return read_envelope(json_object(text))

    def _check_token(self, token: str) -> None:
        if not same_text(token, self._token):
            raise PostRefusedError(Reason.BAD_TOKEN)

    def _ours(self, envelope: Envelope) -> Envelope:
        if envelope.app_id and envelope.app_id != self._app_id:
            raise PostRefusedError(Reason.OTHER_APP)
        return envelope


def _ciphertext(outer: dict[str, t.Any]) -> bytes:
    text = outer.get("encrypt")
    if not text:
        raise PostRefusedError(Reason.NOT_ENCRYPTED)
    if not isinstance(text, str):
        raise PostRefusedError(Reason.MALFORMED)
    try:
        return decode_ciphertext(text)
    except ValueError:
        raise PostRefusedError(Reason.MALFORMED) from None
