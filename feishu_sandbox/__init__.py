"""A stand-in of the Feishu Open Platform for demos, tests and users' own tests.

It is written from the API reference and shares no code with the connectors.
"""

from __future__ import annotations

from feishu_sandbox.apps import App
from feishu_sandbox.behaviour import Behaviour
from feishu_sandbox.builders import BaseBuilder, TableBuilder
from feishu_sandbox.calls import Call, CallLog
from feishu_sandbox.clock import Clock
from feishu_sandbox.events import Attempt, Delivery, DeliveryLog
from feishu_sandbox.faults import Fault, FaultPlan
from feishu_sandbox.oauth.book import Grant
from feishu_sandbox.sandbox import Sandbox
from feishu_sandbox.world import World

__all__ = [
    "App",
    "Attempt",
    "BaseBuilder",
    "Behaviour",
    "Call",
    "CallLog",
    "Clock",
    "Delivery",
    "DeliveryLog",
    "Fault",
    "FaultPlan",
    "Grant",
    "Sandbox",
    "TableBuilder",
    "World",
]
