"""What was said in the seeded company: messages, a thread, an edit, a recall."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World

_MINUTE = 60


def seed(world: World, app: App) -> None:
    """Fill the chat of the data team; the others stay silent."""
    chat = next(chat for chat in world.state.chats.values() if chat.name == "Data platform")
    lead, analyst, colleague = chat.members[:3]
    talk, clock = world.talk, world.clock
    question = talk.write(
        chat, "@_user_1 昨天的订单数对不上 orders are off", by=lead, mentions=[analyst]
    )
    clock.advance(_MINUTE)
    answer = talk.reply(question, "看一下 looking", by=analyst, in_thread=True)
    clock.advance(_MINUTE)
    talk.reply(answer, "时区问题, it was the time zone", by=analyst)
    clock.advance(_MINUTE)
    plan = talk.write(chat, "周五发布 we release on Friday", by=lead)
    clock.advance(_MINUTE)
    talk.edit(plan, "周四发布 we release on Thursday")
    wrong = talk.write(chat, "发错群了", by=colleague)
    clock.advance(_MINUTE)
    talk.recall(wrong)
    card = {"title": None, "elements": [[{"tag": "text", "text": "同步完成 sync finished"}]]}
    talk.send(chat, card, msg_type="interactive", by=app.app_id)
