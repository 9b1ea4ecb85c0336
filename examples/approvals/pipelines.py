"""The two pipelines as settings: rows become approvals, approvals become outcomes of the rows."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeAlias

from examples.approvals.office import APPROVER, NUMBER, REASON, REQUESTER, TABLE, WHAT

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: Name of the base's streams, and the stream of the table.
BASE_NAME = "变更"
STREAM = f"{BASE_NAME}__{TABLE}"
OUTCOME, ENDED = "审批结果", "审批时间"
INSTANCES = "approval_instances"
#: The stream that is selected, the tap's settings, the target's.
Pipeline: TypeAlias = "tuple[str, dict[str, Any], dict[str, Any]]"

#: What approvers see. The number comes first: it leads the outcome back to its row.
_DEFINITION = {
    "name": {"zh-CN": "变更审批", "en-US": "Change approval"},
    "form": [
        {"id": "number", "name": NUMBER, "type": "input", "required": True},
        {"id": "what", "name": {"zh-CN": WHAT, "en-US": "Change"}, "type": "textarea"},
        {"id": "reason", "name": {"zh-CN": REASON, "en-US": "Reason"}, "type": "input"},
    ],
    "nodes": [{"id": "approver", "name": {"zh-CN": "审批人", "en-US": "Approver"}}],
    "viewers": "NONE",
}


class Settings:
    """The settings of the tap and the target in both pipelines."""

    def __init__(self, config: Mapping[str, Any], base: str, folder: Path) -> None:
        known = {name: config[name] for name in ("app_id", "app_secret", "base_url")}
        # Each run of the example has a sandbox of its own, and remembers nothing of the last one.
        self._connection = {**known, "store_url": f"sqlite:///{folder}/store.sqlite"}
        self._base = base

    def requests(self) -> Pipeline:
        """Read the table; open an approval for each row, in the names of its people."""
        tap = {**self._connection, "bases": [{"base": self._base, "name": BASE_NAME}]}
        route = {
            "stream": STREAM,
            "to": "approval",
            "definition": _DEFINITION,
            "applicant": f"{{{{ {REQUESTER} }}}}",
            "approvers": f"{{{{ {APPROVER} }}}}",
            "title": f"{{{{ {NUMBER} }}}} {{{{ {WHAT} }}}}",
            "form": {
                "number": f"{{{{ {NUMBER} }}}}",
                "what": f"{{{{ {WHAT} }}}}",
                "reason": f"{{{{ {REASON} }}}}",
            },
        }
        return STREAM, tap, {**self._connection, "routes": [route]}

    def outcomes(self, approval_code: str) -> Pipeline:
        """Read the approvals; write what became of them into the rows they came from."""
        yesterday = datetime.now(tz=timezone.utc) - timedelta(days=1)
        tap = {
            **self._connection,
            "approval_codes": [approval_code],
            "start_date": yesterday.isoformat(),
            "stream_maps": {
                INSTANCES: {
                    NUMBER: "form[0]['value']",
                    OUTCOME: "status",
                    ENDED: "end_time",
                    "__key_properties__": [NUMBER],
                    "__else__": None,
                }
            },
        }
        route = {"stream": INSTANCES, "base": self._base, "table": TABLE}
        return INSTANCES, tap, {**self._connection, "routes": [route]}
