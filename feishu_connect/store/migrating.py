"""Bring a store's tables to the newest form, however many processes start at once."""

from __future__ import annotations

import logging
import threading
import typing as t
from pathlib import Path

from sqlalchemy import inspect, text

from feishu_connect.store.errors import StoreError
from feishu_connect.store.tables import VERSION_TABLE

if t.TYPE_CHECKING:
    from sqlalchemy import Connection

    from feishu_connect.store.database import Database
    from feishu_connect.store.locks import Locks

#: The newest revision in `migrations/versions`; a store that has it is not migrated.
HEAD = "0003"
SCRIPTS = Path(__file__).parent / "migrations"
#: Seconds to wait for another process that migrates the same store.
_PATIENCE = 120
#: Alembic's context is one for the whole process.
_ALEMBIC = threading.Lock()


def migrate(database: Database, locks: Locks) -> None:
    """Run the migrations that are missing, all or none; does nothing where none is.

    Raises:
        StoreError: A newer version of this package has written to the store.
        LockTimeoutError: Another process has been migrating for too long.
    """
    with database.read() as connection:
        if _revision(connection) == HEAD:
            return
    with _ALEMBIC, locks.hold("migrations", _PATIENCE):
        database.let_readers_and_writers_meet()
        with database.write() as connection:
            _upgrade(connection, database.place)


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table(VERSION_TABLE):
        return None
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}"))  # noqa: S608  ours
    return found.scalar()


def _upgrade(connection: Connection, place: str) -> None:
    # Slow to import, and needed once in a store's life.
    from alembic import command  # noqa: PLC0415
    from alembic.config import Config  # noqa: PLC0415
    from alembic.util import CommandError  # noqa: PLC0415

    # A first run is no news, and these are words for the package's authors.
    logging.getLogger("alembic").setLevel(logging.WARNING)
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        message = f"The store {place} was written by a newer version of singer-feishu"
        raise StoreError(message, cure="update singer-feishu here too") from error
