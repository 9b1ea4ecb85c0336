"""One request of a batch update.

Docs: D/document-docx/docx-v1/document-block/batch_update.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.docx import edits
from feishu_sandbox.docx.checks import TEXTUAL, check_elements, kind_in
from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from feishu_sandbox.docx.model import Version
    from feishu_sandbox.model import Json
    from feishu_sandbox.operation import Incoming

_IMAGE = {"token", "width", "height", "align", "caption", "scale"}


def update(call: Incoming, version: Version, request: Json) -> None:
    """Carry out one request.

    Raises:
        ApiError: 1770002 for an unknown block, 1770001 for a request that is none, 1770025 for one
            that does not fit the block, 1770013 for a picture that was not uploaded for it.
    """
    acts = [name for name in request if name != "block_id"]
    try:
        place, item = edits.find(version, str(request.get("block_id")))
    except KeyError:
        raise ApiError(1770002) from None
    if acts == ["update_text_elements"]:
        version.blocks[place] = _text(version, item, request["update_text_elements"])
    elif acts == ["replace_image"]:
        version.blocks[place] = _image(call, item, request["replace_image"])
    else:
        raise ApiError(1770001)


def _text(version: Version, item: Json, wanted: Json) -> Json:
    kind = kind_in(item)
    if kind not in TEXTUAL:
        raise ApiError(1770025)
    elements = wanted.get("elements")
    check_elements(elements)
    if kind == "page":
        runs = [element.get("text_run", {}).get("content", "") for element in elements or ()]
        version.title = "".join(runs)
    return {**item, kind: {**item[kind], "elements": elements}}


def _image(call: Incoming, item: Json, wanted: Json) -> Json:
    if kind_in(item) != "image":
        raise ApiError(1770025)
    token = wanted.get("token")
    if not isinstance(token, str) or not token or set(wanted) - _IMAGE:
        raise ApiError(1770001)
    media = call.world.state.media.get(token)
    own = media is not None and media.parent_node == item["block_id"]
    if media is None or not own or media.parent_type != "docx_image":
        raise ApiError(1770013)
    return {**item, "image": {**item["image"], **wanted}}
