"""The definition of a route: given by code, or made once and remembered by its name."""

from __future__ import annotations

import logging
import typing as t

from feishu_connect import AmbiguousWriteError, FeishuError, endpoints
from target_feishu.approvals.definitions import Definition, read_definition
from target_feishu.approvals.spec import body_of, name_of, texts_of
from target_feishu.idempotency import digest_of
from target_feishu.ledger import Entry

if t.TYPE_CHECKING:
    from feishu_connect import FeishuClient
    from target_feishu.approvals.chosen import Chooser
    from target_feishu.approvals.route import ApprovalRoute
    from target_feishu.ledger import Ledger

logger = logging.getLogger(__name__)

#: Up to this age a definition that was made here may not be known everywhere.
_NEW_SECONDS: t.Final = 300
_PARAMS: t.Final = {"user_id_type": "open_id", "department_id_type": "open_department_id"}


class RouteDefinition:
    """Brings a route's definition about when it is first needed, and asks Feishu for it once."""

    def __init__(
        self, route: ApprovalRoute, client: FeishuClient, ledger: Ledger, chooser: Chooser
    ) -> None:
        """Ask nothing yet.

        Args:
            route: Has a code or a definition.
            client: The way to the API.
            ledger: Of the definitions that were made.
            chooser: Finds the people that a definition names.
        """
        self._route = route
        self._client = client
        self._ledger = ledger
        self._chooser = chooser
        self._known: Definition | None = None

    @property
    def identity(self) -> str:
        """What tells the approvals of this definition from others of the tenant."""
        return self._route.approval_code or name_of(self._route.definition or {})

    def get(self) -> Definition:
        """Give the definition as Feishu shows it."""
        if self._known is None:
            try:
                self._known = self._read()
            except FeishuError as error:
                # Whatever it is, every record of the route would meet it.
                error.is_of_all = True
                raise
        return self._known

    def _read(self) -> Definition:
        code = self._route.approval_code or self._made()
        texts = texts_of(self._route.definition) if self._route.definition else {}
        return read_definition(self._client, code, texts, fresh=self._is_new())

    def _is_new(self) -> bool:
        """Tell whether a definition was made moments ago, so that a replica may not know it."""
        if self._route.approval_code:
            return False
        entry = self._ledger.get(name_of(self._route.definition or {}))
        return entry is not None and self._ledger.age(entry) < _NEW_SECONDS

    def _made(self) -> str:
        """Give the code of the definition that is written out in the route."""
        spec = self._route.definition or {}
        name, digest = name_of(spec), digest_of(spec)
        entry = self._ledger.get(name)
        if entry is not None and entry.is_sure and entry.digest == digest:
            return entry.id
        body = body_of(spec, lambda text: self._chooser.only(text, "definition"))
        if entry is None or not entry.is_sure:
            return self._create(name, body, digest, entry)
        self._post({**body, "approval_code": entry.id})
        self._ledger.put({name: Entry(entry.id, digest, entry.begun_at)})
        logger.info("Wrote the approval definition %r over: approval_code %s", name, entry.id)
        return entry.id

    def _create(self, name: str, body: dict[str, t.Any], digest: str, earlier: Entry | None) -> str:
        """Make it. The API has no idempotency key for this, lists no definitions, deletes none.

        So a run that ends between Feishu's making and our writing down leaves one behind that
        nobody uses: instances are opened only under a code that is written down.
        """
        if earlier is not None:
            logger.warning(
                "An earlier run ended while it made the approval definition %r. It is made anew; "
                "if the approval administration shows two of the name, the other one is unused",
                name,
            )
        begun = self._ledger.begin(name)
        try:
            data = self._post(body)
        except AmbiguousWriteError as error:
            error.cure = (
                f"Look for {name!r} in the approval administration: if it is there, give its code "
                "as `approval_code`; if not, run again"
            )
            raise
        code = str(data["approval_code"])
        self._ledger.put({name: Entry(code, digest, begun.begun_at)})
        logger.info("Made the approval definition %r: approval_code %s", name, code)
        return code

    def _post(self, body: dict[str, t.Any]) -> dict[str, t.Any]:
        return self._client.call(
            endpoints.approval.DEFINITION_CREATE, params=_PARAMS, body=body, fresh=True
        )
