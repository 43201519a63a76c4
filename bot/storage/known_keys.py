"""The keys of records that this process has met of late, as they stand in the database: wrapped.

A key that is not known is looked up; one that is not right any more is noticed when it is used (see `commit_function`).
"""

from __future__ import annotations

from collections.abc import Iterable

_MOST = 10_000  # records; then it begins again


class KnownKeys:
    """By the id of the record; None for a record whose key is missing."""

    def __init__(self) -> None:
        self._wrapped: dict[str, bytes | None] = {}

    def of(self, record_ids: Iterable[str]) -> dict[str, bytes | None]:
        """Those that are known."""
        return {each: self._wrapped[each] for each in record_ids if each in self._wrapped}

    def note(self, record_id: str, wrapped: bytes | None) -> None:
        """This is the key of this record now."""
        if len(self._wrapped) >= _MOST:
            self._wrapped.clear()
        self._wrapped[record_id] = wrapped

    def forget(self, record_ids: Iterable[str]) -> None:
        """They may have changed."""
        for each in record_ids:
            self._wrapped.pop(each, None)
