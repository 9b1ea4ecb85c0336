"""Attachments on the disk: where they are, which are there, and how they come."""

from __future__ import annotations

from tap_feishu.bitable.attachments.filling import AttachmentFiller
from tap_feishu.bitable.attachments.folder import AttachmentFolder, SavedFile, Source

__all__ = ["AttachmentFiller", "AttachmentFolder", "SavedFile", "Source"]
