"""What the seeded company has of drive."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World


def seed(world: World, app: App) -> None:
    """Fill the company."""
