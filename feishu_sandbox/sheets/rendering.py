"""How a cell is shown under the two render options.

Docs: K/ugTMzUjL4EzM14COxMTN.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from typing import TYPE_CHECKING, Any

from feishu_sandbox.people import id_in

if TYPE_CHECKING:
    from feishu_sandbox.model import App, Json
    from feishu_sandbox.sheets.model import Cell
    from feishu_sandbox.world import World

VALUE_OPTIONS = ("", "ToString", "Formula", "FormattedValue", "UnformattedValue")
DATE_OPTIONS = ("", "FormattedString")
ID_TYPES = ("lark_id", "open_id", "union_id")

_EPOCH = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - days of a spreadsheet have no zone
_DATE_PARTS = re.compile("yyyy|MM|dd|HH|mm|ss")
_CODES = {"yyyy": "%Y", "MM": "%m", "dd": "%d", "HH": "%H", "mm": "%M", "ss": "%S"}


def shown(cell: Cell, values: str, dates: str) -> Any:
    """Return a cell under `valueRenderOption` and `dateTimeRenderOption`, "" where not given.

    Without an option, or with `Formula`, a formula is its own text and not what it gives.
    """
    if cell.formula and values in ("", "Formula"):
        return cell.formula
    value = cell.value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _number(value, cell.formatter, values, dates)
    return _text(value) if values == "ToString" else value


def _number(value: float, formatter: str, values: str, dates: str) -> Any:
    formatted = values == "FormattedValue"
    if _DATE_PARTS.search(formatter):
        if not formatted and dates != "FormattedString":
            return value
        pattern = _DATE_PARTS.sub(lambda part: _CODES[part[0]], formatter)
        return (_EPOCH + dt.timedelta(seconds=round(value * 86_400))).strftime(pattern)
    if not formatted or not formatter:
        return value
    digits = len(formatter.rstrip("%").partition(".")[2])
    if formatter.endswith("%"):
        return f"{value * 100:.{digits}f}%"
    sign = formatter[0] if not formatter[0].isascii() or formatter[0] == "$" else ""
    grouping = "," if "," in formatter else ""
    return f"{sign}{value:{grouping}.{digits}f}"


def _text(value: Any) -> str:
    if isinstance(value, list):
        return "".join(_text(member) for member in value)
    if isinstance(value, dict):
        members = value.get("values")
        return _text(members) if members else str(value.get("text", ""))
    return str(value).upper() if isinstance(value, bool) else str(value)


def with_people(world: World, value: Any, id_type: str, app: App) -> Any:
    """Return a rich value with the people that it mentions named in the caller's id kind."""
    if isinstance(value, list):
        return [with_people(world, member, id_type, app) for member in value]
    if not isinstance(value, dict) or value.get("token") not in world.state.users:
        return value
    person: Json = {**value}
    person["token"] = (
        _lark_id(value["token"])
        if id_type == "lark_id"
        else id_in(world, value["token"], id_type, app)
    )
    return person


def _lark_id(open_id: str) -> str:
    """Return the old number of a person, which no other API takes."""
    return str(
        6_000_000_000_000_000_000 + int(hashlib.sha256(open_id.encode()).hexdigest()[:12], 16)
    )
