"""What routes into tables need of Feishu."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.doctor.needs import Need
from feishu_connect.doctor.probes import BaseProbe
from feishu_connect.links import parse_base_link

if t.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feishu_connect.endpoints import Endpoint
    from target_feishu.bitable.route import BitableRoute
    from target_feishu.config import TargetSettings

_CREATE = endpoints.BITABLE_RECORD_BATCH_CREATE
_DELETE = endpoints.BITABLE_RECORD_BATCH_DELETE
_SEARCH = endpoints.BITABLE_RECORD_SEARCH
#: load_method -> what brings the rows onto the table.
_WRITES: t.Final[dict[str, tuple[Endpoint, ...]]] = {
    "upsert": (
        _SEARCH,
        endpoints.BITABLE_RECORD_BATCH_GET,
        _CREATE,
        endpoints.BITABLE_RECORD_BATCH_UPDATE,
    ),
    "append-only": (_CREATE,),
    "overwrite": (_SEARCH, _CREATE, _DELETE),
}


def needs(routes: Iterable[BitableRoute], settings: TargetSettings) -> Iterator[Need]:
    """List what the routes need."""
    for route in routes:
        yield from _of_route(route, settings)


def _of_route(route: BitableRoute, settings: TargetSettings) -> Iterator[Need]:
    link = parse_base_link(route.base)
    what = f"route {route.stream}"
    opening = (endpoints.BITABLE_TABLE_LIST, endpoints.BITABLE_FIELD_LIST)
    wiki = (endpoints.WIKI_NODE_GET,) if link.kind == "wiki" else ()
    method = route.load_method or settings.load_method or "upsert"
    writes = _WRITES[method]
    has_to_be_there = (route.table,) if route.table and not route.create_table else ()
    probe = BaseProbe(route.base, link, has_to_be_there, writes=True)
    yield Need(what, (*wiki, *opening, *writes), probe)
    if route.create_table:
        create = (endpoints.BITABLE_TABLE_CREATE,)
        yield Need(what, create, only_if="a table has to be made (create_table)")
    if route.add_fields:
        create = (endpoints.BITABLE_FIELD_CREATE,)
        yield Need(what, create, only_if="a field has to be made (add_fields)")
    deletes = settings.hard_delete if route.hard_delete is None else route.hard_delete
    if deletes and method == "upsert":
        yield Need(what, (_DELETE,), only_if="the source has deleted something (hard_delete)")
    if route.links:
        links = (
            _SEARCH,
            endpoints.BITABLE_RECORD_BATCH_GET,
            endpoints.BITABLE_RECORD_BATCH_UPDATE,
        )
        yield Need(what, links, only_if="a row links to others (links)")
