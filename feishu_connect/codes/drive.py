"""Codes of drive and wiki."""

from __future__ import annotations

from feishu_connect.codes.row import Action, Resolution, Rows
from feishu_connect.errors import AccessError, NotFoundError, RetriesExhaustedError


def drive() -> Rows:
    """Give the rows of this area; those of single files are with the messages."""
    yield from _files()
    yield from _documents()
    yield from _sharing()
    yield from _wiki()


def _files() -> Rows:
    """Folders, and the way into drive."""
    yield (1061002, 1064001), Resolution(Action.FAIL, "drive finds a parameter not valid")
    yield (
        (1061005,),
        Resolution(
            Action.REFRESH,
            "drive refuses the access token, also after one refresh",
            "The app may be stopped, or this API does not take the app's identity",
            AccessError,
            of_all=True,
        ),
    )
    yield (
        (1061044,),
        Resolution(
            Action.FRESH,
            "the file, or the document or folder that holds it, does not exist (any more)",
            "Check the link of the document; in a cell, remove the attachment or upload it again",
            NotFoundError,
        ),
    )
    yield (
        (1064230,),
        Resolution(Action.RETRY, "the file is being moved", error=RetriesExhaustedError),
    )


def _sharing() -> Rows:
    """The trash, and who may open a document."""
    yield (
        (1062501, 1062502),
        Resolution(
            Action.FAIL,
            "the app may not delete this document",
            "Only its owner may, or who manages the folder: give the app full access to the folder",
            AccessError,
        ),
    )
    yield (
        (1065200,),
        Resolution(Action.FRESH, "the document is gone", error=NotFoundError),
    )
    yield (
        (1063001,),
        Resolution(
            Action.FAIL,
            "the document cannot be shared with this member",
            "Check the id and its kind; the app and the member have to see each other, and in a "
            "group the app's bot has to be a member",
        ),
    )
    yield (
        (1063002, 1063004),
        Resolution(
            Action.FAIL,
            "the app may not share this document",
            "Give the app permission to manage it",
            AccessError,
        ),
    )
    yield (
        (1063003,),
        Resolution(
            Action.FAIL,
            "Feishu does not allow to share this document so",
            "Check the document's sharing settings; the app's identity cannot add departments",
        ),
    )
    yield (
        (1063005,),
        Resolution(Action.FAIL, "the document was deleted", error=NotFoundError),
    )
    yield (
        (1066001, 1066002),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )


def _documents() -> Rows:
    """Statistics, view records, subscriptions, metadata."""
    yield (
        (1069601, 1069704),
        Resolution(Action.UNSURE, "Feishu had an internal error", error=RetriesExhaustedError),
    )
    yield (
        (1069602,),
        Resolution(Action.FAIL, "a parameter is not valid, or the document is of another type"),
    )
    yield (
        (1069603,),
        Resolution(
            Action.FAIL,
            "the app may not manage this document",
            "Open it, choose ... > More > Add document app, and give this app manage permission; "
            "for statistics the administrator must also have switched on visit records",
            AccessError,
        ),
    )
    yield (
        (1069604,),
        Resolution(
            Action.FAIL,
            "there is no such document, or it is of another type",
            "Check the link",
            NotFoundError,
        ),
    )
    yield (1069605,), Resolution(Action.FAIL, "the document is not subscribed")
    yield (
        (1069701,),
        Resolution(
            Action.FAIL, "drive does not know the caller", "Check app_id and base_url", of_all=True
        ),
    )


def _wiki() -> Rows:
    """What the wiki refuses for good."""
    yield (131002,), Resolution(Action.FAIL, "the wiki finds a parameter not valid")
    yield (
        (131004,),
        Resolution(
            Action.FAIL,
            "the wiki does not know the caller",
            "Sign in again, or check user_id_type",
            AccessError,
        ),
    )
    yield (
        (131007,),
        Resolution(
            Action.FAIL,
            "the wiki had an internal error that a repetition does not cure",
            "Give the log id to Feishu's support",
        ),
    )
