"""Fields that Feishu leaves out of every item, told once each instead of silently being null.

A field with a scope of its own is absent, without an error, where the app has not got it. It is
also absent where nobody has a value, so the app's scopes are asked for before anything is said.
"""

from __future__ import annotations

import dataclasses
import functools
import typing as t

from feishu_connect import FeishuClient, endpoints, regions
from feishu_connect.doctor.scopes import read_grants
from feishu_connect.doctor.visit import Grants, answer
from tap_feishu.people.column_scopes import column_scopes

if t.TYPE_CHECKING:
    import logging
    from collections.abc import Iterable, Iterator

    from tap_feishu.streams.base import FixedStream

Item = dict[str, t.Any]
Scopes: t.TypeAlias = "tuple[str, ...]"


class AbsentFields:
    """Looks at what the streams of one run read."""

    def __init__(self, client: FeishuClient, logger: logging.Logger) -> None:
        """Call nothing yet."""
        self._client = client
        self._logger = logger
        self._told: set[tuple[str, str]] = set()

    def watched(self, stream: FixedStream, items: Iterable[Item]) -> Iterator[Item]:
        """Pass items of the API through; after the last, warn of fields that came in none.

        Args:
            stream: Whose selected columns count, where they stand in `column_scopes`.
            items: As they came, with absent keys absent.
        """
        absent = self._guarded(stream)
        anything = False
        for item in items:
            anything = True
            if absent:
                for name in absent.keys() & item.keys():
                    del absent[name]
            yield item
        if anything:
            self._tell(stream.name, absent)

    def _guarded(self, stream: FixedStream) -> dict[str, Scopes]:
        identity = self._client.settings.identity
        return {
            name: group.scopes
            for group in column_scopes(stream.name, identity)
            for name in group.columns
            if stream.wants(name)
        }

    def _tell(self, stream: str, absent: dict[str, Scopes]) -> None:
        for name, scopes in absent.items():
            if (stream, name) not in self._told and not self._is_granted(scopes):
                self._told.add((stream, name))
                self._logger.warning("%s", self._sentence(stream, name, scopes))

    def _is_granted(self, scopes: Scopes) -> bool:
        return self._grants.granted is not None and not self._grants.lacks(scopes)

    def _sentence(self, stream: str, name: str, scopes: Scopes) -> str:
        settings = self._client.settings
        url = regions.scope_url(
            settings.base_url, settings.app_id, scopes, identity=settings.identity
        )
        lacks = "lacks" if self._grants.known else "may lack"
        by_user = settings.identity == "user"
        again = ", and sign in again with `feishu-connect login`" if by_user else ""
        return (
            f"The column {name} of the stream {stream} is empty in every row: the "
            f"{settings.identity} {lacks} a scope; any one of these is enough: "
            f"{', '.join(scopes)} -> Grant it at {url} and publish a new version of the app"
            f"{again}, or deselect the column"
        )

    @functools.cached_property
    def _grants(self) -> Grants:
        """The scopes of the identity in use, asked for once; unknown where Feishu refuses."""
        settings = self._client.settings
        if settings.identity == "app":
            return read_grants(
                answer(self._client, endpoints.APPLICATION_SCOPE_LIST), by_user=False
            )
        store = self._client.store
        as_app = FeishuClient(
            dataclasses.replace(settings, identity="app"), clock=self._client.clock, store=store
        )
        reply = answer(as_app, endpoints.APPLICATION_SCOPE_LIST)
        grant = store.user_token()
        user_scope = (grant.scope or None) if grant else None
        return read_grants(reply, by_user=True, user_scope=user_scope)
