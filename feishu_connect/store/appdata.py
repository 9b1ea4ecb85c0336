"""The part of the store that belongs to one app, and the key that opens it."""

from __future__ import annotations

import os
import typing as t
from dataclasses import dataclass

from sqlalchemy import select

from feishu_connect.errors import CredentialsError
from feishu_connect.store.cipher import SALT_BYTES, Cipher
from feishu_connect.store.errors import UnreadableError
from feishu_connect.store.tables import APPS

if t.TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable

    from feishu_connect.store.database import Database
    from feishu_connect.store.locations import Location

_PROOF = "the secret is right"


@dataclass(frozen=True, slots=True, repr=False)
class AppData:
    """What every part of the store works with."""

    database: Database
    cipher: Cipher
    app_id: str
    now: Callable[[], dt.datetime]


def unlock(database: Database, location: Location, app_id: str, app_secret: str) -> Cipher:
    """Derive the key of an app, and check that it is the one the store was written with.

    Raises:
        CredentialsError: It is not: the app secret has changed since, or is wrong.
    """
    salt, proof = _known(database, app_id) or _introduce(database, app_id, app_secret)
    cipher = Cipher(app_id, app_secret, salt)
    try:
        cipher.open(proof, table=APPS.name)
    except UnreadableError:
        message = f"The store {location} was written with another app secret of {app_id}"
        raise CredentialsError(message, cure=_cure(location, app_id)) from None
    return cipher


def _known(database: Database, app_id: str) -> tuple[bytes, bytes] | None:
    with database.read() as connection:
        found = connection.execute(select(APPS.c.salt, APPS.c.proof).where(APPS.c.app_id == app_id))
        row = found.first()
    return (row.salt, row.proof) if row else None


def _introduce(database: Database, app_id: str, app_secret: str) -> tuple[bytes, bytes]:
    salt = os.urandom(SALT_BYTES)
    proof = Cipher(app_id, app_secret, salt).seal(_PROOF, table=APPS.name)
    with database.write() as connection:
        connection.execute(
            database.insert(APPS)
            .values(app_id=app_id, salt=salt, proof=proof)
            .on_conflict_do_nothing()
        )
    # Where another process was first, its salt counts.
    return _known(database, app_id) or (salt, proof)


def _cure(location: Location, app_id: str) -> str:
    start_anew = (
        f"move {location.file} away"
        if location.file
        else f"delete the row of {app_id} in its table {APPS.name}"
    )
    return (
        "correct `app_secret`. If it was reset in the developer console, what was kept under the "
        f"old one is lost: {start_anew}; then sign in again with `feishu-connect login`, and let "
        "`feishu-connect serve` receive the next app_ticket"
    )
