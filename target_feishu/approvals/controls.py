"""Values of controls, in the form that each kind of control takes.

Docs: approval-instance-form-control-parameters below
/uAjLw4CM/ukTMukTMukTM/reference/approval-v4/instance.
"""

from __future__ import annotations

import datetime as dt
import re
import typing as t

from feishu_connect.bitable.fields.coercion import compact_json, describe, is_blank, members
from feishu_connect.bitable.fields.number import to_number
from feishu_connect.bitable.fields.time import milliseconds_of
from feishu_connect.errors import CellError
from target_feishu.approvals.chosen import is_open_id
from target_feishu.errors import RecordError

if t.TYPE_CHECKING:
    from collections.abc import Callable

    from target_feishu.approvals.chosen import Chooser
    from target_feishu.approvals.definitions import Control
    from target_feishu.approvals.uploads import Uploads

#: What a control's entry holds beside id and type.
Members: t.TypeAlias = "dict[str, t.Any]"

_DAY_MS = 86_400_000
_OFFSET = re.compile(r"[+-]\d\d:?\d\d$")
_LINK = re.compile(r"/docx/([A-Za-z0-9]+)")
_CHINA = re.compile(r"(?:\+?86)?[ -]?(1\d{10})")
_PHONE = re.compile(r"(\+\d{1,4})[ -](\d[\d -]*)")
_DEPARTMENT = "od-"
#: Feishu reckons it from the other controls.
_RECKONED = "formula"


