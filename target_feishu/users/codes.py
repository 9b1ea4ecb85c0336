"""Result codes on which the way of a person turns; all others are just failures."""

from __future__ import annotations

import typing as t

if t.TYPE_CHECKING:
    from feishu_connect import FeishuError

#: The company's own id is somebody's.
TAKEN_ID: t.Final = 41011
#: Mobile, e-mail, id or number are somebody's, or the client_token was used.
EXISTS: t.Final = frozenset({41001, 41002, TAKEN_ID, 41053, 44051, 40021})
#: The account could not be made, or was; nobody knows.
UNSURE: t.Final = 41027
#: Has left: can be neither changed nor let go.
LEFT: t.Final = 42006
#: Of a deletion: there is nobody, or nobody any more.
GONE: t.Final = frozenset({41012, LEFT})
#: Of a look-up by id: no such person, or none whom the app may see.
NOBODY: t.Final = frozenset({40001, 41012, 41050, *range(99992351, 99992365)})
#: Of a resurrection.
NOT_LEFT: t.Final = 44033
#: Saved, without city (first), job title (second) or both.
MADE_IN_PART: t.Final = (44054, 44055, 44056)
CHANGED_IN_PART: t.Final = (44057, 44058, 44059)
_LOST: t.Final = (("city",), ("job_title",), ("city", "job_title"))


def lost_in_part(error: FeishuError) -> tuple[str, ...]:
    """Name the fields that Feishu did not take."""
    found = dict(zip((*MADE_IN_PART, *CHANGED_IN_PART), (*_LOST, *_LOST), strict=True))
    return found.get(error.code or 0, ())
