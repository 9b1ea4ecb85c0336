"""Cards that can be changed when they have been sent.

Docs: `/uAjLw4CM/ukTMukTMukTM/reference/im-v1/message/patch`.
"""

from __future__ import annotations

import typing as t

from target_feishu.errors import RecordError

#: Cards that are kept elsewhere and only named here: the first by a template, which knows itself
#: whether it can be changed, the second by a card that is sent once.
_TEMPLATE: t.Final = "template"
_ENTITY: t.Final = "card"


def shared(card: dict[str, t.Any]) -> dict[str, t.Any]:
    """Say in a card that all see its changes.

    Raises:
        RecordError: It says of itself that they do not.
    """
    if card.get("type") in {_TEMPLATE, _ENTITY}:
        return card
    if is_private(card):
        msg = "a card with `config.update_multi: false` cannot be changed when it has been sent"
        cure = "Leave `update_multi` out, or set `on_change: send`"
        raise RecordError(msg, cure=cure, field="content")
    config = card.get("config")
    return {**card, "config": {"update_multi": True, **(config or {})}}


def is_private(card: t.Any) -> bool:
    """Tell whether a card says that each of its readers has one of his own."""
    config = card.get("config") if isinstance(card, dict) else None
    return isinstance(config, dict) and config.get("update_multi") is False


def is_entity(card: dict[str, t.Any]) -> bool:
    """Tell whether a card is only named by its id; it is changed where it is kept, not here."""
    return card.get("type") == _ENTITY
