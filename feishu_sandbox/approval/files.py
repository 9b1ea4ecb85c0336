"""Files for forms, which are uploaded to the web domain.

Docs: K/uUDOyUjL1gjM14SN4ITN.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.approval.model import ApprovalFile
from feishu_sandbox.approval.shapes import invalid, needed, one_of, only

if TYPE_CHECKING:
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_MIB = 1024 * 1024
_LARGEST = {"image": 10 * _MIB, "attachment": 50 * _MIB}


def upload(call: Incoming) -> Json:
    """Keep a file, and give the code that a form names it by."""
    only(call.body, ("name", "type", "content"))
    name, kind = needed(call.body, "name", str), needed(call.body, "type", str)
    one_of(kind, tuple(_LARGEST), "type")
    content = needed(call.body, "content", bytes)
    if "." not in name.strip("."):
        invalid("name has no extension")
    if not 0 < len(content) <= _LARGEST[kind]:
        invalid(f"the file has {len(content)} bytes")
    made = ApprovalFile(call.world.approvals.new_code(), name, kind, content)
    call.world.state.approvals.files[made.code] = made
    url = f"https://p3-approval-sign.byteimg.com/lark-approval-attachment/{made.code}?x-expires=1"
    return {"code": made.code, "url": url}
