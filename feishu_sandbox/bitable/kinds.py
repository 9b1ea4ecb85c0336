"""Field types and what may be done with them.

Docs: R/bitable-v1/app-table-field/guide.
"""

from __future__ import annotations

TEXT = 1
NUMBER = 2
SINGLE_SELECT = 3
MULTI_SELECT = 4
DATE_TIME = 5
CHECKBOX = 7
USER = 11
PHONE = 13
URL = 15
ATTACHMENT = 17
SINGLE_LINK = 18
LOOKUP = 19
FORMULA = 20
DUPLEX_LINK = 21
LOCATION = 22
GROUP_CHAT = 23
STAGE = 24
CREATED_TIME = 1001
MODIFIED_TIME = 1002
CREATED_USER = 1003
MODIFIED_USER = 1004
AUTO_NUMBER = 1005
BUTTON = 3001

#: type -> the ui_types it may have, the default first
UI_TYPES: dict[int, tuple[str, ...]] = {
    TEXT: ("Text", "Barcode", "Email"),
    NUMBER: ("Number", "Progress", "Currency", "Rating"),
    SINGLE_SELECT: ("SingleSelect",),
    MULTI_SELECT: ("MultiSelect",),
    DATE_TIME: ("DateTime",),
    CHECKBOX: ("Checkbox",),
    USER: ("User",),
    PHONE: ("Phone",),
    URL: ("Url",),
    ATTACHMENT: ("Attachment",),
    SINGLE_LINK: ("SingleLink",),
    LOOKUP: ("Lookup",),
    FORMULA: ("Formula",),
    DUPLEX_LINK: ("DuplexLink",),
    LOCATION: ("Location",),
    GROUP_CHAT: ("GroupChat",),
    STAGE: ("Stage",),
    CREATED_TIME: ("CreatedTime",),
    MODIFIED_TIME: ("ModifiedTime",),
    CREATED_USER: ("CreatedUser",),
    MODIFIED_USER: ("ModifiedUser",),
    AUTO_NUMBER: ("AutoNumber",),
    BUTTON: ("Button",),
}
INDEX_TYPES = frozenset({TEXT, NUMBER, DATE_TIME, PHONE, URL, FORMULA, LOCATION})
SELECT_TYPES = frozenset({SINGLE_SELECT, MULTI_SELECT})
LINK_TYPES = frozenset({SINGLE_LINK, DUPLEX_LINK})
DATE_TYPES = frozenset({DATE_TIME, CREATED_TIME, MODIFIED_TIME})
PERSON_TYPES = frozenset({USER, CREATED_USER, MODIFIED_USER})
COMPUTED_TYPES = frozenset({LOOKUP, FORMULA})
#: Their cells come from the record's own history, not from the cell store.
SYSTEM_TYPES = frozenset({CREATED_TIME, MODIFIED_TIME, CREATED_USER, MODIFIED_USER})
READ_ONLY_TYPES = SYSTEM_TYPES | COMPUTED_TYPES | {STAGE, AUTO_NUMBER, BUTTON}
#: Neither `POST fields` nor `PUT fields` makes these.
NOT_CREATABLE = frozenset({LOOKUP, STAGE, BUTTON})

MAX_OPTIONS = 20_000
MAX_FIELDS = 300
MAX_FORMULAS = 100
MAX_TABLES = 100
MAX_VIEWS = 200
MAX_TEXT = 100_000
MAX_PER_CELL: dict[int, int] = {
    MULTI_SELECT: 1000,
    USER: 1000,
    ATTACHMENT: 100,
    SINGLE_LINK: 500,
    DUPLEX_LINK: 500,
    GROUP_CHAT: 10,
}
