"""Apps, tenants and what users have granted, as plain data."""

from __future__ import annotations

from dataclasses import dataclass, field

CUSTOM = "custom"
STORE = "store"
#: States of an app in a tenant.
ACTIVE = "active"
STOPPED = "stopped"
UNINSTALLED = "uninstalled"
#: Needed to be given a refresh token.
OFFLINE_ACCESS = "offline_access"


@dataclass(slots=True)
class ContactRange:
    """Part of the directory that an app may see (its contact data permission)."""

    everyone: bool = True
    departments: list[str] = field(default_factory=list)
    users: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)


@dataclass(slots=True)
class App:
    """A custom app or a store app, as its developer console shows it.

    Attributes:
        scopes: Scopes of the app identity: 1 granted, 2 asked for and not granted.
        user_scopes: The same for the user identity; these may be named on the authorize page.
        available_to: open_ids of those who may use the app; None means everyone.
        kind: `custom` or `store`.
        redirect_urls: The list of *Security Settings*.
        refreshes: The switch *refresh user_access_token* of *Security Settings*.
        published: Whether a version was ever released; without one no scope has an effect.
        pending_version: Whether a version waits for its review.
        ip_allow_list: Addresses or networks that may call; empty means all.
        request_url: Where events are pushed, "" for nowhere.
        encrypt_key: Encrypt Key of the events, "" for plain ones.
        verification_token: Verification Token of the events.
        ticket: Store apps: the newest app_ticket, "" before the first.
        installs: tenant_key -> `active`, `stopped` or `uninstalled`.
    """

    app_id: str
    app_secret: str
    name: str
    region: str
    bot_open_id: str
    scopes: dict[str, int] = field(default_factory=dict)
    contact_range: ContactRange = field(default_factory=ContactRange)
    available_to: list[str] | None = None
    bot: bool = True
    enabled: bool = True
    kind: str = CUSTOM
    user_scopes: dict[str, int] = field(default_factory=dict)
    redirect_urls: list[str] = field(default_factory=list)
    refreshes: bool = True
    published: bool = True
    pending_version: bool = False
    ip_allow_list: list[str] = field(default_factory=list)
    request_url: str = ""
    encrypt_key: str = ""
    verification_token: str = ""
    ticket: str = ""
    installs: dict[str, str] = field(default_factory=dict)

    def granted(self, *any_of: str) -> bool:
        """Tell whether one of these scopes is granted to the caller and in effect."""
        return self.published and any(self.scopes.get(scope) == 1 for scope in any_of)

    def offers(self, scope: str) -> bool:
        """Tell whether users may be asked for this scope."""
        return self.published and self.user_scopes.get(scope) == 1


@dataclass(slots=True)
class Tenant:
    """A company."""

    name: str
    tenant_key: str
    display_id: str
    domain: str


@dataclass(slots=True)
class Consent:
    """All that a user has granted to an app so far; times in seconds."""

    app_id: str
    open_id: str
    scopes: list[str]
    authorized_at: float


@dataclass(slots=True)
class RefreshToken:
    """A refresh token that was given out; `state` is `unused`, `used` or `revoked`."""

    token: str
    app_id: str
    open_id: str
    tenant_key: str
    scopes: list[str]
    authorized_at: float
    expires: float
    state: str = "unused"
