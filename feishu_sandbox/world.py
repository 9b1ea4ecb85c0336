"""The pretended tenant: its state, look-ups, and builders for tests.

Builders act as a person or administrator would: no tokens, no limits, no access checks. They
may be called from any thread while the server runs.
"""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from feishu_sandbox.approval.builder import Approvals
from feishu_sandbox.calendar.builder import Calendars
from feishu_sandbox.contact.builder import Directory
from feishu_sandbox.docx.builder import Docx
from feishu_sandbox.drive.builder import Drive
from feishu_sandbox.events.courier import Courier
from feishu_sandbox.events.tickets import Tickets
from feishu_sandbox.ids import make_id, next_id
from feishu_sandbox.im.builder import Talk
from feishu_sandbox.model import (
    Base,
    Chat,
    Department,
    Group,
    Media,
    State,
    Tenant,
    User,
    WikiNode,
)
from feishu_sandbox.oauth.book import OAuthBook
from feishu_sandbox.registry import Registry
from feishu_sandbox.sheets.builder import Sheets
from feishu_sandbox.task.builder import Tasks
from feishu_sandbox.tokens import TokenBook
from feishu_sandbox.wiki.builder import Wiki

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.behaviour import Behaviour
    from feishu_sandbox.builders import BaseBuilder
    from feishu_sandbox.clock import Clock


def empty_state(seed: int = 1, region: str = "feishu") -> State:
    """Return a tenant without people, apps or documents."""
    tenant = Tenant(
        name="星尘科技 Stardust",
        tenant_key=make_id("tenant_key", seed, 0),
        display_id="F100000001",
        domain="stardust.feishu.cn" if region == "feishu" else "stardust.larksuite.com",
    )
    return State(seed=seed, region=region, tenant=tenant)


