"""The tenant's state as plain data; `store` writes exactly this to disk."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from feishu_sandbox.approval.model import ApprovalState
from feishu_sandbox.apps import App, Consent, ContactRange, RefreshToken, Tenant
from feishu_sandbox.calendar.model import CalendarState
from feishu_sandbox.contact.model import ContactState
from feishu_sandbox.docx.model import DocxState
from feishu_sandbox.drive.model import DriveState
from feishu_sandbox.im.model import ImState
from feishu_sandbox.sheets.model import SheetsState
from feishu_sandbox.task.model import TaskState
from feishu_sandbox.wiki.model import WikiState

__all__ = [
    "App",
    "Base",
    "Chat",
    "Consent",
    "ContactRange",
    "Department",
    "Field",
    "Group",
    "Json",
    "Media",
    "Message",
    "Record",
    "RefreshToken",
    "Remembered",
    "State",
    "Table",
    "Tenant",
    "User",
    "View",
    "WikiNode",
]

Json = dict[str, Any]


@dataclass(slots=True)
class Department:
    """A department; `parent` is an open_department_id or "0"."""

    open_department_id: str
    department_id: str
    name: str
    en_name: str
    parent: str = "0"
    leader: str = ""
    order: int = 0
    chat_id: str = ""
    hrbps: list[str] = field(default_factory=list)


@dataclass(slots=True)
class User:
    """A member of the company; people are referred to by open_id everywhere in the state.

    `orders` is as a request gave it, with open_department_ids; empty for the order of
    `departments`. `resigned_at` is in seconds.
    """

    open_id: str
    union_id: str
    user_id: str
    name: str
    en_name: str
    email: str
    mobile: str
    departments: list[str]
    gender: int = 0
    leader: str = ""
    city: str = ""
    country: str = "CN"
    job_title: str = ""
    employee_no: str = ""
    employee_type: int = 1
    join_time: int = 0
    manager: bool = False
    resigned: bool = False
    frozen: bool = False
    geo: str = ""
    job_level: str = ""
    job_family: str = ""
    dotted_leaders: list[str] = field(default_factory=list)
    custom_attrs: list[Json] = field(default_factory=list)
    nickname: str = ""
    mobile_visible: bool = True
    avatar_key: str = ""
    work_station: str = ""
    enterprise_email: str = ""
    orders: list[Json] = field(default_factory=list)
    subscription_ids: list[str] = field(default_factory=list)
    resigned_at: int = 0
    id_changes: int = 0


@dataclass(slots=True)
class Group:
    """A user group; `type` 1 normal, 2 dynamic."""

    id: str
    name: str
    description: str = ""
    type: int = 1
    users: list[str] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Chat:
    """A group chat, or a single chat (`mode` p2p) between a user and a bot.

    `message_type` `thread` makes every message a thread. `joined` tells in milliseconds when a
    member or bot came in; who is missing there was in it from the beginning.
    """

    chat_id: str
    name: str
    description: str = ""
    owner: str = ""
    mode: str = "group"
    members: list[str] = field(default_factory=list)
    bots: list[str] = field(default_factory=list)
    status: str = "normal"
    message_type: str = "chat"
    external: bool = False
    restricted: bool = False
    hides_history: bool = False
    joined: dict[str, int] = field(default_factory=dict)


@dataclass(slots=True)
class Message:
    """One message; times in milliseconds. `deleted` is recalled, `erased` by the app's admin."""

    message_id: str
    chat_id: str
    msg_type: str
    content: str
    sender: str
    sender_type: str
    create_time: int
    update_time: int
    root_id: str = ""
    parent_id: str = ""
    mentions: list[Json] = field(default_factory=list)
    thread_id: str = ""
    deleted: bool = False
    updated: bool = False
    edits: int = 0
    erased: bool = False


@dataclass(slots=True)
class Media:
    """An uploaded file, bound to the document `parent_node`."""

    file_token: str
    name: str
    mime: str
    content: bytes
    parent_type: str
    parent_node: str


@dataclass(slots=True)
class WikiNode:
    """A page of a knowledge space, or a shortcut to one; `readers` are apps and people."""

    node_token: str
    space_id: str
    obj_token: str
    obj_type: str
    title: str
    owner: str
    created: int
    edited: int
    parent_node_token: str = ""
    origin_node_token: str = ""
    node_created: int = 0
    readers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Field:
    """A column. Option cells hold option ids, so `property` is where their names live."""

    field_id: str
    name: str
    type: int
    ui_type: str
    property: Json | None = None
    description: str = ""
    is_primary: bool = False
    is_hidden: bool = False


@dataclass(slots=True)
class Record:
    """A row; `cells` is keyed by field id, times in milliseconds."""

    record_id: str
    cells: Json
    created_time: int
    created_by: str
    modified_time: int
    modified_by: str


@dataclass(slots=True)
class View:
    """A view of a table."""

    view_id: str
    name: str
    type: str = "grid"
    property: Json | None = None


@dataclass(slots=True)
class Table:
    """A data table; `serial` is the last automatic number given out."""

    table_id: str
    name: str
    revision: int = 1
    fields: list[Field] = field(default_factory=list)
    views: list[View] = field(default_factory=list)
    records: dict[str, Record] = field(default_factory=dict)
    serial: int = 0


@dataclass(slots=True)
class Base:
    """A Bitable document. `access` maps an app id or open_id to `view`, `edit` or `manage`."""

    app_token: str
    name: str
    time_zone: str = "Asia/Shanghai"
    revision: int = 1
    is_advanced: bool = False
    formula_type: int = 1
    folder_token: str = ""
    access: dict[str, str] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)


@dataclass(slots=True)
class Remembered:
    """What an idempotency key stands for: the request's fingerprint and the first reply."""

    fingerprint: str
    data: Json
    at: float


@dataclass(slots=True)
class State:
    """Everything that a restart must bring back; `tenant` is home, `tenants` are further ones."""

    seed: int
    region: str
    tenant: Tenant
    tenants: dict[str, Tenant] = field(default_factory=dict)
    ids_issued: int = 0
    apps: dict[str, App] = field(default_factory=dict)
    departments: dict[str, Department] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    groups: dict[str, Group] = field(default_factory=dict)
    chats: dict[str, Chat] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)
    media: dict[str, Media] = field(default_factory=dict)
    nodes: dict[str, WikiNode] = field(default_factory=dict)
    bases: dict[str, Base] = field(default_factory=dict)
    folders: list[str] = field(default_factory=list)
    remembered: dict[str, Remembered] = field(default_factory=dict)
    consents: dict[str, Consent] = field(default_factory=dict)
    refresh_tokens: dict[str, RefreshToken] = field(default_factory=dict)
    approvals: ApprovalState = field(default_factory=ApprovalState)
    tasks: TaskState = field(default_factory=TaskState)
    calendars: CalendarState = field(default_factory=CalendarState)
    contact: ContactState = field(default_factory=ContactState)
    drive: DriveState = field(default_factory=DriveState)
    im: ImState = field(default_factory=ImState)
    wiki: WikiState = field(default_factory=WikiState)
    docx: DocxState = field(default_factory=DocxState)
    sheets: SheetsState = field(default_factory=SheetsState)
