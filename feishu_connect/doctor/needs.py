"""What a configuration needs of Feishu, told by those who will use it.

This package does not know the connectors. Each of them registers a function in the entry point
group `feishu_connect.needs`; it gets the configuration, and the catalog where there is one, and
gives the needs of the settings that concern it.
"""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from importlib.metadata import entry_points

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from feishu_connect.doctor.finding import Finding
    from feishu_connect.doctor.visit import Visit
    from feishu_connect.endpoints import Endpoint

    Config: t.TypeAlias = "Mapping[str, t.Any]"

GROUP: t.Final = "feishu_connect.needs"

#: How the names of scopes end that only read.
_READS: t.Final = (":readonly", ":read", ":retrieve")


class Probe(t.Protocol):
    """A few cheap reads that tell whether the data behind a need is in reach.

    Equal probes run once, so a probe is a frozen dataclass.
    """

    @property
    def check(self) -> str:
        """The name that its findings mostly have."""

    def run(self, visit: Visit) -> Iterator[Finding]:
        """Look, and tell."""


@dataclass(frozen=True, slots=True)
class ColumnScopes:
    """Columns that stay empty, without an error, where the app has none of the scopes."""

    columns: tuple[str, ...]
    scopes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Need:
    """One thing that the configuration asks for."""

    #: For people, e.g. `stream departments`.
    what: str
    #: What it calls; each needs any one of its scopes.
    endpoints: tuple[Endpoint, ...] = ()
    probe: Probe | None = None
    columns: tuple[ColumnScopes, ...] = ()
    #: When the endpoints are called, where that is not in every run: a missing scope is a warning.
    only_if: str = ""
    #: Further groups of scopes, beside those of the endpoints, of each of which any one is enough.
    scopes: tuple[tuple[str, ...], ...] = ()

    @property
    def groups(self) -> list[tuple[str, ...]]:
        """All groups of scopes, of each of which any one is enough."""
        return [*self.app_groups, *self.user_groups]

    @property
    def app_groups(self) -> list[tuple[str, ...]]:
        """Those of look-ups that the app makes, also where a user acts."""
        return [row.scopes for row in self.endpoints if row.by_app and row.scopes]

    @property
    def user_groups(self) -> list[tuple[str, ...]]:
        """Those that whoever acts needs."""
        own = (row.scopes for row in self.endpoints if not row.by_app)
        return [group for group in (*own, *self.scopes) if group]


class NeedsOf(t.Protocol):
    """What is registered."""

    def __call__(self, config: Config, catalog: Config | None, /) -> Sequence[Need]:
        """List the needs.

        Raises:
            SettingsError: The settings are wrong.
        """


def registered() -> list[NeedsOf]:
    """Load what the installed packages have registered."""
    found = entry_points(group=GROUP)
    return [entry.load() for entry in sorted(found, key=lambda entry: entry.name)]


def user_scopes(
    config: Config, catalog: Config | None = None, *, enabled: frozenset[str] | None = None
) -> list[str]:
    """List the scopes that a user has to grant at sign-in for this configuration.

    One scope of each group of which any one is enough: one that only reads, where there is such a
    one; of these the one that serves most groups, then the one that the endpoint names first. So a
    configuration that reads bases asks for `bitable:app:readonly`, and not for four finer scopes.

    Args:
        config: The configuration of a tap or target.
        catalog: Which streams are selected; all where None.
        enabled: Scopes that the app has; asking for others ends on an error page, so without a
            catalog they are not asked for. None where Feishu does not tell.

    Raises:
        SettingsError: The settings are wrong.
    """
    groups = [group for need in _all(config, catalog) for group in need.user_groups]
    if enabled is not None:
        within = [(group, tuple(s for s in group if s in enabled)) for group in groups]
        # Without a catalog nobody has said that all of it is wanted.
        groups = [open_ or group for group, open_ in within if open_ or catalog is not None]
    return choose_scopes(groups)


def out_of_reach(
    config: Config, catalog: Config | None, enabled: frozenset[str] | None
) -> list[str]:
    """List what the app has not the scopes for, so that nobody can sign in for it."""
    if enabled is None:
        return []
    closed = (
        need.what
        for need in _all(config, catalog)
        if not need.only_if and not all(enabled.intersection(group) for group in need.user_groups)
    )
    return list(dict.fromkeys(closed))


def _all(config: Config, catalog: Config | None) -> list[Need]:
    return [need for source in registered() for need in source(config, catalog)]


def choose_scopes(groups: Iterable[tuple[str, ...]]) -> list[str]:
    """Choose one scope of each group, sorted; see `user_scopes`."""
    every = list(dict.fromkeys(groups))
    chosen = _chosen([group for group in every if not any(map(_reads, group))], every)
    rest = [tuple(filter(_reads, group)) for group in every if chosen.isdisjoint(group)]
    return sorted(chosen | _chosen(rest, rest))


def _chosen(wanted: list[tuple[str, ...]], every: Sequence[tuple[str, ...]]) -> set[str]:
    chosen: set[str] = set()
    while wanted:
        scopes = (scope for group in wanted for scope in group)
        best = max(scopes, key=lambda scope: _merit(scope, every))
        chosen.add(best)
        wanted = [group for group in wanted if best not in group]
    return chosen


def _reads(scope: str) -> bool:
    return scope.endswith(_READS)


def _merit(scope: str, groups: Sequence[tuple[str, ...]]) -> tuple[int, int]:
    serving = [group for group in groups if scope in group]
    return len(serving), max(-group.index(scope) for group in serving)
