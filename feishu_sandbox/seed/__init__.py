"""The company that a fresh sandbox starts with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.approval.seed import seed as seed_approval
from feishu_sandbox.behaviour import Behaviour
from feishu_sandbox.calendar.seed import seed as seed_calendar
from feishu_sandbox.clock import Clock
from feishu_sandbox.contact.seed import seed as seed_contact
from feishu_sandbox.docx.seed import seed as seed_docx
from feishu_sandbox.drive.seed import seed as seed_drive
from feishu_sandbox.im.seed import seed as seed_im
from feishu_sandbox.seed.company import seed_chats, seed_people
from feishu_sandbox.seed.crm import seed_crm
from feishu_sandbox.seed.grants import GRANTED, REQUESTED, USER_GRANTED
from feishu_sandbox.sheets.seed import seed as seed_sheets
from feishu_sandbox.task.seed import seed as seed_task
from feishu_sandbox.wiki.seed import seed as seed_wiki
from feishu_sandbox.world import World, empty_state

if TYPE_CHECKING:
    from feishu_sandbox.model import State

#: In this order, so that what there was before keeps its ids.
_AREAS = (
    seed_approval,
    seed_task,
    seed_calendar,
    seed_drive,
    seed_wiki,
    seed_docx,
    seed_sheets,
    seed_im,
    seed_contact,
)
#: 2026-01-05 09:00 in Beijing: when the company's history begins.
HISTORY_BEGINS_MS = 1_767_574_800_000


def seed_state(seed: int, region: str = "feishu") -> State:
    """Return a company with people, chats and a base; equal for equal arguments."""
    clock = Clock()
    clock.freeze(HISTORY_BEGINS_MS)
    world = World(empty_state(seed, region), clock, Behaviour())
    app = world.add_app("Singer 数据集成", GRANTED, user_scopes=USER_GRANTED)
    app.scopes.update(dict.fromkeys(REQUESTED, 2))
    world.add_app("Other region", GRANTED, region="lark" if region == "feishu" else "feishu")
    seed_people(world)
    seed_chats(world, app)
    seed_crm(world, app)
    for fill in _AREAS:
        fill(world, app)
    return world.state
