"""What a client holds to identify itself: the store, and the token source. Made when needed."""

from __future__ import annotations

import dataclasses
import threading
import typing as t

from feishu_connect.tokens.choice import token_source

if t.TYPE_CHECKING:
    from feishu_connect.client import FeishuClient
    from feishu_connect.settings import ConnectionSettings
    from feishu_connect.store import Store
    from feishu_connect.tokens.cache import TokenSource


class Wallet:
    """Belongs to one client; safe for threads."""

    def __init__(self, client: FeishuClient, store: Store | None) -> None:
        """Open nothing yet.

        Args:
            client: Whose settings and clock count.
            store: One that somebody else closes; None opens the settings' own.
        """
        self._client = client
        self._lock = threading.RLock()
        self._store = store
        self._owns_store = store is None
        self._source: TokenSource | None = None
        self._app_source: TokenSource | None = None

    @property
    def store(self) -> Store:
        """The store, opened when first asked for."""
        with self._lock:
            if self._store is None:
                # Loads the store's libraries, which runs of a custom app have no use for.
                from feishu_connect.store import Store  # noqa: PLC0415

                settings = self._client.settings
                self._store = Store.open(
                    settings.store_url,
                    app_id=settings.app_id,
                    app_secret=settings.app_secret,
                    clock=self._client.clock,
                )
            return self._store

    @property
    def tokens(self) -> TokenSource:
        """The token source that fits the settings."""
        with self._lock:
            if self._source is None:
                self._source = self._chosen(self._client.settings)
            return self._source

    @property
    def app_tokens(self) -> TokenSource:
        """The token source of the app itself, also where the settings name a user."""
        settings = self._client.settings
        if settings.identity != "user":
            return self.tokens
        with self._lock:
            if self._app_source is None:
                self._app_source = self._chosen(dataclasses.replace(settings, identity="app"))
            return self._app_source

    def close(self) -> None:
        """Close the store, unless it was handed in; it is opened again when asked for."""
        with self._lock:
            if self._owns_store and self._store is not None:
                self._store.close()
                self._store = self._source = self._app_source = None

    def _chosen(self, settings: ConnectionSettings) -> TokenSource:
        store = self.store if settings.needs_store else None
        return token_source(settings, self._client, store)
