"""One approval a key: opened once, and recalled or decided by later records."""

from __future__ import annotations

import dataclasses
import logging
import typing as t

from feishu_connect.bitable.fields.coercion import is_blank
from target_feishu.approvals.actions import Actions
from target_feishu.approvals.chosen import Chooser, is_open_id
from target_feishu.approvals.controls import Values
from target_feishu.approvals.form import Form
from target_feishu.approvals.instances import Instances
from target_feishu.approvals.made import RouteDefinition
from target_feishu.approvals.route import CANCEL, CREATE
from target_feishu.approvals.uploads import Uploads
from target_feishu.approvals.wishes import WishTemplates
from target_feishu.errors import RecordError
from target_feishu.idempotency import digest_of, uuid4_of
from target_feishu.ledger import Entry
from target_feishu.objects.sink import Attempt, ObjectSink, Wish

if t.TYPE_CHECKING:
    from target_feishu.approvals.instances import Instance
    from target_feishu.approvals.route import ApprovalRoute
    from target_feishu.sinks import Record

logger = logging.getLogger(__name__)

_TITLE = "@i18n@title"
_LOCALE = "zh-CN"
_ROOT = "0"
_WAS_THERE = "was_there"


class ApprovalSink(ObjectSink):
    """Opens, recalls and decides.

    An instance cannot be changed or deleted, so a key stands for one of them for ever: its uuid is
    made of definition, stream and key, and Feishu opens one instance under it, whatever happens.
    """

    kind = "approval"

    def setup(self) -> None:
        """Compile the route's templates."""
        super().setup()
        route = t.cast("ApprovalRoute", self.route)
        client = self.target.client
        self._templates = WishTemplates(route)
        self._chooser = Chooser(self.target.people("open_id"))
        self._values = Values(self._chooser, Uploads(client, self.target.files))
        self._names = None if route.form is None else tuple(route.form)
        definitions = self.target.ledger("approval_definition")
        self._definition = RouteDefinition(route, client, definitions, self._chooser)
        self._instances = Instances(client)
        self._actions = Actions(self._instances, self._chooser, self.ledger)
        self._form: Form | None = None

    def wish(self, record: Record) -> Wish:
        """Tell what a record asks for; nothing is looked up yet."""
        return self._templates.render(record)

    def farewell(self, record: Record) -> Wish:  # noqa: ARG002
        """Recall the approval of a record that the source has deleted."""
        return Wish({"operation": CANCEL, "deleted": True}, CANCEL)

    def create(self, wish: Wish, attempt: Attempt) -> Entry:
        """Open the instance, or find the one that an earlier attempt has opened."""
        code, was_there = self._instances.open(self._body(wish.content, attempt.token))
        return Entry(code, facts={_WAS_THERE: True} if was_there else {})

    def outcome(self, made: Entry) -> str:
        """Tell an approval that an earlier run has opened from a new one."""
        return "adopted" if made.facts.get(_WAS_THERE) else "created"

    def update(self, wish: Wish, entry: Entry) -> Entry:  # noqa: ARG002
        """Leave it as it was opened: the API changes no instance."""
        return entry

    def _bring(self, key: str, wish: Wish) -> None:
        entry = self.ledger.get(key)
        if wish.operation == CREATE:
            self._open(key, wish, entry)
        else:
            self._act(key, wish, entry)

    def _open(self, key: str, wish: Wish, entry: Entry | None) -> None:
        digest = digest_of(wish.content)
        if entry is not None and entry.is_sure:
            self._tell_change(key, entry, digest)
            self.count(unchanged=1)
            return
        begun = entry or self.ledger.begin(key)
        made = self.create(wish, Attempt(key, self._uuid(key), begun, is_first=entry is None))
        self.ledger.put({key: Entry(made.id, digest, begun.begun_at, begun.facts)})
        self.count(**{self.outcome(made): 1})

    def _act(self, key: str, wish: Wish, entry: Entry | None) -> None:
        if entry is not None and self._actions.is_done(entry, wish):
            self.count(unchanged=1)
            return
        instance = self._instance(key, entry)
        if instance:
            known = entry if entry is not None and entry.is_sure else self._adopt(key, instance)
            self.count(**{self._actions.carry_out(key, known, instance, wish): 1})
        elif wish.operation == CANCEL:
            logger.info("Nothing to cancel: there is no approval of record %s", key)
            self.count(unchanged=1)
        else:
            msg = f"there is no approval to {wish.operation}"
            raise RecordError(msg, cure="Open it with an earlier record of the same key")

    def _instance(self, key: str, entry: Entry | None) -> Instance | None:
        """Look at the instance of a key, also where the store knows of none."""
        if entry is not None and entry.is_sure:
            return self._instances.find(entry.id, fresh=True)
        return self._instances.find(self._uuid(key))

    def _adopt(self, key: str, instance: Instance) -> Entry:
        entry = dataclasses.replace(self.ledger.begin(key), id=instance.code)
        self.ledger.put({key: entry})
        return entry

    def _uuid(self, key: str) -> str:
        return uuid4_of(self.kind, self._definition.identity, self.stream_name, key)

    def _tell_change(self, key: str, entry: Entry, digest: str) -> None:
        """Say once that a change of the record does not reach its approval."""
        if entry.digest == digest:
            return
        if entry.digest:
            logger.info(
                "Record %s has changed; its approval %s stays as it was opened", key, entry.id
            )
        self.ledger.put({key: dataclasses.replace(entry, digest=digest)})

    def _body(self, content: dict[str, t.Any], uuid: str) -> dict[str, t.Any]:
        """Make the request; what is wrong with the record shows here, before the call."""
        if is_blank(content.get("applicant")):
            msg = "`applicant` is empty"
            raise RecordError(msg, cure="Give every record an applicant", field="applicant")
        self._chooser.learn(*(content.get(name) for name in ("applicant", "approvers", "cc")))
        applicant = self._chooser.only(content["applicant"], "applicant")
        definition = self._definition.get()
        self._form = self._form or Form(definition, self._values, self._names)
        return {
            "approval_code": definition.code,
            "open_id" if is_open_id(applicant) else "user_id": applicant,
            **self._chooser.approvers(definition.steps, content.get("approvers")),
            **self._chooser.copies(definition.steps, content.get("cc")),
            **_department(content.get("department_id")),
            **_title(content.get("title")),
            "form": self._form.text(content["form"]),
            "uuid": uuid,
        }


def _department(value: t.Any) -> dict[str, str]:
    if is_blank(value):
        return {}
    department = str(value).strip()
    if department == _ROOT or department.startswith("od-"):
        msg = f"approvals do not take the department {department!r}"
        cure = "Give its own department_id, not its open_department_id and not the root's"
        raise RecordError(msg, cure=cure, field="department_id")
    return {"department_id": department}


def _title(value: t.Any) -> dict[str, t.Any]:
    if is_blank(value):
        return {}
    texts = [{"key": _TITLE, "value": str(value)}]
    resource = {"locale": _LOCALE, "is_default": True, "texts": texts}
    return {"title": _TITLE, "i18n_resources": [resource]}
