"""What the authorize page and the token endpoint both check."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.apps import ACTIVE, CUSTOM
from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from feishu_sandbox.model import App, User
    from feishu_sandbox.world import World


def check_app(world: World, client_id: object) -> App:
    """Return a working app of this region.

    Raises:
        ApiError: 20001 without an id, 20048 for an unknown one, 20069 for a disabled app.
    """
    if not isinstance(client_id, str) or not client_id:
        raise ApiError(20001)
    app = world.state.apps.get(client_id)
    if app is None:
        raise ApiError(20048)
    if not app.enabled:
        raise ApiError(20069)
    return app


def check_install(app: App, tenant_key: str) -> None:
    """Refuse an app that the tenant has not installed (20009) or has stopped (20069)."""
    state = app.installs.get(tenant_key, ACTIVE if app.kind == CUSTOM else "")
    if state != ACTIVE:
        raise ApiError(20069 if state == "stopped" else 20009)


def check_user(world: World, app: App, open_id: object) -> User:
    """Return a user who may use the app.

    Raises:
        ApiError: 20008 for an unknown user, 20066 for one who left or is frozen, 20010 for one
            outside the app's availability.
    """
    user = world.state.users.get(open_id) if isinstance(open_id, str) else None
    if user is None:
        raise ApiError(20008)
    if user.resigned or user.frozen:
        raise ApiError(20066)
    if app.available_to is not None and user.open_id not in app.available_to:
        raise ApiError(20010)
    return user


def read_scopes(text: object) -> list[str]:
    """Split a list of scopes.

    Raises:
        ApiError: 20063 for anything but a string, 20067 for a repeated scope.
    """
    if text is None:
        return []
    if not isinstance(text, str):
        raise ApiError(20063)
    scopes = text.split()
    if len(set(scopes)) < len(scopes):
        raise ApiError(20067)
    return scopes
