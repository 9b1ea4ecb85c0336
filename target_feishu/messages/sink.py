"""One message a record, in the order of the records."""

from __future__ import annotations

import typing as t

from singer_sdk.sinks import RecordSink

from feishu_connect import FeishuError, endpoints
from feishu_connect.bitable.fields.coercion import describe
from target_feishu.errors import RecordError
from target_feishu.messages.content import Message, MessageTemplates, message_uuid
from target_feishu.sinks import FeishuSink, Record

if t.TYPE_CHECKING:
    from target_feishu.messages.route import MessageRoute


class MessageSink(FeishuSink, RecordSink):
    """Sends before it returns, so that STATE never runs ahead of a message.

    Feishu drops a message that it has had in the last hour; a replay within the hour sends
    nothing twice.
    """

    destination = "messages"

    def setup(self) -> None:
        """Compile the route's templates."""
        super().setup()
        self._templates = MessageTemplates(t.cast("MessageRoute", self.route))

    def take(self, record: Record, context: Record) -> None:  # noqa: ARG002
        """Send the record's message.

        Raises:
            RecordError: The record does not give a message.
            FeishuError: Feishu did not take it.
        """
        key = [record[name] for name in self.key_properties] or None
        message = self._render(record, key)
        occurrence = self.target.sent(self.stream_name).occurrence(key, message)
        if occurrence is None:
            self.count(repeated=1)
            return
        identity = record if key is None else key
        self._send(message, message_uuid(self.stream_name, identity, message, occurrence))
        self.count(sent=1)

    def _render(self, record: Record, key: list[t.Any] | None) -> Message:
        try:
            return self._templates.render(record)
        except FeishuError as error:
            which = f"record {describe(record if key is None else key)}"
            msg = f"stream `{self.stream_name}`, {which}: {error.message}"
            raise RecordError(msg, cure=error.cure) from None

    def _send(self, message: Message, uuid: str) -> None:
        self.target.client.call(
            endpoints.IM_MESSAGE_CREATE,
            params={"receive_id_type": message.receive_id_type},
            body=message.body(uuid),
            lanes=((f"im:{message.receive_id}", endpoints.RECEIVER_RATE),),
        )
