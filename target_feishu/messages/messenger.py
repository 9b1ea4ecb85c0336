"""What all routes that send messages share: chats, uploads and the memory of what was sent."""

from __future__ import annotations

import typing as t

from target_feishu.messages.chats import ChatPost
from target_feishu.messages.delivery import Delivery
from target_feishu.messages.entries import Entries
from target_feishu.messages.history import History
from target_feishu.messages.hooks import Hook, HookPost
from target_feishu.messages.outbox import Outbox
from target_feishu.messages.preparation import Preparation
from target_feishu.messages.route import PUT_ASIDE, SEND
from target_feishu.messages.uploads import Uploads

if t.TYPE_CHECKING:
    from target_feishu.messages.letter import Post
    from target_feishu.messages.route import MessageRoute
    from target_feishu.target import TargetFeishu


class Messenger:
    """One for a target."""

    def __init__(self, target: TargetFeishu) -> None:
        """Open the ledgers."""
        self._target = target
        self._entries = Entries(target.ledger("message"))
        self._chats = ChatPost(target.client, self._entries.chat_of)
        self._uploads = Uploads(target.client, target.files, target.ledger("im_upload"))
        self._history = History(target.client, self._entries.known)

    def outbox(self, route: MessageRoute, *, changing: bool) -> Outbox:
        """Make the way out for a route.

        Args:
            route: Where to, and what to do where nobody knows whether a message was sent.
            changing: Messages may have to change later.
        """
        preparation = Preparation(
            self._target.people,
            self._uploads,
            by_hook=bool(route.webhook_url),
            changing=changing,
        )
        post = self._post(route)
        delivery = Delivery(self._entries, post, self._history, _when_unsure(route))
        return Outbox(self._entries, preparation, post, delivery)

    def _post(self, route: MessageRoute) -> Post:
        if not route.webhook_url:
            return self._chats
        hook = Hook.of(route.webhook_url)
        return HookPost(self._target.client, hook, route.webhook_secret)


def _when_unsure(route: MessageRoute) -> str:
    """Where records can be put aside, none is passed over."""
    puts_aside = route.on_error == "dead_letter" and route.when_unsure != SEND
    return PUT_ASIDE if puts_aside else route.when_unsure
