"""JSON Schema of the connection settings: `--about`, docs and checks are made from it."""

from __future__ import annotations

import typing as t

from feishu_connect import regions

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
        "description": (
            "`custom` for an app of your own organisation, `store` for an App-Store (ISV) app, "
            "which needs `feishu-connect serve` to receive its app_ticket."
        ),
        "enum": ["custom", "store"],
        "default": "custom",
    },
    "tenant_key": {
        "type": ["string", "null"],
        "title": "Tenant key",
        "description": (
            "Store apps: the tenant to read. May be left out where the store knows exactly one "
            "that has installed the app."
        ),
        "pattern": "^[0-9A-Za-z_-]{6,64}$",
        "examples": ["2ca1d211f64f6438"],
    },
    "identity": {
        "type": "string",
        "title": "Identity",
        "description": (
            "Whose token is sent: `app` the tenant_access_token, `user` the user_access_token of "
            "whoever signed in with `feishu-connect login`."
        ),
        "enum": ["app", "user"],
        "default": "app",
    },
    "redirect_uri": {
        "type": "string",
        "title": "Redirect URL",
        "description": (
            "Where the browser returns after the sign-in. It must stand, letter by letter, among "
            "the app's redirect URLs on the console's page Security Settings."
        ),
        "default": "http://localhost:8371/callback",
    },
    "refresh_token": {
        "type": ["string", "null"],
        "title": "First refresh token",
        "description": (
            "A user's refresh token from elsewhere, used once where nobody has signed in with "
            "`feishu-connect login`; afterwards its successor in the store wins."
        ),
        "minLength": 1,
        "secret": True,
    },
    "store_url": {
        "type": ["string", "null"],
        "title": "Store",
        "description": (
            "SQLAlchemy URL (SQLite file or PostgreSQL) of what outlives a run: app tickets, "
            "tenants, users' tokens, events, and what the target has written, so that nothing is "
            "written twice: keep it between runs. Secrets in it are encrypted. Where it is not "
            "given, a private file of your user."
        ),
        "pattern": "^(sqlite(\\+pysqlite)?|postgres(ql)?|postgresql\\+psycopg)://",
        "examples": ["postgresql://feishu:secret@db/feishu", "sqlite:////var/lib/feishu/store.db"],
        "secret": True,
    },
    "encrypt_key": {
        "type": ["string", "null"],
        "title": "Encrypt Key",
        "description": (
            "Encrypt Key of the event subscription, from the console's page Events & Callbacks."
        ),
        "minLength": 1,
        "secret": True,
    },
    "verification_token": {
        "type": ["string", "null"],
        "title": "Verification Token",
        "description": (
            "Verification Token of the event subscription, from the console's page Events & "
            "Callbacks."
        ),
        "minLength": 1,
        "secret": True,
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
    "tenant_key": "copy it from the event `app_open`, or leave it out where one tenant is known",
    "store_url": "write an SQLAlchemy URL such as postgresql://user:password@host/database",
}
