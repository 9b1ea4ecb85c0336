"""STATE as it leaves the target."""

from __future__ import annotations

import json
from decimal import Decimal

#: Seconds between two drains that are made only so that STATE can follow the rows.
STATE_INTERVAL = 10.0


def state_line(state: object) -> str:
    """Write a state as one line of JSON.

    The reader gives numbers with a point as Decimal, which `json` does not know.
    """
    return json.dumps(state, default=_number) + "\n"


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    message = f"{type(value).__name__} is not a JSON type"
    raise TypeError(message)
