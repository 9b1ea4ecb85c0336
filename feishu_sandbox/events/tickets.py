"""The app_ticket of store apps: pushed every hour, and on demand.

Docs: S/application-v6/event/app_ticket-events, K/ukDNz4SO0MjL5QzM/auth-v3/auth/app_ticket_resend.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from feishu_sandbox.apps import STORE
from feishu_sandbox.events.envelopes import V1, Event

if TYPE_CHECKING:
    from feishu_sandbox.events.delivery import Delivery
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World

HOUR = 3600.0


class Tickets:
    """Gives out the tickets of one world."""

    def __init__(self, world: World) -> None:
        """Start without remembered tickets; the newest one of each app is in the state."""
        self._world = world
        self._given: dict[str, set[str]] = {}
        self._rounds = 0

    def knows(self, app: App, ticket: object) -> bool:
        """Tell whether a ticket is good for an app_access_token."""
        if not isinstance(ticket, str) or not ticket:
            return False
        old = self._world.behaviour.old_tickets and ticket in self._given.get(app.app_id, ())
        return ticket == app.ticket or old

    def renew(self, app: App) -> str:
        """Replace the app's ticket."""
        app.ticket = self._world.new_id("ticket")
        self._given.setdefault(app.app_id, set()).add(app.ticket)
        return app.ticket

    def push(self, app: App) -> Delivery:
        """Send the app's ticket to its request URL, the first one if it has none yet."""
        delivery = self._accept(app)
        self._world.courier.attempt(delivery)
        return delivery

    def push_soon(self, app: App) -> None:
        """Send the app's ticket without waiting for it."""
        courier, delivery = self._world.courier, self._accept(app)
        courier.agenda.at(self._world.clock.now(), partial(courier.attempt, delivery))

    def begin(self) -> None:
        """Renew and push all tickets an hour from now, and every hour after that."""
        self._rounds += 1
        self._every_hour(self._world.clock.now() + HOUR, self._rounds)

    def _accept(self, app: App) -> Delivery:
        if not app.ticket:
            self.renew(app)
        content = {"app_ticket": app.ticket}
        world = self._world
        event = Event(world.new_id("event"), "app_ticket", "", content, V1, world.clock.now())
        return world.courier.accept(app, event)

    def _every_hour(self, due: float, rounds: int) -> None:
        def strike() -> None:
            if rounds != self._rounds:
                return
            self._every_hour(due + HOUR, rounds)
            for app in list(self._world.state.apps.values()):
                if app.kind == STORE and app.enabled and app.published:
                    self.renew(app)
                    self.push(app)

        self._world.courier.agenda.at(due, strike)
