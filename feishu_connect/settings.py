"""Connection settings: the same in tap and target."""

from __future__ import annotations

import typing as t
from dataclasses import dataclass

from feishu_connect import regions
from feishu_connect.errors import SettingsError
from feishu_connect.validation import problems_of

if t.TYPE_CHECKING:
    from collections.abc import Mapping

USER_ID_TYPES = ("open_id", "union_id", "user_id")

#: JSON Schema of each setting; tap and target put them into their own.
CONNECTION_PROPERTIES: t.Final[dict[str, dict[str, t.Any]]] = {
    "app_id": {
        "type": "string",
        "title": "App ID",
        "description": "App ID of your Feishu or Lark app, from Credentials & Basic Info.",
        "pattern": "^cli_",
        "examples": ["cli_a1b2c3d4e5f6g7h8"],
    },
    "app_secret": {
        "type": "string",
        "title": "App secret",
        "description": "App Secret from Credentials & Basic Info. Resetting it ends the old one.",
        "minLength": 1,
        "secret": True,
    },
    "base_url": {
        "type": "string",
        "title": "Region or API host",
        "description": (
            "`feishu` (https://open.feishu.cn), `lark` (https://open.larksuite.com), or another "
            "host such as a proxy or the sandbox. Plain http for this machine only."
        ),
        "default": regions.FEISHU,
    },
    "app_type": {
        "type": "string",
        "title": "App type",
        "description": "Kind of app. Store apps are not supported by this version.",
        "enum": ["custom"],
        "default": "custom",
    },
    "identity": {
        "type": "string",
        "title": "Identity",
        "description": (
            "Whose token is sent: `app` sends the tenant_access_token. Signing in as a user is "
            "not supported by this version."
        ),
        "enum": ["app"],
        "default": "app",
    },
    "user_id_type": {
        "type": "string",
        "title": "User ID type",
        "description": (
            "Kind of id used for people on every call. `user_id` needs the scope "
            "contact:user.employee_id:readonly."
        ),
        "enum": list(USER_ID_TYPES),
        "default": "open_id",
    },
    "call_budget": {
        "type": ["integer", "null"],
        "title": "Call budget",
        "description": (
            "The run stops with an error before it makes more calls that count against the "
            "tenant's monthly quota. Contacts and tokens do not count."
        ),
        "minimum": 1,
    },
    "request_timeout": {
        "type": "integer",
        "title": "Request timeout",
        "description": "Seconds to wait for a reply.",
        "minimum": 1,
        "maximum": 600,
        "default": 60,
    },
}

REQUIRED_CONNECTION_SETTINGS: t.Final = ["app_id", "app_secret"]

#: What to say instead of a pattern or a list.
CURES: t.Final[dict[str, str]] = {
    "app_id": "copy the App ID (`cli_...`) from the console's page Credentials & Basic Info",
    "app_secret": "copy the App Secret from the console's page Credentials & Basic Info",
}


@dataclass(frozen=True, slots=True)
class ConnectionSettings:
    """Where to call, as whom, and how much; checked and normalised once."""

    app_id: str
    app_secret: str
    base_url: str = regions.FEISHU
    user_id_type: str = "open_id"
    call_budget: int | None = None
    request_timeout: int = 60

    def __repr__(self) -> str:
        """Leave the secret out: settings end up in logs and tracebacks."""
        return f"ConnectionSettings(app_id={self.app_id!r}, base_url={self.base_url!r})"

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
    return problems
