"""State of docx as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Version:
    """One revision of a document: its blocks in the order of the page, as the API shows them.

    Blocks are never changed in place, for later revisions share them. People in them are open_ids.
    """

    revision_id: int
    title: str
    blocks: list[Json] = field(default_factory=list)


@dataclass(slots=True)
class Document:
    """A document, its oldest version first.

    `access` maps an app id or open_id to `view` or `edit`.
    """

    document_id: str
    versions: list[Version]
    display_setting: Json = field(default_factory=dict)
    cover: Json | None = None
    access: dict[str, str] = field(default_factory=dict)
    deleted: bool = False

    @property
    def newest(self) -> Version:
        """What people see now."""
        return self.versions[-1]


@dataclass(slots=True)
class DocxState:
    """What a restart must bring back."""

    documents: dict[str, Document] = field(default_factory=dict)
