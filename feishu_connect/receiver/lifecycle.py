"""What happens to the app itself: its tickets, and the tenants that install and leave it.

docs: /uAjLw4CM/ukTMukTMukTM/application-v6/event/{app_ticket-events,app-first-enabled,
app-enabled-or-disabled,app-uninstalled}
"""

from __future__ import annotations

import datetime as dt
import threading
import typing as t

from feishu_connect.receiver.refusals import PostRefusedError, Reason

if t.TYPE_CHECKING:
    from feishu_connect.receiver.envelope import Envelope
    from feishu_connect.store import Store

APP_TICKET = "app_ticket"

TenantState = t.Literal["active", "stopped", "uninstalled"]

#: What `app_status_change` says, and what it means for the tenant.
_STATUSES: t.Final[dict[str, TenantState]] = {
    "start_by_tenant": "active",
    "stop_by_tenant": "stopped",
    "stop_by_platform": "stopped",
}
#: How far this machine's clock may be ahead of Feishu's when old and new are told apart.
_SKEW = dt.timedelta(minutes=5)


def tenant_state(envelope: Envelope) -> TenantState | None:
    """Tell what an event says about the tenant's installation, None where nothing."""
    if envelope.event_type == "app_open":
        return "active"
    if envelope.event_type == "app_uninstalled":
        return "uninstalled"
    if envelope.event_type == "app_status_change":
        return _STATUSES.get(str(envelope.payload.get("status")))
    return None


class Lifecycle:
    """Keeps tickets and tenants in the store up to date; safe to share between threads.

    Events may come late and out of order: an older one never undoes what a newer one said.
    """

    def __init__(self, store: Store) -> None:
        """Nothing is known until events come."""
        self._store = store
        self._lock = threading.Lock()
        self._learned: set[str] = set()
        self._newest: dict[str, dt.datetime] = {}

    def save_ticket(self, envelope: Envelope) -> None:
        """Keep the newest ticket.

        Raises:
            PostRefusedError: There is none in the event.
        """
        ticket = envelope.payload.get("app_ticket")
        if not isinstance(ticket, str) or not ticket:
            raise PostRefusedError(Reason.MALFORMED)
        with self._lock:
            if not self._outdated("", envelope) and not self._older_than_ticket(envelope):
                self._store.save_app_ticket(ticket)
                self._remember("", envelope)

    def follow(self, envelope: Envelope, *, new: bool) -> None:
        """Learn the event's tenant, and whether the app is still installed there.

        Args:
            envelope: The event, already stored.
            new: Whether it was stored just now. A known one is followed where the store's word
                is older: then the first attempt ended between storing and following.
        """
        if not envelope.tenant_key:
            return
        state = tenant_state(envelope)
        with self._lock:
            if state is None:
                self._learn(envelope.tenant_key)
            elif not self._outdated(envelope.tenant_key, envelope) and not self._known_better(
                envelope, new=new
            ):
                self._store.learn_tenant(envelope.tenant_key, state, revive=state == "active")
                self._remember(envelope.tenant_key, envelope)

    def _learn(self, tenant_key: str) -> None:
        """Write a tenant down once; ordinary events repeat it by the thousand."""
        if tenant_key not in self._learned:
            self._store.learn_tenant(tenant_key)
            self._learned.add(tenant_key)

    def _outdated(self, subject: str, envelope: Envelope) -> bool:
        newest = self._newest.get(subject)
        return (
            newest is not None
            and envelope.created_at is not None
            and (envelope.created_at < newest)
        )

    def _remember(self, subject: str, envelope: Envelope) -> None:
        if envelope.created_at is not None:
            self._newest[subject] = envelope.created_at

    def _older_than_ticket(self, envelope: Envelope) -> bool:
        """Tell whether the store got its ticket after this one was sent, e.g. before a restart."""
        if "" in self._newest or envelope.created_at is None:
            return False
        known = self._store.app_ticket()
        return known is not None and envelope.created_at + _SKEW < known.received_at

    def _known_better(self, envelope: Envelope, *, new: bool) -> bool:
        """Tell whether the store heard of the tenant after this was sent.

        Where clocks may be the reason, a new event is followed and a known one is not.
        """
        known = next(
            (one for one in self._store.tenants() if one.tenant_key == envelope.tenant_key), None
        )
        if known is None or envelope.created_at is None:
            return known is not None and not new
        return known.learned_at > envelope.created_at + (_SKEW if new else dt.timedelta())
