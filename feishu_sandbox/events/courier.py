"""Brings events to the request URLs of apps.

An event that is not acknowledged with HTTP 200 in time is sent again 15 seconds, 5 minutes, 1 hour
and 6 hours after the failure before, then dropped.
"""

from __future__ import annotations

import json
import secrets
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING

from feishu_sandbox.events.agenda import Agenda
from feishu_sandbox.events.delivery import DELIVERED, DROPPED, PENDING, Delivery, DeliveryLog
from feishu_sandbox.events.envelopes import challenge, envelope
from feishu_sandbox.events.sealing import seal
from feishu_sandbox.events.sending import post

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feishu_sandbox.events.delivery import Attempt
    from feishu_sandbox.events.envelopes import Event
    from feishu_sandbox.model import App
    from feishu_sandbox.world import World

#: Seconds from each failure to the next attempt.
RETRY_AFTER = (15.0, 300.0, 3600.0, 21_600.0)


class Courier:
    """Delivers the events of one world; may be called from any thread."""

    def __init__(self, world: World) -> None:
        """Start without deliveries."""
        self._world = world
        self.deliveries = DeliveryLog()
        self.agenda = Agenda(world.clock)

    def accept(self, app: App, event: Event) -> Delivery:
        """Take an event for an app, to be sent by `attempt`."""
        payload = envelope(app, event)
        delivery = Delivery(app.app_id, event.event_id, event.event_type, event.schema, payload)
        self.deliveries.add(delivery)
        return delivery

    def attempt(self, delivery: Delivery) -> Attempt | None:
        """Send a delivery once, now; plan the next attempt if this one fails.

        A delivery that was acknowledged before is sent again as a duplicate, without retries.
        Returns None when the app is gone or has no request URL.
        """
        app = self._world.state.apps.get(delivery.app_id)
        if app is None or not app.request_url:
            delivery.state = DROPPED
            return None
        now = self._world.clock.now()
        delivery.sent = seal(app.encrypt_key, delivery.payload, now)
        made = post(app.request_url, delivery.sent, now, self._world.behaviour.push_seconds)
        delivery.attempts.append(made)
        if delivery.state == PENDING:
            self._settle(delivery, made)
        return made

    def burst(self, deliveries: Sequence[Delivery], at_once: int) -> None:
        """Send many deliveries, this number of them at a time."""
        with ThreadPoolExecutor(max_workers=max(1, at_once)) as pool:
            list(pool.map(self.attempt, deliveries))

    def verify(self, app: App, url: str) -> Delivery:
        """Check a request URL: the challenge has to come back in clear, in time."""
        value, now = secrets.token_urlsafe(24), self._world.clock.now()
        payload = challenge(app, value)
        delivery = Delivery(app.app_id, "", "url_verification", "", payload)
        delivery.sent = seal(app.encrypt_key, payload, now, signed=False)
        made = post(url, delivery.sent, now, self._world.behaviour.challenge_seconds)
        delivery.attempts.append(made)
        answered = not made.error and _challenge_in(made.reply) == value
        delivery.state = DELIVERED if answered else DROPPED
        self.deliveries.add(delivery)
        return delivery

    def _settle(self, delivery: Delivery, made: Attempt) -> None:
        if not made.error:
            delivery.state = DELIVERED
            return
        failures = len(delivery.attempts)
        if failures > len(RETRY_AFTER):
            delivery.state = DROPPED
            return
        due = self._world.clock.now() + RETRY_AFTER[failures - 1]
        self.agenda.at(due, partial(self._again, delivery))

    def _again(self, delivery: Delivery) -> None:
        if delivery.state == PENDING:
            self.attempt(delivery)


def _challenge_in(reply: bytes) -> object:
    try:
        answer = json.loads(reply)
    except ValueError:
        return None
    return answer.get("challenge") if isinstance(answer, dict) else None
