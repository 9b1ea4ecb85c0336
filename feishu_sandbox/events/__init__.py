"""Event push: envelopes, encryption and signature, delivery with the documented retries."""

from __future__ import annotations

from feishu_sandbox.events.delivery import Attempt, Delivery, DeliveryLog
from feishu_sandbox.events.sealing import Sealed, encrypt, seal, signature

__all__ = ["Attempt", "Delivery", "DeliveryLog", "Sealed", "encrypt", "seal", "signature"]
