"""Make tables and fields, so that a lost reply never makes two of them."""

from __future__ import annotations

import re
import typing as t
import uuid

from feishu_connect import AmbiguousWriteError, RejectedError, SettingsError, endpoints
from feishu_connect.bitable import INDEX_FIELD_TYPES, Field
from feishu_connect.bitable.base import list_fields, list_tables
from target_feishu.bitable.turns import write_alone

if t.TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from feishu_connect import FeishuClient

#: Characters of a table's name, and those it may not hold
#: (docs /uAjLw4CM/ukTMukTMukTM/reference/bitable-v1/app-table/create).
MAX_TABLE_NAME = 100
_FORBIDDEN = re.compile(r"[/\\?*:\[\]]")
#: Fields of one table.
MAX_FIELDS = 300

_DUPLICATE_TABLE = 1254013
_DUPLICATE_FIELD = 1254014
#: Seconds to wait before looking whether a write landed: replicas lag.
_PAUSES = (1.0, 3.0, 8.0, 15.0)

Spec = dict[str, t.Any]


def table_name(text: str) -> str:
    """Make a name that Feishu takes for a table; stream names may hold more."""
    return _FORBIDDEN.sub("_", text).strip()[:MAX_TABLE_NAME].strip()


def index_first(specs: Mapping[str, Spec], keys: Collection[str], table: str) -> list[Spec]:
    """Order the fields of a new table so that the first one can be its index field.

    Args:
        specs: Column -> body of its field.
        keys: The stream's key properties; the first that fits becomes the index.
        table: Name for an index field where no column fits.
    """
    fit = [name for name, spec in specs.items() if spec["type"] in INDEX_FIELD_TYPES]
    first = next((name for name in fit if name in keys), fit[0] if fit else None)
    ordered = [spec for name, spec in specs.items() if name != first]
    taken = {spec["field_name"] for spec in ordered}
    index = specs[first] if first is not None else _index_field(table, taken)
    if len(ordered) >= MAX_FIELDS:
        problem = f"table `{table}` would have {len(ordered) + 1} fields; Feishu takes {MAX_FIELDS}"
        raise SettingsError([f"{problem}: leave columns out with stream_maps"])
    return [index, *ordered]


def _index_field(table: str, taken: Collection[str]) -> Spec:
    name = table
    while name in taken:
        name += "_"
    return {"field_name": name, "type": 1}


def create_table(
    client: FeishuClient, app_token: str, name: str, specs: list[Spec]
) -> tuple[str, bool]:
    """Make a table with its fields; give its id, and whether it is surely new.

    The call has no idempotency key. After a lost reply the base is searched for the name, which
    Feishu keeps unique.
    """
    path = {"app_token": app_token}
    body = {"table": {"name": name, "fields": specs}}
    last: Exception | None = None
    for pause in _PAUSES:
        try:
            data = write_alone(
                client, endpoints.BITABLE_TABLE_CREATE, app_token, path=path, body=body
            )
            return str(data["table_id"]), True
        except (AmbiguousWriteError, RejectedError) as error:
            if isinstance(error, RejectedError) and error.code != _DUPLICATE_TABLE:
                raise
            last = error
        client.clock.sleep(pause)
        for table in list_tables(client, app_token):
            if table.name == name:
                return table.table_id, False
    raise t.cast("Exception", last)


def create_field(client: FeishuClient, path: Mapping[str, str], spec: Spec) -> Field:
    """Make a field; where Feishu has it already, give that one."""
    last: Exception | None = None
    for pause in _PAUSES:
        try:
            data = write_alone(
                client,
                endpoints.BITABLE_FIELD_CREATE,
                path["app_token"],
                path=path,
                params={"client_token": str(uuid.uuid4())},
                body=spec,
                fresh=True,
            )
            return Field.from_api(data["field"])
        except (AmbiguousWriteError, RejectedError) as error:
            if isinstance(error, RejectedError) and error.code != _DUPLICATE_FIELD:
                raise
            last = error
        client.clock.sleep(pause)
        for field in list_fields(client, path["app_token"], path["table_id"], fresh=True):
            if field.name == spec["field_name"]:
                return field
    raise t.cast("Exception", last)


def read_new_fields(
    client: FeishuClient, app_token: str, table_id: str, names: Collection[str]
) -> list[Field]:
    """List the fields of a table that was just made, until all of them show."""
    fields: list[Field] = []
    for pause in _PAUSES:
        fields = list_fields(client, app_token, table_id, fresh=True)
        if {field.name for field in fields} >= set(names):
            break
        client.clock.sleep(pause)
    return fields
