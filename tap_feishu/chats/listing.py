"""The chats to read: those of the settings, or all groups that the identity is in.

Single chats are in no listing: they are read where `chat_ids` names them.
Docs: `/uAjLw4CM/ukTMukTMukTM/reference/im-v1/chat/list`.
"""

from __future__ import annotations

import functools
import re
import typing as t

from feishu_connect import endpoints
from feishu_connect.errors import FeishuError, ScopeError
from feishu_connect.regions import scope_url

if t.TYPE_CHECKING:
    from tap_feishu.run import Run

Item = dict[str, t.Any]

#: The chat is gone, was left, or is one that no app of this company may ask about. A chat that
#: was listed a moment ago and answers so is no failure.
CLOSED: t.Final = frozenset({230002, 232006, 232009, 232010, 232011, 232033})
#: No chat at all can be read: the app has no bot, or a user may not ask.
UNABLE: t.Final = frozenset({230006, 231204, 232025})

_LACKS_PERMISSION: t.Final = 230027
_DISSOLVED: t.Final = "dissolved"
_SCOPE_NAME: t.Final = re.compile(r"\bim:[a-z_.]+(?::[a-z_]+)*")
#: Identity -> what it needs for messages, beside a scope of the endpoint.
MESSAGE_SCOPES: t.Final[dict[str, tuple[str, ...]]] = {
    "app": ("im:message.group_msg",),
    "user": ("im:message.group_msg:get_as_user", "im:message.p2p_msg:get_as_user"),
}


class Chats:
    """Which chats there are, and what Feishu tells of each."""

    def __init__(self, run: Run) -> None:
        """Call nothing yet."""
        self._run = run
        self._people = {"user_id_type": run.settings.connection.user_id_type}

    @property
    def ids(self) -> list[str]:
        """Ids of all chats to read, each once, in the order of their creation or the settings."""
        return list(self._configured or self._listed)

    @property
    def open_ids(self) -> list[str]:
        """Ids without those of which the listing tells that they are dissolved, history and all."""
        return [one for one in self.ids if self._told(one).get("chat_status") != _DISSOLVED]

    def is_listed(self, chat_id: str) -> bool:
        """Whether the chat was found in the listing, and not named by the user."""
        return chat_id not in self._configured

    def describe(self, chat_id: str, *, whole: bool) -> Item:
        """Give what is known of a chat; one that is closed by now stays as it was listed.

        Args:
            chat_id: The chat.
            whole: Ask also for what the listing does not tell.
        """
        told = {**self._told(chat_id), "chat_id": chat_id}
        if self.is_listed(chat_id) and not whole:
            return told
        path = {"chat_id": chat_id}
        try:
            return told | self._run.client.call(
                endpoints.IM_CHAT_GET, path=path, params=self._people
            )
        except FeishuError as error:
            if self.is_listed(chat_id) and error.code in CLOSED:
                return told
            raise

    def explain(self, chat_id: str, error: FeishuError) -> FeishuError:
        """Say which scope is missing where messages are refused; give other errors back.

        A chat with other companies is refused under the same code where the bot is not shared
        with them, which concerns this chat alone.
        """
        named = tuple(_SCOPE_NAME.findall(error.message))
        if error.code != _LACKS_PERMISSION or (self._told(chat_id).get("external") and not named):
            return error
        connection = self._run.settings.connection
        scopes = named or MESSAGE_SCOPES[connection.identity]
        url = scope_url(
            connection.base_url, connection.app_id, scopes, identity=connection.identity
        )
        again = ""
        if connection.identity == "user":
            again = ", and sign in again with `feishu-connect login`"
        return ScopeError(
            f"Reading these messages needs a further scope: {', '.join(scopes)}",
            scopes=scopes,
            console_url=url,
            cure=f"Grant it at {url} and publish a new version of the app{again}",
            code=error.code,
            log_id=error.log_id,
            endpoint=error.endpoint,
        )

    @functools.cached_property
    def _configured(self) -> dict[str, Item]:
        return {link.token: {} for link in self._run.settings.objects["chat_ids"]}

    @functools.cached_property
    def _listed(self) -> dict[str, Item]:
        """Groups in the order of their creation, which does not move while pages are read."""
        params = {"sort_type": "ByCreateTimeAsc", **self._people}
        items = self._run.client.items(endpoints.IM_CHAT_LIST, params=params)
        return {str(item["chat_id"]): item for item in items}

    def _told(self, chat_id: str) -> Item:
        return {} if self._configured else self._listed.get(chat_id, {})
