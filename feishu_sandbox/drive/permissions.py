"""Who may open a document: its collaborators.

Docs: R/drive-v1/permission-member/{create,list}.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.drive.documents import find_document
from feishu_sandbox.drive.tree import is_deleted, stronger
from feishu_sandbox.envelope import ApiError, refuse_field
from feishu_sandbox.limits import PER_MINUTE_100, STANDARD
from feishu_sandbox.operation import Operation

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_TYPES = (
    *("doc", "sheet", "file", "wiki", "bitable"),
    *("docx", "folder", "mindnote", "minutes", "slides"),
)
_MEMBER_TYPES = (
    *("email", "openid", "unionid", "openchat"),
    *("opendepartmentid", "userid", "groupid", "wikispaceid"),
)
#: Role -> right.
_PERMS = {"view": "view", "edit": "edit", "full_access": "manage"}
_MEMBERS = ("member_type", "member_id", "perm", "perm_type", "type")


def _create(call: Incoming) -> Json:
    """Give somebody a role on a document; who has it already keeps it."""
    kind = _kind(call)
    for name in call.body:
        if name not in _MEMBERS:
            refuse_field(name, call.body[name], "no such parameter")
    member_type, member_id, perm = (
        call.body_value(name, str, required=True) for name in _MEMBERS[:3]
    )
    if member_type not in _MEMBER_TYPES or perm not in _PERMS:
        raise ApiError(1063001)
    if member_type == "opendepartmentid" and call.user is None:
        raise ApiError(1063003)
    token = _managed(call, kind)
    _give(call, token, _holder(call, member_type, member_id), _PERMS[perm])
    return {"member": {"member_type": member_type, "member_id": member_id, "perm": perm}}


def _list(call: Incoming) -> Json:
    """Tell who has which role, people by open_id; the owner is no collaborator."""
    token = _managed(call, _kind(call))
    state = call.world.state
    rooms = (state.drive.entries, state.docx.documents, state.bases)
    rights: dict[str, str] = {}
    for access in (room[token].access for room in rooms if token in room):
        for holder, right in access.items():
            rights[holder] = stronger(rights.get(holder, ""), right)
    kinds = {"ou_": ("openid", "user"), "oc_": ("openchat", "chat")}
    perms = {right: perm for perm, right in _PERMS.items()}
    return {
        "items": [
            {
                "member_type": kinds[holder[:3]][0],
                "member_id": holder,
                "perm": perms[right],
                "perm_type": "container",
                "type": kinds[holder[:3]][1],
            }
            for holder, right in rights.items()
            if holder[:3] in kinds
        ]
    }


def _kind(call: Incoming) -> str:
    kind = call.query.get("type")
    if kind not in _TYPES:
        refuse_field("type", kind, f"one of {', '.join(_TYPES)}")
    return str(kind)


def _managed(call: Incoming, kind: str) -> str:
    """Return the token of a document whose collaborators the caller may see and change."""
    token = call.path["token"]
    if is_deleted(call.world, token):
        raise ApiError(1063005)
    found = find_document(call, token, kind)
    if found is None:
        raise ApiError(1063001)
    if found.right not in ("edit", "manage"):
        raise ApiError(1063002)
    return token


def _holder(call: Incoming, kind: str, member_id: str) -> str:
    """Return under which name rights are kept; whom the caller cannot see is refused."""
    state = call.world.state
    if kind == "openchat":
        chat = state.chats.get(member_id)
        if chat is None or not call.in_chat(chat):
            raise ApiError(1063001)
        return member_id
    if kind in ("opendepartmentid", "groupid", "wikispaceid"):
        return member_id
    names = {"openid": "open_id", "unionid": "union_id", "userid": "user_id", "email": "email"}
    for user in state.users.values():
        if member_id and getattr(user, names[kind]) == member_id:
            return user.open_id
    raise ApiError(1063001)


def _give(call: Incoming, token: str, holder: str, right: str) -> None:
    state = call.world.state
    entry, document = state.drive.entries.get(token), state.docx.documents.get(token)
    base = state.bases.get(token)
    if entry is not None:
        entry.access[holder] = stronger(entry.access.get(holder, ""), right)
    if document is not None:
        # Documents know no stronger right than to edit.
        wanted = "edit" if right == "manage" else right
        document.access[holder] = stronger(document.access.get(holder, ""), wanted)
    if base is not None:
        base.access[holder] = stronger(base.access.get(holder, ""), right)


OPERATIONS = (
    Operation(
        "drive.permission.member.create",
        "POST",
        "/drive/v1/permissions/{token}/members",
        _create,
        PER_MINUTE_100,
        (
            *("bitable:app", "docs:doc", "docs:permission.member:create"),
            *("drive:drive", "drive:file", "sheets:spreadsheet", "wiki:wiki"),
        ),
        writes=True,
        body="json",
        bad_json=1063001,
        query=("type", "need_notification"),
    ),
    Operation(
        "drive.permission.member.list",
        "GET",
        "/drive/v1/permissions/{token}/members",
        _list,
        STANDARD,
        (
            *("bitable:app", "docs:doc", "docs:permission.member:retrieve"),
            *("drive:drive", "sheets:spreadsheet", "wiki:wiki"),
        ),
        query=("type", "fields", "perm_type"),
    ),
)
