"""Ids of messages whose end is known, until the database knows it too. It must not know how they are noted there.

The end of a delivery notes down its own at once (`SharedOutbox.end`), so what waits for the next round is older than
that: two who note down the same row would wait for each other.
"""

from __future__ import annotations

from collections.abc import Iterable


class Settled:
    """An id stays until it is noted down; that it is noted twice does no harm."""

    def __init__(self) -> None:
        self._young: set[str] = set()
        self._old: set[str] = set()

    def add(self, ids: Iterable[str]) -> None:
        """These have ended."""
        self._young.update(ids)

    def among(self, ids: Iterable[str]) -> list[str]:
        """Which of these have."""
        return sorted((self._young | self._old).intersection(ids))

    def round(self) -> list[str]:
        """What has waited since the round before."""
        found, self._old, self._young = sorted(self._old), self._old | self._young, set()
        return found

    def all(self) -> list[str]:
        """Everything that is to be noted down."""
        return sorted(self._young | self._old)

    def noted(self, ids: Iterable[str]) -> None:
        """These were."""
        self._young.difference_update(ids)
        self._old.difference_update(ids)

    def __bool__(self) -> bool:
        return bool(self._young or self._old)