class Values:
    """Makes the entries of one run's forms."""

    def __init__(self, chooser: Chooser, uploads: Uploads) -> None:
        """Take what looks people up, and what uploads files."""
        self._chooser = chooser
        self._uploads = uploads

    def of(self, control: Control, value: t.Any) -> Members:
        """Give the `value` of a control that has one, and what belongs to it.

        Raises:
            RecordError: The control does not take it, or the API does not take the control.
        """
        encode = ENCODERS.get(control.type)
        if encode is None:
            msg = f"the API does not fill in controls of the kind {control.type!r}"
            raise RecordError(msg, cure="Leave it out of `form`, or change the definition")
        try:
            return encode(self, control, value)
        except CellError as error:
            raise RecordError(error.message, cure=error.cure) from None

    def takes(self, control: Control) -> bool:
        """Tell whether the API fills in this kind of control, other than by itself."""
        return control.type in ENCODERS and control.type != _RECKONED

    def text(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """Text as it is; other values as JSON."""
        return {"value": value if isinstance(value, str) else compact_json(value)}

    def number(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """A number, or text that is one."""
        return {"value": to_number(value)}

    def amount(self, control: Control, value: t.Any) -> Members:
        """A number with its currency; by default the one that the control starts with."""
        option = control.raw.get("option")
        allowed = option.get("currencyRange") if isinstance(option, dict) else None
        currency: t.Any = control.raw.get("value") or next(iter(allowed or ()), None)
        if isinstance(value, dict):
            currency = value.get("currency") or currency
            value = value.get("value", value.get("amount"))
        if isinstance(allowed, list) and allowed and currency not in allowed:
            msg = f"the currency {currency!r} is not one of the control's"
            raise RecordError(msg, cure=f"Use {' or '.join(map(str, allowed))}")
        named = {"currency": currency} if isinstance(currency, str) else {}
        return {"value": to_number(value), **named}

    def date(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """A time in RFC 3339; without a zone it is UTC, and a day is its midnight."""
        return {"value": _time(value)}

    def interval(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """Start, end and length in days, which is reckoned where it is not given."""
        given = value
        if isinstance(given, (list, tuple)) and len(given) == len(("start", "end")):
            given = {"start": given[0], "end": given[1]}
        if (
            not isinstance(given, dict)
            or is_blank(given.get("start"))
            or is_blank(given.get("end"))
        ):
            msg = f"{describe(value)} is no interval"
            raise RecordError(msg, cure="Give {start, end, interval}, `interval` in days")
        days = given.get("interval")
        if is_blank(days):
            days = (milliseconds_of(given["end"]) - milliseconds_of(given["start"])) / _DAY_MS
        times = {name: _time(given[name]) for name in ("start", "end")}
        return {"value": {**times, "interval": float(to_number(days))}}

    def choice(self, control: Control, value: t.Any) -> Members:
        """The key of one option."""
        given = members(value)
        if len(given) != 1:
            msg = f"the control takes one option, got {describe(value)}"
            raise RecordError(msg, cure="Give the option's text or key")
        return {"value": _option(control, given[0])}

    def choices(self, control: Control, value: t.Any) -> Members:
        """The keys of options; a text may name several, with commas."""
        given = members(value)
        if isinstance(value, str) and not _fits(control, value):
            given = [part.strip() for part in re.split(r"[,，、;；]", value) if part.strip()]
        return {"value": [_option(control, each) for each in given]}

    def people(self, control: Control, value: t.Any) -> Members:
        """People, by open_id and user_id."""
        ids = self._chooser.ids(value, control.name or control.id)
        if not ids:
            msg = f"{describe(value)} names nobody"
            raise RecordError(msg, cure="Give e-mails, mobiles, open_ids or user_ids")
        open_ids = [each for each in ids if is_open_id(each)]
        # `value` is part of every entry, also where all people are named by open_id.
        found: Members = {"value": [each for each in ids if not is_open_id(each)]}
        return {**found, "open_ids": open_ids} if open_ids else found

    def departments(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """Departments, by open_department_id."""
        found = [each.get("open_id") if isinstance(each, dict) else each for each in members(value)]
        for each in found:
            if not isinstance(each, str) or not each.startswith(_DEPARTMENT):
                msg = f"{describe(each)} is no open_department_id"
                raise RecordError(msg, cure="Give ids that begin with od-")
        return {"value": [{"open_id": each} for each in found]}

    def instances(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """Other approvals, by instance code."""
        return {"value": [str(each) for each in members(value)]}

    def document(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """One document, by link, token or `{token, type}`."""
        if isinstance(value, dict):
            return {"value": {"token": str(value.get("token") or ""), "type": "docx"}}
        link = _LINK.search(str(value))
        return {"value": {"token": link[1] if link else str(value).strip(), "type": "docx"}}

    def attachments(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """Files, by path, URL or code."""
        return {"value": self._uploads.codes(value, "attachment")}

    def images(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """Pictures, by path, URL or code."""
        return {"value": self._uploads.codes(value, "image")}

    def telephone(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """A number with the code of its country."""
        if isinstance(value, dict):
            names = ("countryCode", "nationalNumber")
            return {"value": {name: str(value.get(name) or "") for name in names}}
        text = str(value).strip()
        china = _CHINA.fullmatch(text)
        if china:
            return {"value": {"countryCode": "+86", "nationalNumber": china[1]}}
        other = _PHONE.fullmatch(text)
        if other is None:
            msg = f"{text!r} is no telephone number with the code of a country"
            cure = "Write it as `+1 4155550100`, or give {countryCode, nationalNumber}"
            raise RecordError(msg, cure=cure)
        national = re.sub(r"\D", "", other[2])
        return {"value": {"countryCode": other[1], "nationalNumber": national}}

    def address(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """One place: `{id, detailAddress}`, the id of approval's own list of regions."""
        found = [each if isinstance(each, dict) else {"id": str(each)} for each in members(value)]
        return {"value": found[:1]}

    def group(self, control: Control, value: t.Any) -> Members:  # noqa: ARG002
        """A leave, overtime, absence or shift: as the API takes it."""
        if not isinstance(value, (dict, list)):
            msg = f"{describe(value)} is not what a group of controls takes"
            raise RecordError(msg, cure="Give the value that the API's docs show for this control")
        return {"value": value}


Encoder: t.TypeAlias = "Callable[[Values, Control, t.Any], Members]"

#: By kind of control; a table (`fieldList`) is made by the form itself.
ENCODERS: t.Final[dict[str, Encoder]] = {
    "input": Values.text,
    "textarea": Values.text,
    "number": Values.number,
    "formula": Values.number,
    "amount": Values.amount,
    "date": Values.date,
    "dateInterval": Values.interval,
    "radio": Values.choice,
    "radioV2": Values.choice,
    "checkbox": Values.choices,
    "checkboxV2": Values.choices,
    "contact": Values.people,
    "department": Values.departments,
    "connect": Values.instances,
    "document": Values.document,
    "attachment": Values.attachments,
    "attachmentV2": Values.attachments,
    "image": Values.images,
    "imageV2": Values.images,
    "telephone": Values.telephone,
    "address": Values.address,
    "leaveGroupV2": Values.group,
    "workGroup": Values.group,
    "outGroup": Values.group,
    "shiftGroup": Values.group,
    "shiftGroupV2": Values.group,
}


def _time(value: t.Any) -> str:
    """Keep the zone that a text names: a form shows the hour that was meant there."""
    moment = milliseconds_of(value)
    zone = dt.timezone.utc
    if isinstance(value, str) and "T" in value.upper() and (found := _OFFSET.search(value.strip())):
        sign = -1 if found[0][0] == "-" else 1
        digits = found[0][1:].replace(":", "")
        zone = dt.timezone(sign * dt.timedelta(hours=int(digits[:2]), minutes=int(digits[2:])))
    since = dt.datetime.fromtimestamp(0, tz=dt.timezone.utc) + dt.timedelta(milliseconds=moment)
    return since.astimezone(zone).isoformat(timespec="seconds")


def _options(control: Control) -> list[tuple[str, str]]:
    """Give key and text of each option: `option` as Feishu shows them, `value` as they are made."""
    found = control.raw.get("option") or control.raw.get("value")
    options = [each for each in found if isinstance(each, dict)] if isinstance(found, list) else []
    return [(str(each.get("value") or each.get("key")), str(each.get("text"))) for each in options]


def _fits(control: Control, given: str) -> bool:
    return any(given.strip() in (key, text.strip()) for key, text in _options(control))


def _option(control: Control, given: t.Any) -> str:
    """Find the key of an option; where Feishu lists none they come from outside."""
    wanted = str(given.get("value") or given.get("text") if isinstance(given, dict) else given)
    options = _options(control)
    if not options:
        return wanted.strip()
    for position in (0, 1):
        found = [each[0] for each in options if each[position].strip() == wanted.strip()]
        if found:
            return found[0]
    msg = f"there is no option {wanted!r}"
    known = ", ".join(f"{text!r}" for _, text in options)
    raise RecordError(msg, cure=f"The control has: {known}")
