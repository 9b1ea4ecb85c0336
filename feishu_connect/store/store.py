"""What must outlive a run: app tickets, tenants, user tokens, events, snapshots and ledgers."""

from __future__ import annotations

import typing as t

from feishu_connect.clock import SystemClock
from feishu_connect.store import events, grants, ledgers, snapshots, tenants, tickets
from feishu_connect.store.appdata import AppData, unlock
from feishu_connect.store.database import Database
from feishu_connect.store.locations import locate
from feishu_connect.store.locks import locks_of
from feishu_connect.store.migrating import migrate

if t.TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping
    from contextlib import AbstractContextManager

    from feishu_connect.clock import Clock
    from feishu_connect.store.locks import Locks
    from feishu_connect.store.records import (
        AppTicket,
        StoredEvent,
        Tenant,
        TenantState,
        UserGrant,
    )


class Store:
    """The store of one app; one for each process, safe to share between threads.

    Whatever changes it is committed and on the disk when the method returns. Every method raises
    `StoreError` where the database fails, with the cure. Times are UTC.
    """

    def __init__(self, data: AppData, locks: Locks) -> None:
        """Serve an app whose part of the database is unlocked; `open` does that."""
        self._data = data
        self._locks = locks

    def __repr__(self) -> str:
        """Tell which store it is, and nothing that is kept in it."""
        return f"Store(app_id={self._data.app_id!r}, place={self._data.database.place!r})"

    @property
    def fingerprint(self) -> str:
        """Tell this store from another of the same app, in which positions count anew."""
        return self._data.cipher.fingerprint

    @classmethod
    def open(
        cls, url: str | None, *, app_id: str, app_secret: str, clock: Clock | None = None
    ) -> Store:
        """Open the store of an app, and make or migrate it where needed.

        Args:
            url: `store_url`. None is a file of the app's own in the user's data folder.
            app_id: Whose data is kept; apps that share a database do not see each other's.
            app_secret: From which the key is derived.
            clock: Tells when things arrive.

        Raises:
            SettingsError: The URL is of no use, or its driver is not installed.
            CredentialsError: The store was written with another app secret.
            StoreError: The store cannot be reached or written, or is of a newer version.
        """
        location = locate(url, app_id)
        location.prepare()
        database = Database(location)
        locks = locks_of(location)
        try:
            migrate(database, locks)
            cipher = unlock(database, location, app_id, app_secret)
        except BaseException:
            database.close()
            raise
        return cls(AppData(database, cipher, app_id, (clock or SystemClock()).now), locks)

    def close(self) -> None:
        """Close all connections."""
        self._data.database.close()

    def app_ticket(self) -> AppTicket | None:
        """Give the last app_ticket that was pushed."""
        return tickets.load(self._data)

    def save_app_ticket(self, value: str) -> None:
        """Keep an app_ticket in the place of the last one."""
        tickets.save(self._data, value)

    def tenants(self) -> list[Tenant]:
        """Give all tenants that are known, in whatever state, by key."""
        return tenants.load(self._data)

    def learn_tenant(
        self, tenant_key: str, state: TenantState = "active", *, revive: bool = False
    ) -> None:
        """Take note of a tenant; repeats and late events change nothing.

        Args:
            tenant_key: As in the event. An empty one, of an event without tenant, is passed over.
            state: What the event tells.
            revive: Whether `active` also counts for a tenant that was stopped or uninstalled;
                for `app_open` and `start_by_tenant` only.
        """
        if tenant_key:
            tenants.learn(self._data, tenant_key, state, revive=revive)

    def user_token(self, user: str = "") -> UserGrant | None:
        """Give the newest grant of a user; "" is the one who signed in last without a name."""
        return grants.load(self._data, user)

    def save_user_token(self, grant: UserGrant, user: str = "") -> None:
        """Keep a grant in the place of the user's last one."""
        grants.save(self._data, grant, user)

    def forget_user_token(self, user: str = "") -> None:
        """Delete a user's grant, where there is one."""
        grants.forget(self._data, user)

    def add_event(self, event: StoredEvent) -> bool:
        """Keep an event; False when one of this id is kept already."""
        return events.add(self._data, [event])[0]

    def add_events(self, new: t.Sequence[StoredEvent]) -> list[bool]:
        """Keep events in one commit, all or none; False for each whose id is kept already."""
        return events.add(self._data, new)

    def events(self, after: int = 0, limit: int = 1000) -> list[tuple[int, StoredEvent]]:
        """Give events with their positions, in the order in which they arrived.

        Args:
            after: The last position that is known; positions grow, with gaps.
            limit: How many at most.

        Raises:
            UnreadableError: Somebody has changed a row.
        """
        return events.load(self._data, after, limit)

    @property
    def newest_event(self) -> int:
        """Position of the last event, 0 where there is none."""
        return events.newest(self._data)

    def forget_events(self, before: dt.datetime) -> int:
        """Delete the events that arrived before a time, and tell how many they were.

        Feishu repeats an event for up to 7.1 hours; one that is forgotten earlier is taken again.
        """
        return events.forget(self._data, before)

    def save_snapshot(self, name: str, ids: Iterable[str], *, keep: str = "") -> str:
        """Keep a set of ids under a new generation, and give the generation's id.

        The newest generations of a name stay, older ones are thinned out.

        Args:
            name: What the ids are of.
            ids: Of a complete reading.
            keep: A generation that stays too, however old: the one that the state names, which
                runs that are killed again and again must not push out.
        """
        return snapshots.save(self._data, name, ids, keep)

    def snapshot(self, name: str, generation: str) -> frozenset[str] | None:
        """Give the ids of a generation; None where it is not kept here, or not any more."""
        return snapshots.load(self._data, name, generation)

    def add_to_snapshot(self, name: str, generation: str, ids: Iterable[str]) -> None:
        """Add ids to a generation: what a run is about to make known, should it be killed."""
        snapshots.add(self._data, name, generation, ids)

    def snapshot_additions(self, name: str, generation: str) -> frozenset[str]:
        """Give the ids that were added to a generation after it was saved."""
        return snapshots.additions(self._data, name, generation)

    def snapshot_union(self, name: str) -> frozenset[str]:
        """Give the ids of all generations of a name that are kept, with what was added."""
        return snapshots.union(self._data, name)

    def ledger(self, name: str, keys: Iterable[str]) -> dict[str, t.Any]:
        """Give what a ledger says of some keys: those that it has, with their JSON values."""
        return ledgers.load(self._data, name, keys)

    def ledger_values(self, name: str) -> Iterator[t.Any]:
        """Give all values of a ledger, in no order; keys are kept as digests only."""
        return ledgers.values(self._data, name)

    def ledger_size(self, name: str) -> int:
        """Count the entries of a ledger."""
        return ledgers.size(self._data, name)

    def save_ledger(self, name: str, values: Mapping[str, t.Any]) -> None:
        """Write JSON values into a ledger, all or none; what the keys had before is replaced."""
        ledgers.save(self._data, name, values)

    def forget_ledger(self, name: str, keys: Iterable[str] | None = None) -> None:
        """Take keys out of a ledger; without keys all of them."""
        ledgers.forget(self._data, name, keys)

    def lock(self, name: str, *, timeout: float = 60) -> AbstractContextManager[None]:
        """Let one at a time in, among all threads and processes that share this store.

        A thread that holds the lock must not ask for it again. The lock of a process that dies
        is free.

        Raises:
            LockTimeoutError: Somebody else held it for `timeout` seconds; 0 tries once.
        """
        return self._locks.hold(f"{self._data.app_id} {name}", timeout)
