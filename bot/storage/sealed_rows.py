"""What stands in a row: records and requests sealed with the record's own key, keys wrapped, addresses hidden.

The design is that of the files: without the master key a row tells nothing but its id, its size and when it is due,
and without its row in the table of keys nobody can read a record any more. It must not know SQL.
"""

from __future__ import annotations

import os

import msgspec

from bot.core.records import Record, decode, encode
from bot.core.requests import Outgoing
from bot.storage.keys import mark_of
from bot.storage.outbox import decode_outgoing, encode_outgoing
from bot.storage.sealing import KEY_SIZE, Broken, Seal, derive, hide
from bot.storage.set_aside import Kept, Shelf, close_owned, open_owned
from bot.storage.store import Unreadable


class OutgoingRow(msgspec.Struct, frozen=True):
    """A row of the outbox."""

    id: str
    owner: str
    tried: bool
    sealed: bytes


class SealedRows:
    """Under one master key, whose short name is `mark`."""

    def __init__(self, master: bytes) -> None:
        self.mark = mark_of(master)
        self._wrap = Seal(derive(master, "wrap keys"))
        self._address_key = derive(master, "addresses")
        self._shelf = Shelf(master)

    def hidden(self, address: str) -> bytes:
        """What stands for an address."""
        return hide(address, self._address_key)

    def new_key(self, record_id: str) -> bytes:
        """A new random key, wrapped."""
        return self.wrap(record_id, os.urandom(KEY_SIZE))

    def close_record(self, record: Record, wrapped: bytes) -> bytes:
        """The record, sealed. Raises `Unreadable` for a damaged key."""
        return self.key(record.id, wrapped).close(encode(record), _record_label(record.id))

    def open_record(self, record_id: str, sealed: bytes, wrapped: bytes | None) -> Record:
        """The record again. Raises `Unreadable`."""
        if wrapped is None:
            raise Unreadable(f"the record {record_id} cannot be read: its row in sameside.keys is missing")
        try:
            return decode(self.key(record_id, wrapped).open(sealed, _record_label(record_id)))
        except Broken as fault:
            raise Unreadable(f"the row of {record_id} in sameside.records is damaged") from fault
        except msgspec.DecodeError as fault:
            raise Unreadable(f"the row of {record_id} in sameside.records is of an unknown version") from fault

    def close_outgoing(self, outgoing: Outgoing, wrapped: bytes) -> bytes:
        """One request of the outbox, sealed with its owner's key. Raises `Unreadable` for a damaged key."""
        return self.key(outgoing.owner, wrapped).close(encode_outgoing(outgoing), _outgoing_label(outgoing.id))

    def open_outgoing(self, row: OutgoingRow, wrapped: bytes | None) -> Outgoing:
        """The request of a row. Raises `Unreadable`."""
        if wrapped is None:
            raise Unreadable(f"what {row.owner} has to send cannot be read: its row in sameside.keys is missing")
        try:
            opened = decode_outgoing(self.key(row.owner, wrapped).open(row.sealed, _outgoing_label(row.id)))
        except (Broken, msgspec.DecodeError) as fault:
            raise Unreadable(f"a row of {row.owner} in sameside.outbox is damaged") from fault
        return msgspec.structs.replace(opened, tried=row.tried)

    def close_aside(self, name: str, data: bytes, owner: str, wrapped: bytes) -> bytes:
        """What is set aside, sealed; where it has an owner, with the owner's key too. Raises `Unreadable` for a damaged
        key."""
        return self.close_kept(close_owned(name, data, owner, self.key(owner, wrapped)) if owner else Kept(name, data))

    def close_kept(self, kept: Kept) -> bytes:
        """What is set aside, sealed as it is."""
        return self._shelf.close(kept)

    def open_kept(self, sealed: bytes) -> Kept:
        """What was set aside; with an owner, `open_owned` comes next. Raises `sealing.Broken`."""
        return self._shelf.open(sealed)

    def open_owned(self, kept: Kept, wrapped: bytes) -> bytes:
        """What was set aside of an owner. Raises `sealing.Broken`, `Unreadable` for a damaged key."""
        return open_owned(kept, self.key(kept.owner, wrapped))

    def key(self, record_id: str, wrapped: bytes) -> Seal:
        """The record's own key, ready for use. Raises `Unreadable`."""
        return Seal(self.unwrap(record_id, wrapped))

    def wrap(self, record_id: str, key: bytes) -> bytes:
        """A key, wrapped."""
        return self._wrap.close(key, record_id.encode())

    def unwrap(self, record_id: str, wrapped: bytes) -> bytes:
        """The key again. Raises `Unreadable`."""
        try:
            return self._wrap.open(wrapped, record_id.encode())
        except Broken as fault:
            raise Unreadable(f"the key of {record_id} in sameside.keys is damaged") from fault


def _record_label(record_id: str) -> bytes:
    return f"row 1 {record_id}".encode()


def _outgoing_label(outgoing_id: str) -> bytes:
    return f"outgoing 1 {outgoing_id}".encode()
