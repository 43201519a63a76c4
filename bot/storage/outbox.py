"""What waits to be sent, in memory, by id and by the record that owns it. It must not know who sends or how."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from bot.core.requests import Outgoing


class Outbox:
    """Every method is idempotent, so a journal may be played twice."""

    def __init__(self) -> None:
        self._all: dict[str, Outgoing] = {}
        self._owned: dict[str, dict[str, None]] = {}  # no sets: the garbage collector looks through each of them

    def __contains__(self, outgoing_id: str) -> bool:
        return outgoing_id in self._all

    def queue(self, outgoing: Outgoing) -> None:
        """Add one; the same id again replaces it."""
        if outgoing.id in self._all:
            self.settle(outgoing.id)
        self._all[outgoing.id] = outgoing
        self._owned.setdefault(outgoing.owner, {})[outgoing.id] = None

    def settle(self, outgoing_id: str) -> str | None:
        """Remove one. Returns its owner, or None when it was not there."""
        outgoing = self._all.pop(outgoing_id, None)
        if outgoing is None:
            return None
        owned = self._owned[outgoing.owner]
        owned.pop(outgoing_id, None)
        if not owned:
            del self._owned[outgoing.owner]
        return outgoing.owner

    def mark(self, outgoing_id: str) -> str | None:
        """Set `tried`. Returns the owner, or None when it was not there."""
        outgoing = self._all.get(outgoing_id)
        if outgoing is None:
            return None
        self._all[outgoing_id] = msgspec.structs.replace(outgoing, tried=True)
        return outgoing.owner

    def drop(self, owner: str) -> None:
        """Remove everything of one owner."""
        for outgoing_id in self._owned.pop(owner, ()):
            del self._all[outgoing_id]

    def of(self, owner: str) -> tuple[Outgoing, ...]:
        """What one record still has to send, in order of creation."""
        return tuple(self._all[outgoing_id] for outgoing_id in sorted(self._owned.get(owner, ())))  # see `Outgoing.id`

    def owners(self) -> set[str]:
        """Who has anything to send."""
        return set(self._owned)

    def all(self) -> tuple[Outgoing, ...]:
        """Everything, in order of creation per owner."""
        return in_order(self._all.values())


def in_order(outbox: Iterable[Outgoing]) -> tuple[Outgoing, ...]:
    """Ids sort in the order of creation (see `Outgoing`)."""
    return tuple(sorted(outbox, key=lambda outgoing: outgoing.id))


def encode_outgoing(outgoing: Outgoing) -> bytes:
    """One request as JSON bytes; `decode_outgoing` gives it back equal."""
    return msgspec.json.encode(outgoing)


def decode_outgoing(data: bytes) -> Outgoing:
    """Raises `msgspec.DecodeError` for anything else."""
    return msgspec.json.decode(data, type=Outgoing)
