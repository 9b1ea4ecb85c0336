"""Identifiers in the platform's formats, the same for the same seed and order."""

from __future__ import annotations

import hashlib
import string
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feishu_sandbox.model import State

_ALNUM = string.ascii_letters + string.digits
_HEX = "0123456789abcdef"

#: kind -> (prefix, alphabet, number of characters after the prefix)
FORMATS: dict[str, tuple[str, str, int]] = {
    "app": ("cli_", _HEX, 16),
    "secret": ("", _ALNUM, 32),
    "open_id": ("ou_", _HEX, 32),
    "union_id": ("on_", _HEX, 32),
    "user_id": ("", _HEX, 8),
    "open_department_id": ("od-", _HEX, 32),
    "department_id": ("D", string.digits, 6),
    "group": ("g", string.digits, 6),
    "group_key": ("", _HEX, 16),
    "employee_type": ("", _ALNUM, 22),
    "job": ("m", string.ascii_lowercase + string.digits, 14),
    "custom_attr": ("", string.digits, 19),
    "attr_option": ("", string.ascii_lowercase, 8),
    "chat": ("oc_", _HEX, 32),
    "message": ("om_", _HEX, 32),
    "hook": ("", _HEX, 32),
    "thread": ("omt_", _HEX, 16),
    "base": ("", _ALNUM, 27),
    "file": ("", _ALNUM, 27),
    "upload": ("7", string.digits, 18),
    "folder": ("", _ALNUM, 27),
    "node": ("", _ALNUM, 27),
    "space": ("7", string.digits, 18),
    "table": ("tbl", _ALNUM, 13),
    "field": ("fld", _ALNUM, 10),
    "view": ("vew", _ALNUM, 10),
    "record": ("rec", _ALNUM, 11),
    "option": ("opt", _ALNUM, 10),
    "tenant_key": ("", _HEX, 16),
    "tenant_token": ("t-", _HEX, 40),
    "app_token": ("a-", _HEX, 40),
    "ticket": ("", _HEX, 40),
    "code": ("", _ALNUM, 64),
    "token_id": ("", _ALNUM, 24),
    "event": ("", _HEX, 32),
    "version": ("oav_", _HEX, 32),
    "approval": ("", "0123456789ABCDEF", 32),
    "approval_node": ("", _HEX, 32),
    "approval_number": ("7", string.digits, 18),
    "calendar": ("feishu.cn_", _ALNUM, 10),
    "attendee": ("", string.digits, 19),
    "task_guid": ("", _HEX, 32),
    "task_number": ("t", string.digits, 6),
    "task_comment": ("7", string.digits, 18),
    "task_reminder": ("7", string.digits, 18),
    "document": ("", _ALNUM, 27),
    "block": ("", _ALNUM, 27),
    "spreadsheet": ("", _ALNUM, 27),
    "sheet": ("", _ALNUM, 6),
    "log": ("", _HEX, 20),
}


def make_id(kind: str, seed: int, number: int) -> str:
    """Return the identifier number `number` of this seed in the format of `kind`."""
    prefix, alphabet, length = FORMATS[kind]
    digest = hashlib.sha512(f"{seed}:{kind}:{number}".encode()).digest()
    return prefix + "".join(alphabet[byte % len(alphabet)] for byte in digest[:length])


def next_id(state: State, kind: str) -> str:
    """Draw a fresh identifier; the count lives in the state so that a restart repeats none."""
    state.ids_issued += 1
    return make_id(kind, state.seed, state.ids_issued)
