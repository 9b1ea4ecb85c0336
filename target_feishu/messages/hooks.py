"""Custom bots: a link to which anybody who knows it may post.

Docs: `/ukTMukTMukTM/ucTM5YjL3ETO24yNxkjN`.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import logging
import re
import typing as t
from dataclasses import dataclass

from feishu_connect import endpoints
from feishu_connect.redaction import CleanLog
from feishu_connect.regions import normalize_base_url
from target_feishu.messages.letter import Posted
from target_feishu.messages.message import CARD
from target_feishu.messages.sizes import check_hook_size

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_connect import FeishuClient
    from target_feishu.messages.letter import Letter

_LINK = re.compile(r"(https?://[^/?#]+)/open-apis/bot/v2/hook/([A-Za-z0-9_-]+)/?")
_HTTP_LOG: t.Final = "urllib3.connectionpool"
#: A digest that tells one bot from another without being its secret.
_NAME_LENGTH = 16


@dataclass(frozen=True, slots=True, repr=False)
class Hook:
    """A custom bot; the token is its secret."""

    base_url: str
    token: str

    @classmethod
    def of(cls, link: str) -> Hook:
        """Read a pasted link.

        Raises:
            ValueError: It is none of a custom bot; the message shows nothing of it.
        """
        found = _LINK.fullmatch(link.strip())
        if found is None:
            msg = "must be a link such as https://open.feishu.cn/open-apis/bot/v2/hook/..."
            raise ValueError(msg)
        return cls(normalize_base_url(found[1]), found[2])

    @property
    def name(self) -> str:
        """Name the bot in keys and lanes, without its secret."""
        return f"hook-{hashlib.sha256(self.token.encode()).hexdigest()[:_NAME_LENGTH]}"


class HookPost:
    """Posts through one custom bot. It gives no ids and knows no repetition."""

    def __init__(self, client: FeishuClient, hook: Hook, secret: str) -> None:
        """Keep the bot's secrets out of logs from now on."""
        client.redactor.add(hook.token, secret)
        # It logs addresses, and this one is a secret.
        logging.getLogger(_HTTP_LOG).addFilter(CleanLog(client.redactor))
        self._client = client
        self._hook = hook
        self._secret = secret

    @property
    def forgets(self) -> bool:
        """Whether sending again under the same id sends again."""
        return True

    def chat_of(self, letter: Letter) -> str:  # noqa: ARG002  as of every post
        """Tell nothing: a custom bot does not know its chat."""
        return ""

    def endpoint(self, letter: Letter) -> str:  # noqa: ARG002  as of every post
        """Name what is called."""
        return endpoints.BOT_HOOK_SEND.name

    def send(
        self,
        letter: Letter,
        uuid: str,  # noqa: ARG002  as of every post
        patience: float,
        before: Callable[[], object],
    ) -> Posted:
        """Post a message.

        Raises:
            RecordError: It is too large.
            AmbiguousWriteError: The reply was lost: nobody can tell whether it was posted.
            FeishuError: The bot refused it.
        """
        body = hook_body(letter.msg_type, json.loads(letter.content))
        if self._secret:
            stamp = int(self._client.clock.now().timestamp())
            body = {"timestamp": str(stamp), "sign": sign(stamp, self._secret), **body}
        check_hook_size(body)
        self._client.call(
            endpoints.BOT_HOOK_SEND,
            path={"token": self._hook.token},
            body=body,
            base_url=self._hook.base_url,
            quota=self._hook.name,
            patience=patience,
            before_send=before,
        )
        return Posted()

    def update(self, letter: Letter, message_id: str, chat: str) -> None:
        """Change a message: custom bots cannot, and no route asks for it."""
        raise NotImplementedError


def api_content(msg_type: str, content: t.Any) -> t.Any:
    """Give a content in the form of the other API, also where it has that of custom bots."""
    if not isinstance(content, dict):
        return content
    if msg_type == "post" and list(content) == ["post"]:
        return content["post"]
    if msg_type == "share_chat" and list(content) == ["share_chat_id"]:
        return {"chat_id": content["share_chat_id"]}
    return content


def sign(stamp: int, secret: str) -> str:
    """Sign a message: the secret is in the key, and what is signed is empty."""
    key = f"{stamp}\n{secret}".encode()
    return base64.b64encode(hmac.new(key, b"", hashlib.sha256).digest()).decode()


def hook_body(msg_type: str, content: dict[str, t.Any]) -> dict[str, t.Any]:
    """Make a request of the content that the other API takes as text; the names differ a little."""
    if msg_type == CARD:
        return {"msg_type": msg_type, "card": content}
    if msg_type == "post":
        content = {"post": content}
    if msg_type == "share_chat":
        content = {"share_chat_id": content["chat_id"]}
    return {"msg_type": msg_type, "content": content}
