"""What the project knows of one API endpoint, written once."""

from __future__ import annotations

import enum
import typing as t
from dataclasses import dataclass
from urllib.parse import quote

if t.TYPE_CHECKING:
    from feishu_connect.pacing import Rate


class Repeat(enum.Enum):
    """Whether a call may be sent again when its reply was lost."""

    SAFE = "reads, updates and deletes: the second call changes nothing more"
    KEYED = "creates with an idempotency key: safe with the same key"
    NEVER = "creates without a key: look before sending again"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One row: everything that client, pacing, docs and checks need to know."""

    #: Short name for messages, e.g. `bitable.record.search`.
    name: str
    method: str
    #: Path below the host, with `{placeholders}`.
    path: str
    rate: Rate
    #: Any one of these is enough (app identity); empty where none is needed.
    scopes: tuple[str, ...] = ()
    repeat: Repeat = Repeat.SAFE
    #: Query or body name of the idempotency key of a KEYED call.
    key: str = ""
    #: Largest page, 0 where the endpoint does not page.
    page_size: int = 0
    #: Where in `data` the rows are.
    items: str = "items"
    #: Takes `user_id_type` in the query.
    people: bool = False
    #: Where in `data` the token of the next page is.
    next_key: str = "page_token"
    #: Whose token the API takes: `app`, `user`.
    identities: tuple[str, ...] = ("app", "user")
    #: A look-up that says the same whoever acts: sent with the app's token for a user's run too.
    by_app: bool = False
    #: Counts against the tenant's monthly quota.
    counted: bool = True
    #: Takes no access token (the token endpoints).
    anonymous: bool = False
    #: The result stands at the top level of the reply, not under `data`.
    flat: bool = False
    #: Name of the code in replies of an older form, which have no `code`.
    old_code: str = ""
    #: Path of the official documentation.
    docs: str = ""

    def url(self, base_url: str, values: dict[str, str]) -> str:
        """Build the address, with every path value escaped."""
        safe = {name: quote(str(value), safe="") for name, value in values.items()}
        return base_url + self.path.format(**safe)
