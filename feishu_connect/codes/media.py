"""Codes of uploads: files that go into documents, whole or in parts.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/drive-v1/media/upload_finish` and its neighbours.
"""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import NotFoundError


def media() -> Rows:
    """Give the rows of this area; what files and uploads share is with drive and messages."""
    yield from _files()
    yield from _room()
    yield from _parts()


def _files() -> Rows:
    """What is wrong with a file itself."""
    yield (
        (1061008,),
        Resolution(Action.FAIL, "the file's name is empty or too long", "Give it another name"),
    )
    yield (
        (1061043,),
        Resolution(
            Action.FAIL,
            "the file is larger than the tenant's plan allows",
            "Leave the file out, give a smaller one, or give a link to it",
        ),
    )
    yield (
        (1061109, 1061113),
        Resolution(
            Action.FAIL,
            "the file or its name did not pass Feishu's check of contents",
            "Leave the file out, or rename it",
        ),
    )


def _room() -> Rows:
    """Where there is no room left."""
    yield (
        (1061041,),
        Resolution(
            Action.FAIL,
            "the document that the file belongs to was deleted",
            "Check the link of the document",
            NotFoundError,
        ),
    )
    yield (
        (1061042, 1061547),
        Resolution(
            Action.FAIL,
            "the document holds as many files as it can",
            "Use another base or document for further files",
        ),
    )
    yield (
        (1061061, 1061101),
        Resolution(
            Action.FAIL,
            "the storage of the person or tenant is full",
            "Ask the administrator for room",
            of_all=True,
        ),
    )


def _parts() -> Rows:
    """What goes wrong between the parts of one upload; it is begun anew."""
    anew = "Run again: the upload begins anew"
    yield (1061021,), Resolution(Action.FAIL, "the upload took longer than a day", anew)
    yield (1062007,), Resolution(Action.FAIL, "another identity has begun the upload", anew)
    yield (1062008,), Resolution(Action.FAIL, "what arrived is not what was sent (checksum)", anew)
    yield (1062009,), Resolution(Action.FAIL, "what arrived is not of the size announced", anew)
    yield (1062010, 1062011), Resolution(Action.FAIL, "parts are missing, or too many", anew)
