"""A script of faults for the nth call of a method, and the ledger of what was called and what took effect."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Refuse:
    """Answer with this status and body before the call takes effect. A plain text becomes Telegram's error object."""

    status: int
    body: dict[str, Any] | str


@dataclass(frozen=True)
class Respond:
    """Answer with exactly this, whatever it is; the call takes effect only with `accept`."""

    status: int
    body: dict[str, Any] | str | bytes
    headers: dict[str, str] = field(default_factory=dict)
    accept: bool = False


@dataclass(frozen=True)
class DropBeforeAccept:
    """Cut the connection; the call has no effect."""


@dataclass(frozen=True)
class DropAfterAccept:
    """Let the call take effect and cut the connection without an answer."""


@dataclass(frozen=True)
class Delay:
    """Hold the call for some seconds of real time, then go on, with another fault where one is given."""

    seconds: float
    then: "Refuse | Respond | DropBeforeAccept | DropAfterAccept | None" = None


Fault = Refuse | Respond | DropBeforeAccept | DropAfterAccept | Delay


@dataclass
class LedgerEntry:
    """One API call, in the order of arrival. `accepted` says whether it took effect, `ok` what the caller was told."""

    method: str
    params: dict[str, Any]
    at: datetime
    accepted: bool = False
    ok: bool = False
    status: int | None = None  # None: no answer (yet)
    error: str | None = None
    result: Any = None


@dataclass
class _Planned:
    method: str
    left: int  # calls until it strikes
    fault: Fault
    every: bool


class FaultScript:
    """Which calls go wrong. Method names are compared without regard to case, as Telegram does."""

    def __init__(self) -> None:
        self._planned: list[_Planned] = []

    def add(self, method: str, nth: int, fault: Fault, *, every: bool = False) -> None:
        """Let the nth call of the method from now (1 = the next) meet the fault; with `every`, all from then on."""
        if nth < 1:
            raise ValueError("nth counts from 1")
        self._planned.append(_Planned(method.lower(), nth, fault, every))

    def clear(self, method: str | None = None) -> None:
        """Forget what has not struck yet, of one method or of all."""
        self._planned = [plan for plan in self._planned if method is not None and plan.method != method.lower()]

    def next_for(self, method: str) -> Fault | None:
        """Count one call of the method; the fault it meets. When two fall on one call, the one added first strikes."""
        struck: Fault | None = None
        for plan in list(self._planned):
            if plan.method != method.lower():
                continue
            plan.left -= 1
            if plan.left == 0 or (plan.every and plan.left < 0):
                struck = struck or plan.fault
                if not plan.every:
                    self._planned.remove(plan)
        return struck
