"""Field properties: what each type takes, and what the platform fills in.

Docs: R/bitable-v1/app-table-field/guide. Each check returns the property as it is stored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.bitable import kinds
from feishu_sandbox.envelope import ApiError

if TYPE_CHECKING:
    from collections.abc import Callable

    from feishu_sandbox.model import Json

_NUMBER_FORMATS = frozenset(
    {"0", "0.0", "0.00", "0.000", "0.0000", "1,000", "1,000.00", "%", "0.00%"}
    | {"¥", "¥0.00", "$", "$0.00"}
)
_DECIMALS = frozenset({"0", "0.0", "0.00", "0.000", "0.0000"})
_PROGRESS_FORMATS = frozenset({"0", "0.0", "0.00", "0%", "0.0%", "0.00%"})
_DATE_FORMATS = frozenset({"yyyy/MM/dd", "yyyy-MM-dd HH:mm", "MM-dd", "MM/dd/yyyy", "dd/MM/yyyy"})
_SYMBOLS = frozenset(
    {"star", "heart", "thumbsup", "fire", "smile", "lightning", "flower", "number"}
)
_CURRENCIES = frozenset(
    [
        "CNY",
        "USD",
        "EUR",
        "GBP",
        "AED",
        "AUD",
        "BRL",
        "CAD",
        "CHF",
        "HKD",
        "INR",
        "IDR",
        "JPY",
        "KRW",
        "MOP",
        "MXN",
        "MYR",
        "PHP",
        "PLN",
        "RUB",
        "SGD",
        "THB",
        "TRY",
        "TWD",
        "VND",
    ]
)
_MAX_RATING = 10
_MAX_COLOR = 54
_MAX_DIGITS = 9
_MAX_FIXED_TEXT = 20

_ERRORS: dict[int, int] = {
    kinds.TEXT: 1254080,
    kinds.NUMBER: 1254081,
    kinds.SINGLE_SELECT: 1254082,
    kinds.MULTI_SELECT: 1254083,
    kinds.DATE_TIME: 1254084,
    kinds.CHECKBOX: 1254085,
    kinds.USER: 1254086,
    kinds.URL: 1254087,
    kinds.ATTACHMENT: 1254088,
    kinds.SINGLE_LINK: 1254089,
    kinds.FORMULA: 1254091,
    kinds.DUPLEX_LINK: 1254092,
    kinds.CREATED_TIME: 1254093,
    kinds.MODIFIED_TIME: 1254094,
    kinds.CREATED_USER: 1254095,
    kinds.MODIFIED_USER: 1254096,
}


class _BadPropertyError(Exception):
    """A property breaks the rules of its type."""


def _need(condition: object) -> None:
    if not condition:
        raise _BadPropertyError


def _flag(given: Json, name: str, *, default: bool) -> bool:
    value = given.get(name, default)
    _need(isinstance(value, bool))
    return bool(value)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _none(given: Json) -> None:
    _need(not given)


def _barcode(given: Json) -> Json:
    modes = given.get("allowed_edit_modes", {})
    _need(isinstance(modes, dict))
    names = ("manual", "scan")
    return {"allowed_edit_modes": {name: _flag(modes, name, default=True) for name in names}}


def _number(given: Json) -> Json:
    formatter = given.get("formatter", "0.0")
    _need(formatter in _NUMBER_FORMATS)
    return {"formatter": formatter}


def _currency(given: Json) -> Json:
    _need(given.get("formatter") in _DECIMALS and given.get("currency_code") in _CURRENCIES)
    return {"formatter": given["formatter"], "currency_code": given["currency_code"]}


def _progress(given: Json) -> Json:
    _need(given.get("formatter") in _PROGRESS_FORMATS)
    customize = _flag(given, "range_customize", default=False)
    low, high = given.get("min"), given.get("max")
    if customize:
        _need(_is_number(low) and _is_number(high) and float(low or 0) < float(high or 0))
    else:
        low, high = 0, 1
    return {
        "formatter": given["formatter"],
        "min": low,
        "max": high,
        "range_customize": customize,
    }


def _rating(given: Json) -> Json:
    rating = given.get("rating", {})
    _need(isinstance(rating, dict) and rating.get("symbol", "star") in _SYMBOLS)
    low, high = given.get("min"), given.get("max")
    _need(given.get("formatter") == "0" and _is_number(low) and low in (0, 1))
    _need(isinstance(high, int) and not isinstance(high, bool) and 1 <= high <= _MAX_RATING)
    symbol = rating.get("symbol", "star")
    return {"formatter": "0", "min": low, "max": high, "rating": {"symbol": symbol}}


def _date(given: Json) -> Json:
    return {**_date_format(given), "auto_fill": _flag(given, "auto_fill", default=False)}


def _date_format(given: Json) -> Json:
    formatter = given.get("date_formatter", "yyyy/MM/dd")
    _need(formatter in _DATE_FORMATS)
    return {"date_formatter": formatter}


def _multiple(given: Json) -> Json:
    return {"multiple": _flag(given, "multiple", default=True)}


def _link(given: Json) -> Json:
    _need(isinstance(given.get("table_id"), str) and given["table_id"])
    kept = {"multiple": _flag(given, "multiple", default=True), "table_id": given["table_id"]}
    name = given.get("back_field_name")
    _need(name is None or isinstance(name, str))
    return {**kept, "back_field_name": name} if name else kept


def _formula(given: Json) -> Json:
    kept: Json = {"formatter": given.get("formatter", "")}
    expression = given.get("formula_expression")
    _need(isinstance(kept["formatter"], str))
    _need(expression is None or isinstance(expression, str))
    if expression:
        kept["formula_expression"] = expression
    if given.get("type") is not None:
        _need(isinstance(given["type"], dict) and given["type"].get("data_type") in kinds.UI_TYPES)
        kept["type"] = given["type"]
    return kept


def _location(given: Json) -> Json:
    location = given.get("location", {"input_type": "not_limit"})
    _need(isinstance(location, dict))
    _need(location.get("input_type") in ("only_mobile", "not_limit"))
    return {"location": {"input_type": location["input_type"]}}


def _auto_number(given: Json) -> Json:
    serial = given.get("auto_serial", {"type": "auto_increment_number"})
    _need(isinstance(serial, dict))
    _need(serial.get("type") in ("custom", "auto_increment_number"))
    options = serial.get("options", [])
    _need(isinstance(options, list) and (options or serial["type"] != "custom"))
    for rule in options:
        _need(isinstance(rule, dict) and isinstance(rule.get("value"), str))
        _need(_serial_rule_fits(rule["value"], rule.get("type")))
    return {"auto_serial": {"type": serial["type"], **({"options": options} if options else {})}}


def _serial_rule_fits(value: str, kind: object) -> bool:
    if kind == "system_number":
        return value.isdecimal() and 1 <= int(value) <= _MAX_DIGITS
    if kind == "fixed_text":
        return len(value) <= _MAX_FIXED_TEXT
    return kind == "created_time" and value in {"yyyyMMdd", "yyyyMM", "yyyy", "MMdd", "MM", "dd"}


_CHECKS: dict[str, Callable[[Json], Json | None]] = {
    "Barcode": _barcode,
    "Number": _number,
    "Currency": _currency,
    "Progress": _progress,
    "Rating": _rating,
    "DateTime": _date,
    "CreatedTime": _date_format,
    "ModifiedTime": _date_format,
    "User": _multiple,
    "GroupChat": _multiple,
    "SingleLink": _link,
    "DuplexLink": _link,
    "Formula": _formula,
    "Location": _location,
    "AutoNumber": _auto_number,
}


def check_property(kind: int, ui_type: str, given: object) -> Json | None:
    """Return the stored form of a property of any type without options.

    Raises:
        ApiError: The property error of the type (1254080 to 1254096, 1254015 for types that
            have none of their own).
    """
    try:
        _need(given is None or isinstance(given, dict))
        return _CHECKS.get(ui_type, _none)(dict(given) if isinstance(given, dict) else {})
    except _BadPropertyError:
        raise ApiError(_ERRORS.get(kind, 1254015)) from None


def check_options(kind: int, given: object) -> list[Json]:
    """Return the options of a select property: name, colour and, where sent, id.

    Raises:
        ApiError: 1254026 for an empty name, 1254082 or 1254083 for anything else.
    """
    code = _ERRORS[kind]
    if given is None:
        return []
    if not isinstance(given, dict) or not isinstance(given.get("options", []), list):
        raise ApiError(code)
    options: list[Json] = []
    for option in given.get("options", []):
        if not isinstance(option, dict) or not isinstance(option.get("name"), str):
            raise ApiError(code)
        if not option["name"]:
            raise ApiError(1254026)
        previous = options[-1]["color"] if options else -1
        color = option.get("color", (previous + 1) % (_MAX_COLOR + 1))
        if isinstance(color, bool) or not isinstance(color, int) or not 0 <= color <= _MAX_COLOR:
            raise ApiError(code)
        options.append({"id": option.get("id"), "name": option["name"], "color": color})
    if len(options) > kinds.MAX_OPTIONS:
        raise ApiError(code)
    return options
