"""A field (column) of a Bitable table, as the fields listing describes it."""

from __future__ import annotations

import builtins
import dataclasses
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

#: The plain ui_type of each type number, for replies that leave ui_type out
#: (docs /uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table-field/guide).
DEFAULT_UI_TYPES: dict[int, str] = {
    1: "Text",
    2: "Number",
    3: "SingleSelect",
    4: "MultiSelect",
    5: "DateTime",
    7: "Checkbox",
    11: "User",
    13: "Phone",
    15: "Url",
    17: "Attachment",
    18: "SingleLink",
    19: "Lookup",
    20: "Formula",
    21: "DuplexLink",
    22: "Location",
    23: "GroupChat",
    24: "Stage",
    1001: "CreatedTime",
    1002: "ModifiedTime",
    1003: "CreatedUser",
    1004: "ModifiedUser",
    1005: "AutoNumber",
    3001: "Button",
}


@dataclasses.dataclass(frozen=True, slots=True)
class Field:
    """One field: stable id, name of today, type number and what the type needs to be told.

    `property` holds the settings of the type (options, formatter, linked table, …) and is empty
    where the API says null.
    """

    field_id: str
    name: str
    type: int
    ui_type: str
    property: Mapping[str, Any] = dataclasses.field(default_factory=dict, hash=False)
    is_primary: bool = False
    is_hidden: bool = False

    @classmethod
    def from_api(cls, item: Mapping[str, Any]) -> Field:
        """Build from an item of the fields listing; ui_type and property may be missing or null."""
        type_number = int(item["type"])
        return cls(
            field_id=item["field_id"],
            name=item["field_name"],
            type=type_number,
            ui_type=item.get("ui_type") or DEFAULT_UI_TYPES.get(type_number, "Unknown"),
            property=item.get("property") or {},
            is_primary=bool(item.get("is_primary")),
            is_hidden=bool(item.get("is_hidden")),
        )

    # The attribute `property` hides the builtin inside this class.
    @builtins.property
    def x_feishu(self) -> dict[str, Any]:
        """The `x-feishu` keyword of the column's schema, by which a target finds its way back."""
        return {
            "field_id": self.field_id,
            "field_name": self.name,
            "type": self.type,
            "ui_type": self.ui_type,
        }
