"""Connection settings: the same in tap, target and `feishu-connect`."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from feishu_connect import regions
from feishu_connect.errors import SettingsError
from feishu_connect.properties import (
    CONNECTION_PROPERTIES,
    CURES,
    REQUIRED_CONNECTION_SETTINGS,
    USER_ID_TYPES,
)
from feishu_connect.validation import problems_of

if t.TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = [
    "CONNECTION_PROPERTIES",
    "CURES",
    "REQUIRED_CONNECTION_SETTINGS",
    "USER_ID_TYPES",
    "ConnectionSettings",
    "connection_problems",
]

DEFAULT_REDIRECT_URI: t.Final[str] = CONNECTION_PROPERTIES["redirect_uri"]["default"]


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """Where to call, as whom, and how much; checked and normalised once."""

    app_id: str
    app_secret: str
    base_url: str = regions.FEISHU
    app_type: t.Literal["custom", "store"] = "custom"
    tenant_key: str | None = None
    identity: t.Literal["app", "user"] = "app"
    redirect_uri: str = DEFAULT_REDIRECT_URI
    refresh_token: str | None = None
    store_url: str | None = None
    encrypt_key: str | None = None
    verification_token: str | None = None
    user_id_type: str = "open_id"
    call_budget: int | None = None
    request_timeout: int = 60

    def __repr__(self) -> str:
        """Leave the secrets out: settings end up in logs and tracebacks."""
        return f"ConnectionSettings(app_id={self.app_id!r}, base_url={self.base_url!r})"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be seen in any text, the password in `store_url` included."""
        password = urlsplit(self.store_url or "").password
        known = (self.app_secret, self.refresh_token, self.encrypt_key, self.verification_token)
        return tuple(secret for secret in (*known, password) if secret)

    @property
    def needs_store(self) -> bool:
        """Whether tokens come out of the store: custom apps get theirs with id and secret alone."""
        return self.identity == "user" or self.app_type == "store"

    @classmethod
    def from_config(cls, config: Mapping[str, t.Any]) -> ConnectionSettings:
        """Read the settings out of a tap's or target's configuration.

        Raises:
            SettingsError: All faults at once, each with its cure.
        """
        problems = connection_problems(config)
        if problems:
            raise SettingsError(problems)
        return cls(
            app_id=config["app_id"],
            app_secret=config["app_secret"],
            base_url=regions.normalize_base_url(config.get("base_url") or regions.FEISHU),
            app_type=config.get("app_type") or "custom",
            tenant_key=config.get("tenant_key") or None,
            identity=config.get("identity") or "app",
            redirect_uri=config.get("redirect_uri") or DEFAULT_REDIRECT_URI,
            refresh_token=config.get("refresh_token") or None,
            store_url=config.get("store_url") or None,
            encrypt_key=config.get("encrypt_key") or None,
            verification_token=config.get("verification_token") or None,
            user_id_type=config.get("user_id_type") or "open_id",
            call_budget=config.get("call_budget"),
            request_timeout=config.get("request_timeout") or 60,
        )


def connection_problems(config: Mapping[str, t.Any]) -> list[str]:
    """List what is wrong with the connection settings, before any call."""
    schema = {"properties": CONNECTION_PROPERTIES, "required": REQUIRED_CONNECTION_SETTINGS}
    problems = problems_of(config, schema, cures=CURES)
    base_url = config.get("base_url")
    if isinstance(base_url, str):
        try:
            regions.normalize_base_url(base_url or regions.FEISHU)
        except ValueError as error:
            problems.append(f"`base_url` {error}")
    redirect_uri = config.get("redirect_uri")
    if isinstance(redirect_uri, str):
        try:
            check_redirect_uri(redirect_uri or DEFAULT_REDIRECT_URI)
        except ValueError as error:
            problems.append(f"`redirect_uri` {error}")
    return problems


def check_redirect_uri(text: str) -> None:
    """Refuse what no browser could be sent back to safely.

    The text itself stays as it is: Feishu compares it letter by letter.

    Raises:
        ValueError: The message says what is wrong.
    """
    msg = ""
    parts = _split(text)
    if parts is None or parts.scheme not in {"http", "https"} or not parts.hostname:
        msg = "must be a URL such as http://localhost:8371/callback"
    elif parts.username is not None or parts.password is not None:
        msg = "must not hold a user name or password"
    elif parts.fragment or parts.query:
        msg = "must have neither a query nor a fragment"
    elif parts.scheme == "http" and not regions.is_loopback(parts.hostname):
        msg = "must use https; plain http is accepted for this machine (localhost) only"
    if msg:
        raise ValueError(msg)


def _split(text: str) -> SplitResult | None:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    return None if port == 0 else parts
