"""Calendar events as a kind of destination."""

from __future__ import annotations

import typing as t

from feishu_connect.doctor.needs import Need
from feishu_connect.doctor.probes import CalendarProbe
from feishu_connect.endpoints import CONTACT_USER_BATCH_GET_ID
from feishu_connect.endpoints import calendar as endpoints
from target_feishu.calendar_events.events import PRIMARY
from target_feishu.calendar_events.route import PROPERTIES, EventRoute
from target_feishu.calendar_events.sink import CalendarEventSink
from target_feishu.calendar_events.wishes import literal_problems
from target_feishu.kind import Kind
from target_feishu.objects.fields import template_problems

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from target_feishu.config import TargetSettings

#: What every event takes.
_ALWAYS: t.Final = (endpoints.EVENT_CREATE, endpoints.EVENT_PATCH)
#: Adding attendees has the scopes of changing an event; e-mails and mobiles are looked up.
_INVITING: t.Final = (endpoints.ATTENDEE_CREATE, endpoints.ATTENDEE_BATCH_DELETE)
_LOOKING: t.Final = (endpoints.EVENT_LIST, endpoints.ATTENDEE_LIST)


def needs(
    routes: Sequence[EventRoute],
    settings: TargetSettings,  # noqa: ARG001
) -> Iterator[Need]:
    """Give what each route calls; what not every run calls is told apart."""
    probe = _probe(routes)
    for route in routes:
        what = f"route {route.stream}"
        primary = (endpoints.CALENDAR_PRIMARY,) if route.calendar_id.strip() == PRIMARY else ()
        yield Need(what, (*_ALWAYS, *primary), probe)
        yield Need(what, _INVITING, only_if="records have attendees")
        yield Need(what, (CONTACT_USER_BATCH_GET_ID,), only_if="attendees are given by address")
        yield Need(what, _LOOKING, only_if="attendees change, or a run was interrupted")
        yield Need(what, (endpoints.EVENT_DELETE,), only_if="records are deleted")


def _probe(routes: Sequence[EventRoute]) -> CalendarProbe:
    """One probe for all of them: equal ones run once."""
    ids = dict.fromkeys(route.calendar_id.strip() for route in routes)
    literal = tuple(each for each in ids if "{" not in each and each != PRIMARY)
    return CalendarProbe(literal, PRIMARY in ids, any("{" in each for each in ids))


def problems(route: Mapping[str, t.Any], base: t.Any) -> list[str]:  # noqa: ARG001
    """List what is wrong with a route of the right shape."""
    return template_problems(_templates(route)) or literal_problems(route)


def _templates(route: Mapping[str, t.Any]) -> dict[str, t.Any]:
    return {name: each for name, each in route.items() if name in PROPERTIES}


CALENDAR_EVENT: t.Final = Kind(
    name="calendar_event",
    summary="An event of a calendar, with its attendees.",
    route=EventRoute,
    sink=CalendarEventSink,
    properties=PROPERTIES,
    problems=problems,
    needs=needs,
)
