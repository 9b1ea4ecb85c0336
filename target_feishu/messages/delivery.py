"""Sends letters of which the ledger knows nothing sure, each at most once."""

from __future__ import annotations

import dataclasses
import enum
import logging
import typing as t

from feishu_connect import AmbiguousWriteError, FeishuError, RetriesExhaustedError
from feishu_connect.codes import Action, resolve
from target_feishu.errors import RecordError
from target_feishu.idempotency import uuid4_of
from target_feishu.messages.entries import is_put_aside, turn_of
from target_feishu.messages.history import UNKNOWN
from target_feishu.messages.letter import Posted
from target_feishu.messages.route import PUT_ASIDE, SEND, SKIP

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from target_feishu.ledger import Entry
    from target_feishu.messages.entries import Entries
    from target_feishu.messages.history import Finding, History
    from target_feishu.messages.letter import Letter, Post

logger = logging.getLogger(__name__)

#: For an hour Feishu sends nothing twice under one uuid; two minutes are left for the clocks.
_TRUSTED_SECONDS: t.Final = 58 * 60
#: Up to this age a message is sent again under its uuid; then there must be time for retries.
YOUNG_SECONDS: t.Final = 55 * 60
_PATIENCE: t.Final = 900.0
#: Attempts of one run at a message whose replies are lost, where the route asks for it.
_ATTEMPTS: t.Final = 3


class Outcome(str, enum.Enum):
    """What became of a message; the values are those of the summary."""

    SENT = "sent"
    REPEATED = "repeated"
    UPDATED = "updated"
    UNSURE = "unsure"


@dataclasses.dataclass(frozen=True, slots=True)
class Task:
    """A letter to be sent under a key of the ledger."""

    key: str
    #: Under which Feishu sends it once within the hour.
    uuid: str
    letter: Letter
    #: Of what it says.
    digest: str
    #: How many messages the key has had before, of which this one takes the place.
    turn: int = 0


class UnsureError(RecordError):
    """Nobody can tell whether a message was sent; the ledger keeps it as it is."""

    def __init__(self, message: str, *, key: str, **details: t.Any) -> None:
        """Keep the message's key in the ledger."""
        super().__init__(message, **details)
        self.key = key


class _Note:
    """The ledger's word that a message is about to leave, taken down when it does."""

    def __init__(self, write: Callable[[], Entry]) -> None:
        self._write = write
        self._entry: Entry | None = None

    @property
    def is_taken(self) -> bool:
        return self._entry is not None

    def take(self) -> Entry:
        self._entry = self._entry or self._write()
        return self._entry


class Delivery:
    """The ledger is written before a message goes out and after it.

    A run that ends in between leaves an entry without an id: within the hour the message is sent
    again under its uuid, and Feishu drops it if it had it; later the chat's history may tell.
    """

    def __init__(self, entries: Entries, post: Post, history: History, when_unsure: str) -> None:
        """Send nothing yet.

        Args:
            entries: What was sent.
            post: The way out.
            history: What chats were told.
            when_unsure: What to do where nobody can tell whether a message was sent.
        """
        self._entries = entries
        self._post = post
        self._history = history
        self._when_unsure = when_unsure

    def deliver(self, task: Task, entry: Entry | None) -> Outcome:
        """Send a letter, or find out what became of it in another run.

        Raises:
            RecordError: Nobody can tell whether it was sent, and the route asks to stop then.
            FeishuError: Feishu did not take it.
        """
        if entry is None:
            return self.begin(task, before=None)
        if self._post.forgets or self._entries.age(entry) > YOUNG_SECONDS:
            return self._settle(task, entry)
        # It is unknown which of two contents a uuid has brought to the chat.
        said = task.digest if entry.facts.get("tried") == task.digest else ""
        patience = min(_PATIENCE, _TRUSTED_SECONDS - self._entries.age(entry))
        return self._send(dataclasses.replace(task, digest=said), _Note(lambda: entry), patience)

    def begin(self, task: Task, *, before: Entry | None) -> Outcome:
        """Send a letter for the first time; where it surely does not go out, all is as before.

        Raises:
            FeishuError: Feishu did not take it.
        """
        note = _Note(lambda: self._entries.begin(task.key, task.digest, task.turn))
        try:
            return self._send(task, note, _PATIENCE)
        except FeishuError as error:
            if note.is_taken and _surely_unsent(error, self._post.endpoint(task.letter)):
                self._entries.restore(task.key, before)
            raise

    def _send(self, task: Task, note: _Note, patience: float) -> Outcome:
        try:
            posted = self._attempt(task, note, patience)
        except AmbiguousWriteError:
            if self._when_unsure == SEND:
                raise
            return self._unsure(task, note.take())
        self._entries.sent(task.key, note.take(), task.digest, task.letter, posted)
        return Outcome.SENT

    def _attempt(self, task: Task, note: _Note, patience: float) -> Posted:
        """Send, and again where a reply was lost and the route asks for it."""
        for _ in range(_ATTEMPTS - 1 if self._when_unsure == SEND else 0):
            try:
                return self._post.send(task.letter, task.uuid, patience, note.take)
            except AmbiguousWriteError as error:
                logger.warning("%s; sending again, as `when_unsure` says", error.message)
        return self._post.send(task.letter, task.uuid, patience, note.take)

    def _settle(self, task: Task, entry: Entry) -> Outcome:
        """Decide on a message that another run may have sent, too long ago for its uuid."""
        if entry.facts.get("tried") != task.digest:
            # What may have been sent was another message; this one surely was not.
            turn = turn_of(entry) + 1
            task = dataclasses.replace(task, uuid=uuid_of(task.key, turn), turn=turn)
            return self.begin(task, before=entry)
        finding = self._look(task.letter, entry)
        if finding.message_id:
            posted = Posted(finding.message_id, self._post.chat_of(task.letter))
            self._entries.sent(task.key, entry, task.digest, task.letter, posted)
            return Outcome.REPEATED
        if finding.is_absent or self._when_unsure == SEND:
            return self.begin(task, before=entry)
        return self._unsure(task, entry)

    def _look(self, letter: Letter, entry: Entry) -> Finding:
        if self._post.forgets:
            return UNKNOWN
        return self._history.look(letter, self._post.chat_of(letter), entry.begun)

    def _unsure(self, task: Task, entry: Entry) -> Outcome:
        place = task.letter.place or "the custom bot"
        msg = f"nobody can tell whether the message to {place} was sent"
        cure = "Look into the chat; `when_unsure` says what is done about such messages"
        is_told = self._when_unsure == PUT_ASIDE and is_put_aside(entry)
        if self._when_unsure != SKIP and not is_told:
            raise UnsureError(msg, cure=cure, key=task.key)
        logger.warning("%s; it is not sent again -> %s", msg, cure)
        return Outcome.UNSURE


def uuid_of(key: str, turn: int) -> str:
    """Make the uuid of a key's message; one that takes the place of another has its own."""
    return uuid4_of("message", key, turn)


def _surely_unsent(error: FeishuError, endpoint: str) -> bool:
    """Tell whether a call that failed has surely sent nothing."""
    if isinstance(error, UnsureError):
        return False
    if not isinstance(error, (RetriesExhaustedError, AmbiguousWriteError)):
        return True
    # Before the message itself goes out, a token may have to be fetched.
    if error.endpoint != endpoint:
        return True
    return error.code is not None and resolve(error.code, 0).action is Action.WAIT
