"""People as a kind of destination."""

from __future__ import annotations

import typing as t

from feishu_connect import endpoints
from feishu_connect.doctor.needs import Need
from feishu_connect.doctor.probes import ContactProbe
from target_feishu.kind import Kind
from target_feishu.objects.fields import choice_problems, template_problems
from target_feishu.objects.sink import DELETE, UPSERT
from target_feishu.users.route import ACCEPTORS, FIELDS, PROPERTIES, UserRoute
from target_feishu.users.sink import UserSink

if t.TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from target_feishu.config import TargetSettings

_ALWAYS: t.Final = (
    endpoints.CONTACT_USER_GET,
    endpoints.CONTACT_USER_BATCH_GET_ID,
    endpoints.CONTACT_USER_CREATE,
    endpoints.CONTACT_USER_PATCH,
)
#: Lets the app see the ids that the company gives.
_COMPANY_IDS: t.Final = ("contact:user.employee_id:readonly",)


def needs(routes: Sequence[UserRoute], settings: TargetSettings) -> Iterator[Need]:  # noqa: ARG001
    """List what the routes need, route by route."""
    for route in routes:
        what = f"route {route.stream}"
        yield Need(what, _ALWAYS, ContactProbe(), scopes=(_COMPANY_IDS,))
        if route.hard_delete or route.operation != UPSERT:
            yield Need(what, (endpoints.CONTACT_USER_DELETE,))
        if route.resurrect:
            yield Need(what, (endpoints.CONTACT_USER_RESURRECT,))
        yield Need(
            what,
            (endpoints.CONTACT_USER_UPDATE_ID,),
            only_if="a record gives its person another user_id",
        )


def problems(route: Mapping[str, t.Any], base: t.Any) -> list[str]:  # noqa: ARG001
    """List what is wrong with a route of the right shape."""
    acceptors = route.get("acceptors") or {}
    given = {name: route[name] for name in (*FIELDS, "operation") if name in route}
    found = template_problems({**given, "acceptors": acceptors})
    found += choice_problems(route, "operation", (UPSERT, DELETE))
    unknown = [name for name in acceptors if name not in ACCEPTORS]
    return found + [f"`acceptors.{name}` is not a known key" for name in unknown]


def unsuitable(config: Mapping[str, t.Any]) -> list[str]:
    """People are changed by custom apps only, and in the app's own name."""
    found = []
    if config.get("app_type") == "store":
        found.append("`to: user` needs a custom app: Feishu lets no store app change people")
    if config.get("identity") == "user":
        found.append("`to: user` needs `identity: app`: people are changed in the app's name")
    return found


USER: t.Final = Kind(
    name="user",
    summary="One person of the company a record: taken in, changed, let go.",
    route=UserRoute,
    sink=UserSink,
    properties=PROPERTIES,
    problems=problems,
    unsuitable=unsuitable,
    needs=needs,
)
