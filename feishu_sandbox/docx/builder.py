"""What people and administrators do with docx, for tests and seeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.world import World


class Docx:
    """Builders; no tokens, no limits, no access checks."""

    def __init__(self, world: World) -> None:
        """Belong to a world."""
        self.world = world
