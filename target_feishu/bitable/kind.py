"""Rows as a kind of destination."""

from __future__ import annotations

import typing as t

from target_feishu.bitable.needs import needs
from target_feishu.bitable.route import PROPERTIES, BitableRoute, problems
from target_feishu.bitable.sink import BitableSink
from target_feishu.kind import Kind

BITABLE: t.Final = Kind(
    name="bitable",
    summary="Rows of a Bitable table.",
    route=BitableRoute,
    sink=BitableSink,
    properties=PROPERTIES,
    problems=problems,
    needs=needs,
)
