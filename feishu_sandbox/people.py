"""Who is who: rendering people in the caller's id kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.operation import EMPLOYEE_ID_SCOPE

if TYPE_CHECKING:
    from feishu_sandbox.model import App, Json
    from feishu_sandbox.world import World

#: The historic broad scopes, which unlock most field scopes.
BROAD_SCOPES = (
    "contact:contact:access_as_app",
    "contact:contact:readonly",
    "contact:contact:readonly_as_app",
)
_AVATAR_SCOPES = ("contact:user.base:readonly", *BROAD_SCOPES)


def avatar_url(key: str, size: int = 72) -> str:
    """Return the address of a picture that does not exist."""
    return f"https://s1-imfile.feishucdn.com/static-resource/v1/v3_{key}~?image_size={size}x{size}"


def id_in(world: World, open_id: str, id_type: str, app: App) -> str:
    """Translate an open_id; "" where the caller may not see that kind of id.

    A user_id needs `contact:user.employee_id:readonly`. An app has an open_id only.
    """
    user = world.state.users.get(open_id)
    if user is None:
        return open_id if id_type == "open_id" else ""
    if id_type == "user_id" and not app.granted(EMPLOYEE_ID_SCOPE):
        return ""
    return str(getattr(user, id_type))


def person(world: World, open_id: str, id_type: str, app: App) -> Json:
    """Render a person as Bitable cells and automatic fields do."""
    user = world.state.users.get(open_id)
    if user is None:
        owner = next((a for a in world.state.apps.values() if a.bot_open_id == open_id), None)
        name = en_name = owner.name if owner else "已离职"
        email = ""
    else:
        name, en_name, email = user.name, user.en_name, user.email
    shown: Json = {"name": name, "en_name": en_name, "email": email}
    identifier = id_in(world, open_id, id_type, app)
    if identifier:
        shown["id"] = identifier
    if app.granted(*_AVATAR_SCOPES):
        shown["avatar_url"] = avatar_url(open_id[3:15])
    return shown
