"""State of wiki as plain data; the nodes are with the rest of the tenant."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class Space:
    """A knowledge space.

    Attributes:
        space_id: Its id, a number.
        name: Shown name.
        description: Shown description.
        space_type: `team`, or `my_library` of the one person in `members`.
        visibility: `public` spaces are listed for every person of the tenant.
        open_sharing: `open` where it is published on the internet.
        members: Apps and people (open_ids) that are in it; those of `admins` are too.
        admins: Apps and people that manage every page of it.
    """

    space_id: str
    name: str
    description: str = ""
    space_type: str = "team"
    visibility: str = "private"
    open_sharing: str = "closed"
    members: list[str] = field(default_factory=list)
    admins: list[str] = field(default_factory=list)


@dataclass(slots=True)
class WikiState:
    """What a restart must bring back."""

    spaces: dict[str, Space] = field(default_factory=dict)
