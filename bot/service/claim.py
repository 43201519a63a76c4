"""What the operator gives the house at each start: the one-time code with which they become admin, of which only the
hash is kept, and whether broadcasts need a second pair of eyes."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable

import msgspec

from bot.core.records import HOUSE, House
from bot.storage import Change, Conflict, Store


async def offer_claim(store: Store, code: str, *, two_pairs_of_eyes: bool = True) -> bool:
    """Let this code make its first user admin, in place of an earlier code. False when there is an admin already.

    `two_pairs_of_eyes`: broadcasts that could do harm by accident need a second one. Both are one commit."""
    claim_hash = hashlib.sha256(code.upper().encode()).hexdigest()

    def offer(record: House) -> House:
        record = msgspec.structs.replace(record, two_pairs_of_eyes=two_pairs_of_eyes)
        if record.admins:
            return record
        # Wrong tries were for the code before: whoever can restart the bot is not kept waiting by others.
        return msgspec.structs.replace(record, claim_hash=claim_hash, wrong_claims=(), due=None)

    return not (await _change(store, offer)).admins


async def _change(store: Store, change: Callable[[House], House]) -> House:
    """The house as it is then. Of replicas that start together one goes after the other."""
    while True:
        loaded = await store.read(HOUSE)
        record, version = (House(), 0) if loaded is None else (loaded.record, loaded.version)
        if not isinstance(record, House):
            raise TypeError(f"a {type(record).__name__} where the house belongs")
        changed = change(record)
        if changed == record:
            return changed
        with contextlib.suppress(Conflict):
            await store.commit(Change(put=(changed,), seen={HOUSE: version}))
            return changed
