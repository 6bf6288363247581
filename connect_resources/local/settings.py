"""The settings of a local Connect, and what its parts share while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .calls import CallLog
from .faults import Faults
from .seed import SeedInstance, load_seed
from .state import State
from .throttling import DEFAULT_BURST, Throttle

EVERY_REGION = "every"
"""What --region says where each region is to have the same instances."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Hold the command line's settings.

    Attributes:
        port: the port to listen on, 0 for a free one.
        state: where users are kept across restarts, or None.
        seed: a seed file, or None.
        requests_per_second: the quota of each operation, or None for no throttling.
        burst: the requests that a quota allows at once.
        latency: seconds that every answer waits.
        search_lag: seconds that SearchUsers lags behind writes.
        max_users: the most users of an instance, or None.
        strict_config: whether UpdateUserConfig empties the lists that it leaves out, on every instance.
        region: the region that has the instances, or EVERY_REGION; None takes the first that is asked.
    """

    port: int = 0
    state: Path | None = None
    seed: Path | None = None
    requests_per_second: float | None = None
    burst: int = DEFAULT_BURST
    latency: float = 0
    search_lag: float = 0
    max_users: int | None = None
    strict_config: bool = False
    region: str | None = None


class Runtime:
    """Hold what every account and region of one server shares."""

    def __init__(self, settings: Settings) -> None:
        """Read the seed and the state.

        Raises:
            SeedError: the seed can't be used.
            StateError: the state can't be used.
        """
        self.settings = settings
        self.seed: tuple[SeedInstance, ...] = load_seed(settings.seed)
        self.state = State(settings.state)
        self.calls = CallLog()
        self.faults = Faults()
        self.throttle = Throttle(settings.requests_per_second, settings.burst)
        self._homes: dict[str, str] = {}

    def is_home(self, account: str, region: str) -> bool:
        """Tell whether the instances of an account are in a region; others have none, as in AWS."""
        if self.settings.region is not None:
            return self.settings.region in (region, EVERY_REGION)
        return region in (self.state.regions(account) or [self._homes.setdefault(account, region)])
