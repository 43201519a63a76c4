"""What the operator gives the house at each start: the one-time code with which they become admin, of which only the
hash is kept, and whether broadcasts need a second pair of eyes."""

from __future__ import annotations

import contextlib
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime, timedelta

import msgspec

from bot.core.records import HOUSE, House
from bot.storage import Change, Conflict, Store


def codes_of_fleet(secret: str, now: datetime) -> tuple[str, str]:
    """The codes of today and of yesterday (UTC). All replicas make them alike of the secret that they share, and nobody
    learns it from them."""
    days = (now.date(), (now - timedelta(days=1)).date())
    today, yesterday = (
        hmac.new(secret.encode(), f"sameside claim {day}".encode(), "sha256").hexdigest() for day in days
    )
    return today[:8].upper(), yesterday[:8].upper()


async def offer_claim(store: Store, code: str, *, still: str = "", two_pairs_of_eyes: bool = True) -> str | None:
    """Let a code make its first user admin: this one, in place of an earlier one, or `still` where that is what was
    offered before. Returns the code that holds, None when there is an admin already.

    `two_pairs_of_eyes`: broadcasts that could do harm by accident need a second one. Both are one commit."""
    hashes = {_hash(each): each for each in (code, still)}

    def offer(record: House) -> House:
        record = msgspec.structs.replace(record, two_pairs_of_eyes=two_pairs_of_eyes)
        if record.admins:
            return record
        claim_hash = record.claim_hash if record.claim_hash in hashes else _hash(code)
        # Wrong tries were before this start: whoever can restart the bot is not kept waiting by others.
        return msgspec.structs.replace(record, claim_hash=claim_hash, wrong_claims=(), due=None)

    house = await _change(store, offer)
    return None if house.admins else hashes[house.claim_hash]


def _hash(code: str) -> str:
    return hashlib.sha256(code.upper().encode()).hexdigest()


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
