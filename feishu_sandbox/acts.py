"""What the platform and its people do on their own: push events, install apps, sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from feishu_sandbox.apps import ACTIVE, STOPPED, UNINSTALLED
from feishu_sandbox.events.envelopes import Event, schema_of
from feishu_sandbox.oauth.book import BASE_SCOPE, Asked
from feishu_sandbox.oauth.checks import check_user

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feishu_sandbox.events.delivery import Delivery, DeliveryLog
    from feishu_sandbox.model import App, Json, Tenant, User
    from feishu_sandbox.oauth.book import Grant
    from feishu_sandbox.world import World

_STATES = {
    "start_by_tenant": ACTIVE,
    "stop_by_tenant": STOPPED,
    "stop_by_platform": STOPPED,
}


class PlatformActs:
    """The part of a sandbox that makes things happen.

    Pushes are sent before the call returns; what fails is sent again as the clock advances.
    """

    world: World

    @property
    def url(self) -> str:
        """Where the sandbox listens."""
        raise NotImplementedError

    def config_for(self, app: App) -> Json:
        """Return a ready configuration for an app, without documents to read."""
        config: Json = {
            "app_id": app.app_id,
            "app_secret": app.app_secret,
            "base_url": self.url,
            "app_type": app.kind,
        }
        secrets = {"encrypt_key": app.encrypt_key, "verification_token": app.verification_token}
        return {**config, **{name: value for name, value in secrets.items() if value}}

    @property
    def deliveries(self) -> DeliveryLog:
        """Log of every push, in order."""
        return self.world.courier.deliveries

    def push_event(  # noqa: PLR0913 - the parts of an envelope
        self,
        app: App,
        event_type: str,
        event: Mapping[str, object] | None = None,
        *,
        tenant: Tenant | None = None,
        schema: str = "",
        event_id: str = "",
    ) -> Delivery:
        """Push one event to the app's request URL.

        Args:
            app: The receiving app.
            event_type: Type of the event; one that ends in `_v<n>` goes in a 2.0 envelope.
            event: Members of `event`.
            tenant: Where it happened, the home tenant by default.
            schema: `1.0` or `2.0` to choose the envelope.
            event_id: The id, for instance of an earlier event; a new one by default.
        """
        made = self._event(event_type, event or {}, tenant, schema, event_id)
        delivery = self.world.courier.accept(app, made)
        self.world.courier.attempt(delivery)
        return delivery

    def repeat(self, delivery: Delivery) -> None:
        """Send a delivery again although it was acknowledged, as happens to every receiver."""
        self.world.courier.attempt(delivery)

    def burst(
        self,
        app: App,
        event_type: str,
        events: Sequence[Mapping[str, object]],
        *,
        at_once: int = 16,
    ) -> list[Delivery]:
        """Push many events of a type, `at_once` at a time; returns when each was sent once."""
        courier = self.world.courier
        made = [self._event(event_type, event, None, "", "") for event in events]
        deliveries = [courier.accept(app, event) for event in made]
        courier.burst(deliveries, at_once)
        return deliveries

    def push_ticket(self, app: App) -> Delivery:
        """Replace the app_ticket of a store app and push the new one, as happens every hour."""
        self.world.tickets.renew(app)
        return self.world.tickets.push(app)

    def install(self, app: App, tenant: Tenant | None = None) -> Delivery:
        """Install a store app in a tenant (home by default) and push `app_open`."""
        home = tenant or self.world.state.tenant
        app.installs[home.tenant_key] = ACTIVE
        person = {"open_id": next(iter(self.world.state.users), "")}
        event = {"applicants": [person], "installer": person}
        return self.push_event(app, "app_open", event, tenant=home)

    def change_status(self, app: App, status: str, tenant: Tenant | None = None) -> Delivery:
        """Stop or start a store app in a tenant and push `app_status_change`.

        Args:
            app: The app.
            status: `start_by_tenant`, `stop_by_tenant` or `stop_by_platform`.
            tenant: The home tenant by default.
        """
        home = tenant or self.world.state.tenant
        app.installs[home.tenant_key] = _STATES[status]
        event: Json = {"status": status}
        if status == "start_by_tenant":
            event["operator"] = {"open_id": next(iter(self.world.state.users), "")}
        return self.push_event(app, "app_status_change", event, tenant=home)

    def uninstall(self, app: App, tenant: Tenant | None = None) -> Delivery:
        """Remove an app from a tenant and push `app_uninstalled`."""
        home = tenant or self.world.state.tenant
        app.installs[home.tenant_key] = UNINSTALLED
        return self.push_event(app, "app_uninstalled", tenant=home)

    def save_request_url(self, app: App, url: str) -> Delivery:
        """Enter a request URL in the console; it is kept only if it answers the challenge."""
        delivery = self.world.courier.verify(app, url)
        if delivery.delivered:
            app.request_url = url
        return delivery

    def sign_in(
        self,
        user: User | None = None,
        app: App | None = None,
        scopes: Sequence[str] | None = None,
        *,
        tenant: Tenant | None = None,
    ) -> Grant:
        """Let a user authorize an app without a browser, and exchange the code.

        Args:
            user: Who signs in, the first person by default.
            app: The app, the first one by default.
            scopes: Scopes of the tokens, by default all that the app offers.
            tenant: Tenant of the user, the home tenant by default.

        Raises:
            ValueError: The app does not offer one of the scopes.
            ApiError: The user may not use the app.
        """
        world = self.world
        app = app or next(iter(world.state.apps.values()))
        user = user or next(iter(world.state.users.values()))
        offered = [scope for scope in app.user_scopes if app.offers(scope)]
        wanted = list(scopes) if scopes is not None else offered
        if not set(wanted) <= set(offered):
            message = f"not offered by the app: {sorted(set(wanted) - set(offered))}"
            raise ValueError(message)
        with world.lock:
            check_user(world, app, user.open_id)
            code = world.oauth.issue_code(app, user, tenant or world.state.tenant, Asked(wanted))
            code.used = True
            return world.oauth.grant(code, [BASE_SCOPE, *wanted], world.clock.now())

    def sign_out(self, user: User, app: App) -> None:
        """Take back all that a user granted to an app; its tokens are revoked."""
        with self.world.lock:
            self.world.oauth.revoke(app, user)

    def _event(
        self,
        event_type: str,
        event: Mapping[str, object],
        tenant: Tenant | None,
        schema: str,
        event_id: str,
    ) -> Event:
        world, home = self.world, tenant or self.world.state.tenant
        return Event(
            event_id=event_id or world.new_id("event"),
            event_type=event_type,
            tenant_key=home.tenant_key,
            content=dict(event),
            schema=schema or schema_of(event_type),
            at=world.clock.now(),
        )
