"""Wiki v2: spaces and nodes."""

from __future__ import annotations

from feishu_connect.endpoints.row import Endpoint
from feishu_connect.pacing import Rate

_RATE = Rate(per_minute=100)
_BROAD = ("wiki:wiki:readonly", "wiki:wiki")

#: Pages may be empty while more follow; a person's own library is not listed.
SPACE_LIST = Endpoint(
    name="wiki.space.list",
    method="GET",
    path="/open-apis/wiki/v2/spaces",
    rate=_RATE,
    scopes=("wiki:space:retrieve", *_BROAD),
    page_size=50,
    docs="/ukTMukTMukTM/uUDN04SN0QjL1QDN/wiki-v2/space/list",
)
SPACE_GET = Endpoint(
    name="wiki.space.get",
    method="GET",
    path="/open-apis/wiki/v2/spaces/{space_id}",
    rate=_RATE,
    scopes=("wiki:space:read", *_BROAD),
    docs="/ukTMukTMukTM/uUDN04SN0QjL1QDN/wiki-v2/space/get",
)
#: The children of one parent; pages may be empty while more follow.
NODE_LIST = Endpoint(
    name="wiki.node.list",
    method="GET",
    path="/open-apis/wiki/v2/spaces/{space_id}/nodes",
    rate=_RATE,
    scopes=("wiki:node:retrieve", *_BROAD),
    page_size=50,
    docs="/ukTMukTMukTM/uUDN04SN0QjL1QDN/wiki-v2/space-node/list",
)
