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

    One scope of each group of which any one is enough: the one that serves most groups, then one
    that only reads, then the one that the endpoint names first. So a configuration that reads
    bases asks for `bitable:app:readonly`, and not for four finer scopes.

    Args:
        config: The configuration of a tap or target.
        catalog: Which streams are selected; all where None.
        enabled: Scopes that the app has; asking for others ends on an error page. None where
            Feishu does not tell.

    Raises:
        SettingsError: The settings are wrong.
    """
    needs = [need for source in registered() for need in source(config, catalog)]
    groups = [row.scopes for need in needs for row in need.endpoints if row.scopes]
    if enabled is not None:
        groups = [tuple(s for s in group if s in enabled) or group for group in groups]
    return choose_scopes(groups)


def choose_scopes(groups: Iterable[tuple[str, ...]]) -> list[str]:
    """Choose one scope of each group, sorted; see `user_scopes`."""
    rest = list(dict.fromkeys(groups))
    chosen: set[str] = set()
    while rest:
        best = max(
            (scope for group in rest for scope in group),
            key=lambda scope: _merit(scope, rest),
        )
        chosen.add(best)
        rest = [group for group in rest if best not in group]
    return sorted(chosen)


def _merit(scope: str, groups: Sequence[tuple[str, ...]]) -> tuple[int, bool, int]:
    serving = [group for group in groups if scope in group]
    place = max(-group.index(scope) for group in serving)
    return len(serving), scope.endswith(_READS), place
