"""Takes what Feishu pushes: events, app tickets, and the end of a sign-in.

Needs the extra `receiver`; nothing is imported from it before `build_app` or `serve` is used.
"""

from __future__ import annotations

import importlib
import typing as t

from feishu_connect.receiver.callback import CallbackPage, CallbackQuery, OnCallback
from feishu_connect.receiver.extras import needs_extra

if t.TYPE_CHECKING:
    from starlette.types import ASGIApp

    from feishu_connect.clock import Clock
    from feishu_connect.receiver.settings import ReceiverSettings
    from feishu_connect.store import Store

__all__ = ["CallbackPage", "CallbackQuery", "OnCallback", "build_app"]


def build_app(
    settings: ReceiverSettings,
    store: Store,
    *,
    clock: Clock | None = None,
    on_callback: OnCallback | None = None,
) -> ASGIApp:
    """Build the ASGI application; closing the store remains the caller's.

    Args:
        settings: Of the app whose events are taken; ConnectionSettings will do.
        store: Where they go.
        clock: Real time, unless a test says otherwise.
        on_callback: Finishes sign-ins; without it a page tells the person what to do.

    Raises:
        SettingsError: The extra `receiver` is not installed.
    """
    with needs_extra("receiver"):
        app = importlib.import_module("feishu_connect.receiver.app")
    built: ASGIApp = app.build_app(settings, store, clock=clock, on_callback=on_callback)
    return built
