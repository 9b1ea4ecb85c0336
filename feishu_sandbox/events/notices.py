"""Events that follow from what people do, for the apps that subscribed the object.

They are sent by the agenda, one after the other in the order in which things happened; whoever
acts does not wait for the receiver.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from feishu_sandbox.events.envelopes import Event, schema_of
from feishu_sandbox.operation import EMPLOYEE_ID_SCOPE

if TYPE_CHECKING:
    from feishu_sandbox.model import App, Json
    from feishu_sandbox.world import World


def tell(world: World, app: App, event_type: str, content: Json) -> None:
    """Push an event of the home tenant to an app, soon.

    Args:
        world: Where it happened.
        app: The receiving app.
        event_type: Type of the event.
        content: Members of `event`.
    """
    event = Event(
        event_id=world.new_id("event"),
        event_type=event_type,
        tenant_key=world.state.tenant.tenant_key,
        content=content,
        schema=schema_of(event_type),
        at=world.clock.now(),
    )
    delivery = world.courier.accept(app, event)
    world.courier.agenda.at(event.at, partial(world.courier.attempt, delivery))


def ids(world: World, app: App, open_id: str) -> Json:
    """Render a person by all ids; user_id needs its field scope, bots have an open_id alone."""
    user = world.state.users.get(open_id)
    if user is None:
        return {"open_id": open_id}
    shown = {"open_id": user.open_id, "union_id": user.union_id}
    return {**shown, "user_id": user.user_id} if app.granted(EMPLOYEE_ID_SCOPE) else shown
