"""The emulator's script of faults, and who asked for each that struck. It must not know what the faults are."""

from __future__ import annotations

from contextvars import ContextVar

from bot.practice_chat import Fault, FaultScript

ASKED_BY: ContextVar[str] = ContextVar("ASKED_BY", default="")  # the name of the fault that is being made


class WatchedScript(FaultScript):
    """Puts the name of whoever asked for a fault into `met` once it strikes."""

    def __init__(self, met: set[str]) -> None:
        super().__init__()
        self._met = met
        self._askers: dict[int, tuple[Fault, str]] = {}

    def add(self, method: str, nth: int, fault: Fault, *, every: bool = False) -> None:
        self._askers[id(fault)] = fault, ASKED_BY.get()
        super().add(method, nth, fault, every=every)

    def next_for(self, method: str) -> Fault | None:
        struck = super().next_for(method)
        if struck is not None:
            self._met.add(self._askers[id(struck)][1])
        return struck
