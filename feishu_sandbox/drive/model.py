"""State of drive as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(slots=True)
class DriveEntry:
    """A file or folder in somebody's space; times in seconds.

    Attributes:
        token: Of the document itself; a shortcut has one of its own.
        type: `folder`, `shortcut`, or the kind of document.
        name: Shown in its folder.
        parent: Token of the folder; "" is the root of the owner's space.
        owner: open_id of a person, or of an app's bot.
        created: When it was made.
        modified: When it was edited last.
        modified_by: open_id of who did.
        access: App ids and open_ids -> `view`, `edit` or `manage`.
        inherits: Whether rights on the folder reach it.
        trashed: In the trash, and thus in no folder.
        target_type: What a shortcut stands for.
        target_token: What a shortcut stands for.
        sec_label: Name of its security level.
        likes: How many people like it.
    """

    token: str
    type: str
    name: str
    parent: str
    owner: str
    created: int
    modified: int
    modified_by: str
    access: dict[str, str] = field(default_factory=dict)
    inherits: bool = True
    trashed: bool = False
    target_type: str = ""
    target_token: str = ""
    sec_label: str = ""
    likes: int = 0


@dataclass(slots=True)
class Visit:
    """Somebody (an open_id) opened a document, at a time in seconds."""

    token: str
    viewer: str
    at: int


@dataclass(slots=True)
class FileSubscription:
    """An app or person (`principal`) is told of a document's events."""

    token: str
    type: str
    principal: str


@dataclass(slots=True)
class UploadPart:
    """One part of a file."""

    content: bytes


@dataclass(slots=True)
class PartialUpload:
    """A file on its way in, by parts; `begun` in seconds, `parts` by their number as text."""

    upload_id: str
    name: str
    parent_type: str
    parent_node: str
    size: int
    principal: str
    begun: float
    parts: dict[str, UploadPart] = field(default_factory=dict)


@dataclass(slots=True)
class DriveState:
    """What a restart must bring back.

    Attributes:
        entries: Everything that lies in a folder or root, by token.
        visits: Who opened what; of any document, also of those that lie nowhere in drive.
        subscriptions: Who is told of what.
        uploads: Files on their way in, by upload_id.
        counts_visits: Whether the tenant keeps records of visits.
        without_metas: Types whose metadata cannot be asked for (970002).
    """

    entries: dict[str, DriveEntry] = field(default_factory=dict)
    visits: list[Visit] = field(default_factory=list)
    subscriptions: list[FileSubscription] = field(default_factory=list)
    uploads: dict[str, PartialUpload] = field(default_factory=dict)
    counts_visits: bool = True
    without_metas: list[str] = field(default_factory=lambda: ["synced_block"])
