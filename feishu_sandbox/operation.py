"""An endpoint as data, and the request as its handler sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from feishu_sandbox.envelope import Reply, refuse_field

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from starlette.datastructures import Headers, QueryParams

    from feishu_sandbox.behaviour import Behaviour
    from feishu_sandbox.limits import Limiter, Window
    from feishu_sandbox.model import App, Chat, Json, Tenant, User
    from feishu_sandbox.world import World

USER_ID_TYPES = ("open_id", "union_id", "user_id")
_TRUE = ("true", "True", "TRUE", "1")
_FALSE = ("false", "False", "FALSE", "0")
EMPLOYEE_ID_SCOPE = "contact:user.employee_id:readonly"


@dataclass(frozen=True, slots=True)
class Operation:
    """One endpoint.

    Attributes:
        name: Dotted name used by faults and the call log.
        method: HTTP method.
        path: Path below `/open-apis`, parameters in braces.
        handler: Makes the data of the reply, or a whole `Reply`.
        tier: Rate windows per app and tenant.
        scopes: Any one of these is enough; empty means none needed.
        public: No token needed (token endpoints).
        writes: Changes the tenant, so persisted; with an app_token also exclusive per base.
        body: What the body has to be: `json`, `multipart`, `none`, or `oauth` (JSON, or a form as
            OAuth libraries send it).
        bad_json: Code for a body that is not a JSON object.
        counted: Counts against the monthly quota.
        identities: Kinds of token that it takes: `tenant`, `user`.
        query: Names of the query parameters that it has; others are refused, so that a misspelt
            one is not passed over in silence.
        web: On the web domain: the path does not stand below `/open-apis`.
        bad_user_token: Own code for an invalid or expired user token; 0 leaves the usual ones.
    """

    name: str
    method: str
    path: str
    handler: Callable[[Incoming], Json | Reply]
    tier: tuple[Window, ...] = ()
    scopes: tuple[str, ...] = ()
    public: bool = False
    writes: bool = False
    body: str = "none"
    bad_json: int = 9499
    counted: bool = True
    identities: tuple[str, ...] = ("tenant", "user")
    bad_user_token: int = 0
    query: tuple[str, ...] | None = None
    web: bool = False


@dataclass(slots=True)
class Incoming:
    """One request after authentication.

    `app` is the app as the caller may use it: for a signed-in `user` its scopes are those that
    this user granted. `tenant` is the company that is spoken to.
    """

    operation: Operation
    world: World
    behaviour: Behaviour
    limiter: Limiter
    path: Mapping[str, str]
    query: QueryParams
    headers: Headers
    host: str
    app: App
    tenant: Tenant
    user: User | None = None
    body: Json = field(default_factory=dict)
    raw: bytes = b""
    address: str = ""

    @property
    def principal(self) -> str:
        """Whom documents are shared with: the app's id, or the open_id of the user."""
        return self.user.open_id if self.user else self.app.app_id

    @property
    def actor(self) -> str:
        """The open_id that changes are signed with."""
        return self.user.open_id if self.user else self.app.bot_open_id

    def in_chat(self, chat: Chat) -> bool:
        """Tell whether the caller is in a chat: the bot, or the user."""
        return self.principal in (chat.members if self.user else chat.bots)

    def choice(self, name: str, allowed: Sequence[str], default: str) -> str:
        """Read an enumerated query parameter.

        Raises:
            ApiError: 99992402 for any other value.
        """
        value = self.query.get(name) or default
        if value not in allowed:
            refuse_field(name, value, f"must be one of [{', '.join(allowed)}]")
        return value

    def flag(self, name: str) -> bool:
        """Read a boolean query parameter, false when missing; `True` and `1` count too."""
        return self.choice(name, (*_TRUE, *_FALSE), "false") in _TRUE

    def body_value(self, name: str, kinds: type | tuple[type, ...], *, required: bool) -> Any:
        """Read a member of the JSON body; null counts as missing.

        Raises:
            ApiError: 99992402 when it is missing though required, or of another type.
        """
        value = self.body.get(name)
        if value is None:
            if required:
                refuse_field(name, "", f"{name} is required")
            return None
        if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is int):
            refuse_field(name, value, f"{name} has the wrong type")
        return value

    @property
    def user_id_type(self) -> str:
        """The id kind that the caller speaks."""
        return self.choice("user_id_type", USER_ID_TYPES, "open_id")