class World(Registry):
    """The tenant behind the API, and the platform around it."""

    def __init__(self, state: State, clock: Clock, behaviour: Behaviour) -> None:
        """Wrap a state."""
        self.state = state
        self.clock = clock
        self.behaviour = behaviour
        self.lock = threading.RLock()
        self.tokens = TokenBook(self, behaviour)
        self.oauth = OAuthBook(self)
        self.courier = Courier(self)
        self.tickets = Tickets(self)
        self.approvals = Approvals(self)
        self.tasks = Tasks(self)
        self.calendars = Calendars(self)
        self.directory = Directory(self)
        self.drive = Drive(self)
        self.wiki = Wiki(self)
        self.docx = Docx(self)
        self.sheets = Sheets(self)
        self.talk = Talk(self)
        self._lagging: dict[str, int] = {}

    def new_id(self, kind: str) -> str:
        """Draw an identifier of this kind."""
        with self.lock:
            return next_id(self.state, kind)

    # Freshly created objects, as slow replicas see them.

    def created_by_api(self, object_id: str) -> None:
        """Make the next calls miss this object, as far as `replica_lag` says."""
        if self.behaviour.replica_lag:
            self._lagging[object_id] = self.behaviour.replica_lag

    def visible(self, object_id: str) -> bool:
        """Tell whether a replica knows the object yet; each question brings it nearer."""
        left = self._lagging.get(object_id, 0)
        if left <= 1:
            self._lagging.pop(object_id, None)
        else:
            self._lagging[object_id] = left - 1
        return left == 0

    # People.

    def find_user(self, value: str, id_type: str = "open_id") -> User | None:
        """Return the user with this id, or None."""
        if id_type == "open_id":
            return self.state.users.get(value)
        found = [user for user in self.state.users.values() if getattr(user, id_type) == value]
        # A user_id of somebody who left may be given again.
        return min(found, key=lambda user: user.resigned, default=None)

    def find_department(self, value: str, id_type: str = "open_department_id") -> Department | None:
        """Return the department with this id, or None."""
        departments = self.state.departments
        if id_type == "open_department_id":
            return departments.get(value)
        return next((d for d in departments.values() if d.department_id == value), None)

    def add_department(self, name: str, en_name: str = "", parent: str = "0") -> Department:
        """Create a department below `parent` (an open_department_id, "0" for the root)."""
        with self.lock:
            department = Department(
                open_department_id=self.new_id("open_department_id"),
                department_id=self.new_id("department_id"),
                name=name,
                en_name=en_name or name,
                parent=parent,
                order=100 * (len(self.state.departments) + 1),
            )
            self.state.departments[department.open_department_id] = department
        return department

    def add_user(
        self,
        name: str,
        en_name: str = "",
        *,
        departments: Sequence[str] = ("0",),
        email: str = "",
        mobile: str = "",
    ) -> User:
        """Create a member; set further attributes on the returned object."""
        with self.lock:
            number = len(self.state.users) + 1
            user = User(
                open_id=self.new_id("open_id"),
                union_id=self.new_id("union_id"),
                user_id=self.new_id("user_id"),
                name=name,
                en_name=en_name or name,
                email=email,
                mobile=mobile,
                departments=list(departments),
                employee_no=f"E{number:04d}",
            )
            self.state.users[user.open_id] = user
        return user

    def add_group(
        self,
        name: str,
        *,
        users: Sequence[str] = (),
        departments: Sequence[str] = (),
        kind: int = 1,
    ) -> Group:
        """Create a user group of open_ids and open_department_ids."""
        with self.lock:
            group = Group(
                id=self.new_id("group"),
                name=name,
                type=kind,
                users=list(users),
                departments=list(departments),
            )
            self.state.groups[group.id] = group
        return group

    # Chats and documents.

    def add_chat(
        self, name: str, *, members: Sequence[str] = (), bots: Sequence[str] = (), owner: str = ""
    ) -> Chat:
        """Create a group chat of these open_ids and app ids."""
        with self.lock:
            chat = Chat(
                chat_id=self.new_id("chat"),
                name=name,
                owner=owner or (members[0] if members else ""),
                members=list(members),
                bots=list(bots),
            )
            self.state.chats[chat.chat_id] = chat
        return chat

    def add_base(
        self,
        name: str,
        *,
        time_zone: str = "Asia/Shanghai",
        apps: Sequence[str] = (),
        owner: str = "",
    ) -> BaseBuilder:
        """Create a base without tables, open to its owner and to apps.

        Args:
            name: The base's name.
            time_zone: Where its days begin.
            apps: Apps that may manage it, all registered ones by default.
            owner: open_id of the person who has it, the first one by default.
        """
        from feishu_sandbox.builders import BaseBuilder  # noqa: PLC0415 - builders know the world

        with self.lock:
            base = Base(app_token=self.new_id("base"), name=name, time_zone=time_zone)
            people = [owner] if owner else list(self.state.users)[:1]
            base.access = dict.fromkeys((*(apps or self.state.apps), *people), "manage")
            self.state.bases[base.app_token] = base
        return BaseBuilder(self, base)

    def base(self, key: str) -> BaseBuilder:
        """Return the base with this app_token or name.

        Raises:
            KeyError: There is none.
        """
        from feishu_sandbox.builders import BaseBuilder  # noqa: PLC0415 - builders know the world

        for base in self.state.bases.values():
            if key in (base.app_token, base.name):
                return BaseBuilder(self, base)
        raise KeyError(key)

    def add_node(self, obj_token: str, title: str, *, obj_type: str = "bitable") -> WikiNode:
        """Put a document into the knowledge space, open to all apps and its sharers."""
        with self.lock:
            seconds = int(self.clock.now())
            node = WikiNode(
                node_token=self.new_id("node"),
                space_id=make_id("space", self.state.seed, 0),
                obj_token=obj_token,
                obj_type=obj_type,
                title=title,
                owner=next(iter(self.state.users), ""),
                created=seconds,
                edited=seconds,
                readers=list(dict.fromkeys((*self.state.apps, *self._shared_with(obj_token)))),
            )
            self.state.nodes[node.node_token] = node
        return node

    def _shared_with(self, obj_token: str) -> Sequence[str]:
        base = self.state.bases.get(obj_token)
        return list(base.access) if base else ()

    def add_media(self, parent_node: str, name: str, content: bytes, mime: str = "") -> Media:
        """Store a file for the base `parent_node`; its token may then be put into a cell."""
        with self.lock:
            media = Media(
                file_token=self.new_id("file"),
                name=name,
                mime=mime or "application/octet-stream",
                content=content,
                parent_type="bitable_file",
                parent_node=parent_node,
            )
            self.state.media[media.file_token] = media
        return media
