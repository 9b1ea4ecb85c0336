"""The sandbox as a whole, for use inside a process."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from feishu_sandbox import store
from feishu_sandbox.acts import PlatformActs
from feishu_sandbox.app import build_app
from feishu_sandbox.behaviour import Behaviour
from feishu_sandbox.calls import CallLog
from feishu_sandbox.clock import Clock
from feishu_sandbox.control import control_routes
from feishu_sandbox.faults import FaultPlan
from feishu_sandbox.gateway import Gateway
from feishu_sandbox.limits import Limiter
from feishu_sandbox.oauth.routes import authorize_routes
from feishu_sandbox.seed import seed_state
from feishu_sandbox.server import ThreadedServer
from feishu_sandbox.world import World

if TYPE_CHECKING:
    from types import TracebackType

    from feishu_sandbox.model import App, Json


class Sandbox(PlatformActs):
    """A stand-in of the Feishu Open Platform on a local port.

    ```python
    with Sandbox(limits=False) as sandbox:
        requests.post(f"{sandbox.url}/open-apis/auth/v3/tenant_access_token/internal", json=…)
    ```

    Args:
        limits: Enforce the documented rate limits.
        seed: Number that decides all identifiers and names; the same one gives the same company.
        data_dir: Keep the state in this directory; what it holds wins over the seed.
        host: Address to listen on.
        port: Port to listen on; 0 takes a free one.
        behaviour: Choices where the API reference leaves room.
        region: `feishu` or `lark`.

    Attributes:
        world: The tenant, with builders to change it.
        faults: Faults to plan.
        calls: Log of every API request.
        clock: The platform's time.
        behaviour: As given; may be changed while it runs.
    """

    def __init__(  # noqa: PLR0913 - independent switches
        self,
        *,
        limits: bool = True,
        seed: int = 1,
        data_dir: str | Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
        behaviour: Behaviour | None = None,
        region: str = "feishu",
    ) -> None:
        """Build or load the state; nothing listens yet."""
        self.clock = Clock()
        self.behaviour = behaviour or Behaviour()
        self.faults = FaultPlan()
        self.calls = CallLog()
        self._seed = seed
        self._region = region
        self._directory = Path(data_dir) if data_dir is not None else None
        state = store.load(self._directory) if self._directory else None
        self.world = World(state or seed_state(seed, region), self.clock, self.behaviour)
        limiter = Limiter(enabled=limits)
        self._gateway = Gateway(self.world, limiter, self.faults, self.calls, self.save)
        self._address = (host, port)
        self._server: ThreadedServer | None = None

    @property
    def url(self) -> str:
        """Where the sandbox listens, without `/open-apis`.

        Raises:
            RuntimeError: It is not running.
        """
        if self._server is None:
            message = "the sandbox is not running"
            raise RuntimeError(message)
        return self._server.url

    @property
    def app(self) -> App:
        """The registered app that `config` names."""
        return next(iter(self.world.state.apps.values()))

    @property
    def config(self) -> Json:
        """A ready configuration: credentials, address and the seeded bases."""
        return {
            "app_id": self.app.app_id,
            "app_secret": self.app.app_secret,
            "base_url": self.url,
            "bases": [
                token
                for token, base in self.world.state.bases.items()
                if self.app.app_id in base.access
            ],
        }

    def start(self) -> Sandbox:
        """Start serving."""
        app = build_app(self._gateway, [*authorize_routes(self), *control_routes(self)])
        self._server = ThreadedServer(app, *self._address)
        self._server.start()
        self.world.tickets.begin()
        self.world.courier.agenda.start()
        return self

    def stop(self) -> None:
        """Stop serving and save."""
        if self._server is not None:
            self.world.courier.agenda.stop()
            self._server.stop()
            self._server = None
        self.save()

    def save(self) -> None:
        """Write the state to `data_dir`, if there is one."""
        if self._directory is not None:
            with self.world.lock:
                store.save(self.world.state, self._directory)

    def reset(self) -> None:
        """Go back to the seeded company; tokens, faults, logs and rate windows are gone."""
        with self.world.lock:
            self.world.state = seed_state(self._seed, self._region)
            self.world.tokens.revoke_all()
            self.world.oauth.clear()
            self._gateway.reset()
        self.faults.clear()
        self.calls.clear()
        self.world.courier.agenda.clear()
        self.deliveries.clear()
        self.world.tickets.begin()
        self.save()

    def __enter__(self) -> Sandbox:  # noqa: PYI034 - typing.Self needs Python 3.11
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()
