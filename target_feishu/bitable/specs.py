"""Whether Feishu would make the fields that a route describes: told before the first call.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-field/guide`.
"""

from __future__ import annotations

import typing as t
from collections.abc import Mapping

if t.TYPE_CHECKING:
    from collections.abc import Callable, Collection

Settings = Mapping[str, t.Any]

#: type -> its ui_types, the usual one first. Of all that a record can write.
UI_TYPES: t.Final[dict[int, tuple[str, ...]]] = {
    1: ("Text", "Barcode", "Email"),
    2: ("Number", "Currency", "Progress", "Rating"),
    3: ("SingleSelect",),
    4: ("MultiSelect",),
    5: ("DateTime",),
    7: ("Checkbox",),
    11: ("User",),
    13: ("Phone",),
    15: ("Url",),
    17: ("Attachment",),
    18: ("SingleLink",),
    21: ("DuplexLink",),
    22: ("Location",),
    23: ("GroupChat",),
}
#: Types whose cells Feishu fills itself.
_READ_ONLY: t.Final = frozenset((19, 20, 24, 1001, 1002, 1003, 1004, 1005, 3001))
_KEYS: t.Final = frozenset(("field_name", "type", "ui_type", "property", "description"))

_DECIMALS: t.Final = ("0", "0.0", "0.00", "0.000", "0.0000")
_NUMBERS: t.Final = (
    *_DECIMALS,
    *("1,000", "1,000.00", "%", "0.00%", "¥", "¥0.00", "$", "$0.00"),
)
_PROGRESS: t.Final = ("0", "0.0", "0.00", "0%", "0.0%", "0.00%")
#: The last one is in the page's examples only.
_DATES: t.Final = (
    *("yyyy/MM/dd", "yyyy-MM-dd HH:mm", "MM-dd", "MM/dd/yyyy", "dd/MM/yyyy"),
    "yyyy/MM/dd HH:mm",
)
_CURRENCIES: t.Final = (
    *("CNY", "USD", "EUR", "GBP", "AED", "AUD", "BRL", "CAD", "CHF", "HKD", "INR", "IDR", "JPY"),
    *("KRW", "MOP", "MXN", "MYR", "PHP", "PLN", "RUB", "SGD", "THB", "TRY", "TWD", "VND"),
)
_SYMBOLS: t.Final = (
    *("star", "heart", "thumbsup", "fire", "smile", "lightning", "flower", "number"),
)
_HIGHEST_RATING = 10
_COLORS = 55
#: Options of one field.
_MAX_OPTIONS = 20_000


def fields_problems(fields: Mapping[str, t.Any], links: Mapping[str, t.Any]) -> list[str]:
    """List what is wrong with the whole specs among a route's `fields`."""
    found = [
        f"`fields.{name}` {problem}"
        for name, spec in fields.items()
        if isinstance(spec, Mapping)
        for problem in spec_problems(spec, is_linked=name in links)
    ]
    names = [spec if isinstance(spec, str) else spec["field_name"] for spec in fields.values()]
    repeated = {name.strip() for name in names if names.count(name) > 1}
    return [*found, *(f"`fields` names the field `{name}` twice" for name in sorted(repeated))]


def spec_problems(spec: Settings, *, is_linked: bool = False) -> list[str]:
    """List what Feishu would refuse, each with its cure.

    Args:
        spec: Body of a field: field_name, type, ui_type, property, description.
        is_linked: The other table is told by the route's `links`.
    """
    kind, ui_type = spec["type"], spec.get("ui_type")
    if kind in _READ_ONLY:
        return [f"is of type {kind}, which Feishu fills itself: leave the column out of `fields`"]
    if kind not in UI_TYPES:
        return [f"is of type {kind}, which cannot be made: use one of {_listed(UI_TYPES)}"]
    if ui_type is not None and ui_type not in UI_TYPES[kind]:
        known = _listed(UI_TYPES[kind])
        return [f"has the ui_type {ui_type!r}, but type {kind} has {known}"]
    others = sorted(set(spec) - _KEYS)
    found = [f"has {_listed(others)}, which a field does not have"] if others else []
    settings = spec.get("property") or {}
    check = _CHECKS.get(ui_type or UI_TYPES[kind][0])
    if check is None:
        return [*found, "has a `property`, which its type does not have"] if settings else found
    return [*found, *check(settings, is_linked)]


