"""The tap's own settings, as `--about` and the docs show them."""

from __future__ import annotations

import typing as t

BASE_OBJECT: t.Final[dict[str, t.Any]] = {
    "type": "object",
    "required": ["base"],
    "additionalProperties": False,
    "properties": {
        "base": {"type": "string", "minLength": 1, "description": "Link or app_token."},
        "name": {"type": "string", "minLength": 1, "description": "Prefix of its streams."},
        "tables": {
            "type": "array",
            "items": {"type": "string", "minLength": 1},
            "description": "Ids or names of the tables to keep; all where not given.",
        },
        "aliases": {
            "type": "object",
            "additionalProperties": {"type": "string", "minLength": 1},
            "description": "Table id -> whole stream name.",
        },
    },
}


def _ids(title: str, description: str) -> dict[str, t.Any]:
    return {
        "type": "array",
        "title": title,
        "description": description,
        "items": {"type": "string", "minLength": 1},
        "default": [],
    }


TAP_PROPERTIES: t.Final[dict[str, dict[str, t.Any]]] = {
    "bases": {
        "type": "array",
        "title": "Bases",
        "description": (
            "Bases to read: pasted links (`/base/...` or `/wiki/...`) or app_tokens, or objects "
            "with `base`, `name` (prefix of the streams), `tables` (ids or names to keep) and "
            "`aliases` (table id -> stream name). A link with `table=` keeps that table, with "
            "`view=` the rows of that view."
        ),
        "items": {"type": ["string", "object"]},
        "default": [],
    },
    "approval_codes": _ids(
        "Approval definitions",
        "Codes of approval definitions (`definitionCode=` in the address of the approval "
        "administration), or such addresses. Feishu lists none, so empty reads nothing.",
    ),
    "calendar_ids": _ids(
        "Calendars",
        "Ids of the calendars to read; empty = all that the identity is subscribed to.",
    ),
    "chat_ids": _ids(
        "Chats",
        "Ids of the chats to read (`oc_...`), single chats among them; empty = all groups that the "
        "identity is in.",
    ),
    "tasklist_guids": _ids(
        "Task lists",
        "GUIDs or links of the task lists to read; empty = all that the identity sees.",
    ),
    "drive_folders": _ids(
        "Folders",
        "Links or tokens of the drive folders to walk; empty = the root of the identity, which is "
        "an app's own space.",
    ),
    "wiki_spaces": _ids(
        "Wiki spaces",
        "Ids of wiki spaces, or links of any of their pages; empty = all that the identity is in.",
    ),
    "documents": _ids(
        "Documents",
        "Links (`/docx/...`, `/wiki/...`) or tokens of the documents to read; empty = those found "
        "in `drive_folders` and `wiki_spaces`, where these are given.",
    ),
    "spreadsheets": _ids(
        "Spreadsheets",
        "Links (`/sheets/...`, `/wiki/...`) or tokens of the spreadsheets to read; empty = those "
        "found in `drive_folders` and `wiki_spaces`, where these are given.",
    ),
    "start_date": {
        "type": ["string", "null"],
        "format": "date-time",
        "title": "Start date",
        "description": "The first sync of an incremental stream starts here; RFC 3339.",
    },
    "column_naming": {
        "type": "string",
        "title": "Column naming",
        "description": "Bitable columns are named after the field's name, or its field id.",
        "enum": ["name", "id"],
        "default": "name",
    },
    "text": {
        "type": "string",
        "title": "Rich text",
        "description": "Bitable text as plain text, Markdown, or the list of its segments.",
        "enum": ["plain", "markdown", "segments"],
        "default": "plain",
    },
    "lookback": {
        "type": "integer",
        "title": "Lookback",
        "description": (
            "Seconds before the start of a run that the next run reads again, where the source "
            "reports changes late."
        ),
        "minimum": 0,
        "maximum": 31_536_000,
        "default": 300,
    },
    "ended_lookback": {
        "type": "integer",
        "title": "Lookback for what has ended",
        "description": (
            "Seconds for which approval instances that ended, and tasks that were completed, are "
            "read again in every run: they can be revoked, commented or reopened, and no listing "
            "tells it. The default is 31 days."
        ),
        "minimum": 0,
        "maximum": 315_360_000,
        "default": 2_678_400,
    },
    "message_lookback": {
        "type": "integer",
        "title": "Lookback for messages",
        "description": (
            "Seconds for which written messages, and threads in which somebody wrote, are read "
            "again in every run: edits and recalls keep a message's time, and no listing tells of "
            "replies to old threads. What happens to older ones is not seen. The default is 7 "
            "days."
        ),
        "minimum": 0,
        "maximum": 315_360_000,
        "default": 604_800,
    },
    "approval_listing": {
        "type": "string",
        "title": "Listing of approval instances",
        "description": (
            "How instances older than `ended_lookback` are found: `complete` asks for the codes of "
            "every 10 hours, 877 calls for a year of one definition; `query` asks for 30 days at "
            "once, but never learns of instances that were recalled."
        ),
        "enum": ["complete", "query"],
        "default": "complete",
    },
    "modified_time_columns": {
        "type": "object",
        "title": "Modified-time columns",
        "description": (
            'Table id -> name or id of a column of the type "Last modified time". Only rows that '
            "this column dates after the bookmark are read. Take a column that watches all fields: "
            "edits that it does not see are not seen here either, until the next full refresh."
        ),
        "additionalProperties": {"type": "string", "minLength": 1},
        "default": {},
    },
    "full_refresh_interval": {
        "type": ["integer", "null"],
        "title": "Full refresh of tables",
        "description": (
            "Seconds after which a table is read whole and all its rows are emitted again: values "
            "of formulas and lookups change without a modification time."
        ),
        "minimum": 1,
    },
    "record_events": {
        "type": "boolean",
        "title": "Record events",
        "description": (
            "Tables of subscribed bases take their changes from the events that "
            "`feishu-connect serve` stored, and are read whole only when `full_refresh_interval` "
            "is over, which must be set."
        ),
        "default": False,
    },
    "deletes": {
        "type": "string",
        "title": "Deleted rows",
        "description": (
            "Bitable rows that were deleted at the source: silence, or a record with "
            "`_sdc_deleted_at`. The ids of the last run are kept in the store."
        ),
        "enum": ["ignore", "tombstone"],
        "default": "ignore",
    },
    "attachments": {
        "type": "string",
        "title": "Attachments",
        "description": (
            "Bitable attachments as metadata, or also downloaded under `attachments_dir`, with "
            "`path` and `sha256`. Feishu gives 5 files a second and 10,000 a day."
        ),
        "enum": ["metadata", "download"],
        "default": "metadata",
    },
    "attachments_dir": {
        "type": "string",
        "title": "Folder for attachments",
        "description": "Where downloaded attachments are kept; unchanged ones are not read again.",
        "minLength": 1,
        "default": "attachments",
    },
    "emit_activate_version_messages": {
        "type": "boolean",
        "title": "ACTIVATE_VERSION",
        "description": (
            "Full-table streams end with an ACTIVATE_VERSION message, by which targets that know "
            "it drop rows that are gone."
        ),
        "default": False,
    },
}
