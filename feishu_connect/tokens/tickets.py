"""Wait for an app_ticket: Feishu never answers with one, it sends it to the receiver.

`/ukTMukTMukTM/ukDNz4SO0MjL5QzM/auth-v3/auth/app_ticket_resend`
"""

from __future__ import annotations

import logging
import typing as t

from feishu_connect import regions
from feishu_connect.endpoints.auth import AUTH_TICKET_RESEND
from feishu_connect.errors import TicketError

if t.TYPE_CHECKING:
    from feishu_connect.client import FeishuClient
    from feishu_connect.settings import ConnectionSettings
    from feishu_connect.store import AppTicket, Store

logger = logging.getLogger(__name__)

#: Seconds that a ticket may take from the resend through the receiver into the store.
PATIENCE = 60.0
#: Seconds between two looks into the store.
_PAUSE = 3.0


def newer_ticket(
    settings: ConnectionSettings, client: FeishuClient, store: Store, old: AppTicket | None
) -> AppTicket:
    """Have Feishu send a ticket, and wait until the receiver has put it into the store.

    Args:
        settings: The app.
        client: Asks for the ticket; its clock does the waiting.
        store: Where the receiver puts it.
        old: The ticket that Feishu has refused, if there is one.

    Raises:
        TicketError: None came; the message says what is missing.
    """
    ticket = store.app_ticket()
    if ticket is not None and ticket != old:
        return ticket
    body = {"app_id": settings.app_id, "app_secret": settings.app_secret}
    client.call(AUTH_TICKET_RESEND, body=body)
    logger.info("waiting up to %.0f s for the app_ticket to reach the receiver", PATIENCE)
    deadline = client.clock.monotonic() + PATIENCE
    while True:
        ticket = store.app_ticket()
        if ticket is not None and ticket != old:
            return ticket
        if client.clock.monotonic() >= deadline:
            raise _nothing_came(settings, old)
        client.clock.sleep(_PAUSE)


def _nothing_came(settings: ConnectionSettings, old: AppTicket | None) -> TicketError:
    last = f"the last one, of {old.received_at:%Y-%m-%d %H:%M} UTC, is refused" if old else ""
    events = f"{regions.console_url(settings.base_url, settings.app_id)}/event"
    return TicketError(
        f"Feishu was asked for an app_ticket, and none arrived within {PATIENCE:.0f} seconds"
        + (f"; {last}" if last else ""),
        cure=(
            "See that `feishu-connect serve` runs with the same app and the same store_url, that "
            f"the request URL on {events} leads to it and was verified, and that encrypt_key and "
            "verification_token are the console's; then run again"
        ),
    )
