"""One request in the API's own terms, before any token."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass, field

if t.TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from feishu_connect.endpoints.row import Endpoint
    from feishu_connect.pacing import Rate
    from feishu_connect.transport import FilePart


@dataclass(frozen=True, slots=True)
class Call:
    """An endpoint with everything that goes into its request."""

    endpoint: Endpoint
    path: Mapping[str, str] = field(default_factory=dict)
    params: Mapping[str, t.Any] = field(default_factory=dict)
    body: t.Any = None
    form: Mapping[str, str] | None = None
    file: FilePart | None = None
    #: Name of the part that holds the file: `file`, `image` or `content`, by the endpoint.
    file_part: str = "file"
    #: Further limits that the call falls under, e.g. one chat's.
    lanes: tuple[tuple[str, Rate], ...] = ()
    #: The object was made moments ago: "not found" is replica lag and is retried.
    fresh: bool = False
    #: Another host than that of the settings: a custom bot's, or the web domain.
    base_url: str = ""
    #: Send with this very token, and never with another one; by default with the current one.
    access_token: str = field(default="", repr=False)
    #: Whose quota the endpoint's rate is, where it is not the app's: e.g. one custom bot's.
    quota: str = ""
    #: Seconds for which passing failures are borne.
    patience: float = 900.0
    #: Called whenever the request is about to leave: its token and its turn are there by then.
    before_send: Callable[[], object] | None = None

    @property
    def lane(self) -> str:
        """The lane of the endpoint's own rate."""
        return f"{self.endpoint.name}:{self.quota}" if self.quota else self.endpoint.name

    @property
    def keyed(self) -> bool:
        """Whether the idempotency key of the endpoint is in the request."""
        key = self.endpoint.key
        inside = isinstance(self.body, dict) and bool(self.body.get(key))
        return bool(key) and (bool(self.params.get(key)) or inside)


class Parts(t.TypedDict, total=False):
    """The fields of `Call` beside the endpoint, as keywords."""

    path: Mapping[str, str]
    params: Mapping[str, t.Any]
    body: t.Any
    form: Mapping[str, str]
    file: FilePart
    file_part: str
    lanes: tuple[tuple[str, Rate], ...]
    fresh: bool
    base_url: str
    quota: str
    patience: float
    access_token: str
    before_send: Callable[[], object]
