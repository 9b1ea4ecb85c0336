"""One message a record, in the order of the records."""

from __future__ import annotations

import typing as t

from singer_sdk.sinks import RecordSink

from feishu_connect import FeishuError
from feishu_connect.bitable.fields.coercion import compact_json
from target_feishu.errors import RecordError, is_of_all
from target_feishu.messages.delivery import Outcome, UnsureError
from target_feishu.messages.message import CARD, message_uuid
from target_feishu.messages.route import SEND, UPDATE
from target_feishu.messages.templates import MessageTemplates
from target_feishu.sinks import FeishuSink, Record

if t.TYPE_CHECKING:
    from target_feishu.messages.message import Message
    from target_feishu.messages.route import MessageRoute

#: Codes that are about one setting of the route, whose template they then name.
_SETTINGS: t.Final = {
    **dict.fromkeys((230001, 230015, 230017, 230022, 230025, 230028, 230055, 230099), "content"),
    **dict.fromkeys((19002, 19024, 19036), "content"),
    **dict.fromkeys((230002, 230013, 230029, 230034, 230038, 230053), "receive_id"),
    **dict.fromkeys((230019, 230050, 230111), "reply_to"),
}
#: The code of all that is not valid; the text tells whether the receiver is.
_WRONG = 230001
_RECEIVER = "receive_id"
_RECEIVER_CURE: t.Final = (
    "Check `receive_id` against `receive_id_type`. An e-mail has to be identical to the person's "
    "contact e-mail in Feishu (an enterprise mailbox does not count), and the person has to be "
    "inside the app's contact range; otherwise give an id"
)


class MessageSink(FeishuSink, RecordSink):
    """Sends before it returns, so that STATE never runs ahead of a message."""

    destination = "messages"

    def setup(self) -> None:
        """Compile the route's templates."""
        super().setup()
        route = t.cast("MessageRoute", self.route)
        self._is_keyed = bool(self.key_properties)
        self._on_change = route.on_change
        self._default = SEND if route.webhook_url else UPDATE
        self._templates = MessageTemplates(route)
        changing = self._is_keyed and self._change_of(CARD) == UPDATE
        self._outbox = self.target.messenger.outbox(route, changing=changing)

    def take(self, record: Record, context: Record) -> None:  # noqa: ARG002
        """Send the record's message.

        Raises:
            RecordError: The record does not give a message.
            FeishuError: Feishu did not take it.
        """
        try:
            outcome = self._bring(record, self._templates.render(self.full(record)))
        except FeishuError as error:
            self.refuse(record, self._named(record, error))
            if isinstance(error, UnsureError):
                self._outbox.put_aside(error.key)
        else:
            self.count(**{outcome.value: 1})

    def _bring(self, record: Record, message: Message) -> Outcome:
        key = [record[name] for name in self.key_properties] or None
        on_change = self._change_of(message.msg_type)
        if key is not None and on_change != SEND:
            one = compact_json(["current", self.stream_name, message.place, key])
            return self._outbox.current(one, message, on_change)
        occurrence = self.target.sent(self.stream_name).occurrence(key, message)
        if occurrence is None:
            return Outcome.REPEATED
        identity = record if key is None else key
        uuid = message_uuid(self.stream_name, identity, message, occurrence)
        return self._outbox.once(uuid, message)

    def _change_of(self, msg_type: str) -> str:
        """Tell what a changed record does."""
        return self._on_change or (self._default if msg_type == CARD else SEND)

    def _named(self, record: Record, error: FeishuError) -> FeishuError:
        """Say which record it was, and which setting gave what Feishu refused."""
        if is_of_all(error):
            return error
        setting = _SETTINGS.get(error.code or 0, "")
        if error.code == _WRONG and _RECEIVER in error.message.casefold():
            setting = _RECEIVER
            error.cure = _RECEIVER_CURE
        told = f"template `{setting}`: {error.message}" if setting else error.message
        message = f"stream `{self.stream_name}`, record {self.name_of(record)}: {told}"
        if isinstance(error, RecordError):
            return RecordError(message, cure=error.cure, code=error.code, field=error.field)
        error.message = message
        error.field = error.field or setting
        return error