def _one_of(settings: Settings, key: str, known: Collection[t.Any], *, needed: bool) -> list[str]:
    value = settings.get(key)
    if value is None:
        return [f"needs `property.{key}`: one of {_listed(known)}"] if needed else []
    return (
        [] if value in known else [f"has `property.{key}` {value!r}: use one of {_listed(known)}"]
    )


def _flag(settings: Settings, key: str) -> list[str]:
    value = settings.get(key, False)
    return [] if isinstance(value, bool) else [f"has `property.{key}` {value!r}: true or false"]


def _number(settings: Settings, _: object) -> list[str]:
    return _one_of(settings, "formatter", _NUMBERS, needed=False)


def _currency(settings: Settings, _: object) -> list[str]:
    found = _one_of(settings, "formatter", _DECIMALS, needed=True)
    return found + _one_of(settings, "currency_code", _CURRENCIES, needed=True)


def _progress(settings: Settings, _: object) -> list[str]:
    found = _one_of(settings, "formatter", _PROGRESS, needed=True)
    found += _flag(settings, "range_customize")
    low, high = (_number_or_none(settings.get(key)) for key in ("min", "max"))
    fits = low is not None and high is not None and low < high
    if settings.get("range_customize") and not fits:
        found.append("needs `property.min` below `property.max` where `range_customize` is true")
    return found


def _rating(settings: Settings, _: object) -> list[str]:
    found = _one_of(settings, "formatter", ("0",), needed=True)
    found += _one_of(settings, "min", (0, 1), needed=True)
    found += _one_of(settings, "max", range(1, _HIGHEST_RATING + 1), needed=True)
    rating = settings.get("rating")
    if rating is not None and not isinstance(rating, Mapping):
        return [*found, "has `property.rating`, which must be an object with a `symbol`"]
    return found + _one_of(rating or {}, "symbol", _SYMBOLS, needed=False)


def _select(settings: Settings, _: object) -> list[str]:
    options = settings.get("options", [])
    if not isinstance(options, list) or not all(map(_is_option, options)):
        return ["needs `property.options` as a list of {name, color}, colors from 0 to 54"]
    names = [each["name"] for each in options]
    if len(set(names)) < len(names):
        return ["has two options of one name: leave one out"]
    if len(names) > _MAX_OPTIONS:
        return [f"has {len(names):,} options; Feishu takes {_MAX_OPTIONS:,}: use a text field"]
    return []


def _is_option(option: t.Any) -> bool:
    if not isinstance(option, Mapping) or not str(option.get("name") or "").strip():
        return False
    return "id" not in option and option.get("color", 0) in range(_COLORS)


def _date(settings: Settings, _: object) -> list[str]:
    found = _one_of(settings, "date_formatter", _DATES, needed=False)
    return [*found, *_flag(settings, "auto_fill")]


def _multiple(settings: Settings, _: object) -> list[str]:
    return _flag(settings, "multiple")


def _link(settings: Settings, is_linked: bool) -> list[str]:  # noqa: FBT001 - a fact of the column
    found = _flag(settings, "multiple")
    if not settings.get("table_id") and not is_linked:
        found.append("needs `property.table_id`, or an entry in `links` that names the other table")
    return found


def _location(settings: Settings, _: object) -> list[str]:
    place = settings.get("location", {})
    if not isinstance(place, Mapping):
        return ["has `property.location`, which must be an object with an `input_type`"]
    return _one_of(place, "input_type", ("only_mobile", "not_limit"), needed=False)


def _barcode(settings: Settings, _: object) -> list[str]:
    modes = settings.get("allowed_edit_modes", {})
    if not isinstance(modes, Mapping):
        return ["has `property.allowed_edit_modes`, which must be an object"]
    return [*_flag(modes, "manual"), *_flag(modes, "scan")]


#: ui_type -> what its property has to be; those that are not here have none.
_CHECKS: t.Final[dict[str, Callable[[Settings, bool], list[str]]]] = {
    "Barcode": _barcode,
    "Number": _number,
    "Currency": _currency,
    "Progress": _progress,
    "Rating": _rating,
    "SingleSelect": _select,
    "MultiSelect": _select,
    "DateTime": _date,
    "User": _multiple,
    "SingleLink": _link,
    "DuplexLink": _link,
    "Location": _location,
    "GroupChat": _multiple,
}


def _number_or_none(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    return value


def _listed(values: t.Iterable[t.Any]) -> str:
    return ", ".join(f"`{each}`" for each in values)
