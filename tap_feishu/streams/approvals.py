"""Approval definitions, instances, tasks, comments, of the definitions in `approval_codes`."""

from __future__ import annotations

import typing as t

from feishu_connect.endpoints import approval
from tap_feishu.approvals.forms import FILES, FORM, RELATION, TIMELINE
from tap_feishu.approvals.reading import Reading
from tap_feishu.approvals.slots import Cursor
from tap_feishu.columns import BOOLEAN, INTEGER, MILLISECONDS, TEXT, TEXTS, objects
from tap_feishu.streams.units import UnitStream

if t.TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator, Mapping

    from feishu_connect.endpoints import Endpoint
    from tap_feishu.approvals.reading import Detail
    from tap_feishu.columns import Columns
    from tap_feishu.streams.base import FixedStream

Item = dict[str, t.Any]

_PER_INSTANCE: t.Final = (
    "1 per 10 hours since the last run, or since the beginning (877 a year), and 1 for each "
    "earlier 10 hours in which something started that may change, at 100 a minute; 1 for each "
    "instance in these; instances, tasks and comments share them"
)
_AGAIN: t.Final = (
    "incremental: new instances, and again those that started within 10 hours of one that is open "
    "or ended within `ended_lookback`"
)


class _ByDefinition(UnitStream):
    """A stream over the configured definitions; without any it makes no call."""

    unit = "approval definition"
    named_by = ("approval_codes",)
    is_listed = False

    def units(self) -> Iterable[str]:
        """Give the configured codes."""
        return dict.fromkeys(link.token for link in self.run.settings.objects["approval_codes"])


class ApprovalDefinitions(_ByDefinition):
    """The configured approval definitions.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/approval-v4/approval/get`.
    """

    name = "approval_definitions"
    keys = ("approval_code",)
    endpoints = (approval.DEFINITION_GET,)
    cost = "1 per definition"
    columns: t.ClassVar[Columns] = {
        "approval_code": TEXT,
        "approval_name": TEXT,
        "status": TEXT,
        "form": FORM,
        "node_list": objects(
            name=TEXT,
            need_approver=BOOLEAN,
            node_id=TEXT,
            custom_node_id=TEXT,
            node_type=TEXT,
            approver_chosen_multi=BOOLEAN,
            approver_chosen_range=objects(approver_range_type=INTEGER, approver_range_ids=TEXTS),
            require_signature=BOOLEAN,
        ),
        "viewers": objects(type=TEXT, id=TEXT, user_id=TEXT),
        "approval_admin_ids": TEXTS,
        "form_widget_relation": RELATION,
    }

    def read(self, unit: str, cursor: t.Any) -> Generator[Item, None, None]:  # noqa: ARG002
        """Give the definition; the reply does not name its code."""
        params = {
            "user_id_type": self.run.settings.connection.user_id_type,
            "nested_mutable_group": "true",
        }
        if self.wants("approval_admin_ids"):
            params["with_admin_id"] = "true"
        get = approval.DEFINITION_GET
        data = self.run.client.call(get, path={"approval_code": unit}, params=params)
        yield {**data, "approval_code": unit}


class _OfInstances(_ByDefinition):
    """A stream of what the details of instances hold; each stream has cursors of its own."""

    endpoints = (
        approval.INSTANCE_LIST,
        approval.INSTANCE_QUERY,
        approval.INSTANCE_GET,
    )
    only_if: t.ClassVar[Mapping[Endpoint, str]] = {
        approval.INSTANCE_QUERY: ("there is no `start_date`, or `approval_listing` is `query`")
    }
    replication = _AGAIN
    cost = _PER_INSTANCE

    def rows(self, detail: Detail) -> Iterable[Item]:
        """Take the rows of this stream out of the detail of an instance."""
        raise NotImplementedError

    def read(
        self, unit: str, cursor: Mapping[str, t.Any] | None
    ) -> Generator[Item, None, dict[str, t.Any]]:
        """Give the rows of new and of changeable instances, one detail in memory at a time.

        Returns:
            The run's start, and the slots of what may still change.
        """
        reading = Reading(self.run.approvals, unit, Cursor.read(cursor) if cursor else None)
        for span in reading.spans():
            for detail in reading.details(span):
                yield from self.rows(detail)
            reading.finish(span)
            self._keep(unit, reading.cursor)
        return reading.cursor.write()

    def _keep(self, unit: str, cursor: Cursor) -> None:
        """Let a killed run go on within a definition: the first read of years takes hours."""
        self.stream_state["cursors"][unit] = cursor.write()
        self._checkpoint()


class ApprovalInstances(_OfInstances):
    """Approval instances; what was revoked after approval is CANCELED with `reverted`.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/approval-v4/instance/get`.
    """

    name = "approval_instances"
    keys = ("instance_code",)
    replication_key = "start_time"
    columns: t.ClassVar[Columns] = {
        "instance_code": TEXT,
        "approval_code": TEXT,
        "approval_name": TEXT,
        "serial_number": TEXT,
        "uuid": TEXT,
        "user_id": TEXT,
        "open_id": TEXT,
        "department_id": TEXT,
        "status": TEXT,
        "start_time": MILLISECONDS,
        "end_time": MILLISECONDS,
        "reverted": BOOLEAN,
        "modified_instance_code": TEXT,
        "reverted_instance_code": TEXT,
        "form": FORM,
        "timeline": TIMELINE,
    }

    def rows(self, detail: Detail) -> Iterable[Item]:
        """Give the instance itself."""
        return (detail,)


class ApprovalTasks(_OfInstances):
    """Tasks of approvers. Those that the platform decides by itself name nobody.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/approval-v4/instance/get`.
    """

    name = "approval_tasks"
    keys = ("instance_code", "id")
    replication_key = "start_time"
    columns: t.ClassVar[Columns] = {
        "instance_code": TEXT,
        "approval_code": TEXT,
        "id": TEXT,
        "user_id": TEXT,
        "open_id": TEXT,
        "status": TEXT,
        "node_id": TEXT,
        "node_name": TEXT,
        "custom_node_id": TEXT,
        "type": TEXT,
        "start_time": MILLISECONDS,
        "end_time": MILLISECONDS,
    }

    def rows(self, detail: Detail) -> Iterable[Item]:
        """Give the tasks."""
        return _parts(detail, "task_list")


class ApprovalComments(_OfInstances):
    """Comments on instances; one that is deleted is not in the details any more.

    Docs: `/uAjLw4CM/ukTMukTMukTM/reference/approval-v4/instance/get`.
    """

    name = "approval_comments"
    keys = ("id",)
    replication_key = "create_time"
    columns: t.ClassVar[Columns] = {
        "id": TEXT,
        "instance_code": TEXT,
        "approval_code": TEXT,
        "user_id": TEXT,
        "open_id": TEXT,
        "comment": TEXT,
        "create_time": MILLISECONDS,
        "files": FILES,
    }

    def rows(self, detail: Detail) -> Iterable[Item]:
        """Give the comments."""
        return _parts(detail, "comment_list")


def _parts(detail: Detail, name: str) -> Iterator[Item]:
    """Give the objects of a list, with the codes of where they belong."""
    where = {key: detail[key] for key in ("instance_code", "approval_code")}
    return ({**part, **where} for part in detail.get(name) or [])


STREAMS: tuple[type[FixedStream], ...] = (
    ApprovalDefinitions,
    ApprovalInstances,
    ApprovalTasks,
    ApprovalComments,
)
