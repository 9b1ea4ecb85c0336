"""Messages: the bot, and the chats in which it has to be."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import endpoints
from feishu_connect.doctor.finding import Finding, passed, unchecked
from feishu_connect.doctor.refusals import refusal
from feishu_connect.errors import FeishuError, ScopeError

if t.TYPE_CHECKING:
    from collections.abc import Iterator

    from feishu_connect.doctor.visit import Visit

#: "The app has no bot", in the words of the bot, of chats and of messages.
_NO_BOT: t.Final = (11205, 230006, 232025)


@dataclass(frozen=True, slots=True)
class ChatProbe:
    """Looks for the bot, and for chats whose ids the configuration names."""

    chat_ids: tuple[str, ...] = ()
    #: Some receivers are people, or come out of the records.
    others: bool = False

    @property
    def check(self) -> str:
        """The name of its finding."""
        return "bot"

    def run(self, visit: Visit) -> Iterator[Finding]:
        """Ask for the bot, then for the chats that it is in."""
        bot = visit.ask(endpoints.BOT_INFO)
        if bot.error is not None:
            yield self._without_bot(visit, bot.error)
            return
        name = (bot.data.get("bot") or {}).get("app_name") or "the app"
        yield passed("bot", f"{name} has a bot")
        if self.chat_ids:
            yield self._chats(visit)
        if self.others:
            yield unchecked("receivers", "only a message could tell who is in the app's range")

    def _without_bot(self, visit: Visit, error: FeishuError) -> Finding:
        if error.code not in _NO_BOT:
            return refusal(visit, error) or visit.trouble("bot", "bot", error)
        return Finding(
            "bot",
            "failed",
            f"the app has no bot: {error.message} ({error.code})",
            "Messages are sent by the app's bot, and the app does not have this ability",
            "Add the ability Bot on the page Add features, and publish a version",
            visit.console(),
        )

    def _chats(self, visit: Visit) -> Finding:
        rest = set(self.chat_ids)
        try:
            for page in visit.reader.pages(endpoints.IM_CHAT_LIST):
                rest -= {item.get("chat_id") for item in page.items}
                if not rest:
                    return passed("chats", f"the bot is in {', '.join(self.chat_ids)}")
        except ScopeError as error:
            # Sending does not need it, so its lack is nothing to be put right.
            return unchecked("chats", f"listing chats needs {error.scopes[0]}")
        except FeishuError as error:
            return visit.trouble("chats", "chats", error)
        return Finding(
            "chats",
            "failed",
            f"the bot is not in {', '.join(sorted(rest))}",
            "A bot writes to chats of which it is a member; or there is no such chat",
            "Add the app's bot to the chat (chat settings > Bots), and check receive_id",
        )
