"""What the operator gives the house at each start: the one-time code with which they become admin, of which only the
hash is kept, and whether broadcasts need a second pair of eyes."""

from __future__ import annotations

import hashlib

import msgspec

from bot.core.records import HOUSE, House
from bot.storage import Change, Store


async def set_second_eyes(store: Store, wanted: bool) -> None:
    """The operator's wish: whether broadcasts that could do harm by accident need a second pair of eyes."""
    record = await store.load(HOUSE) if await store.find(HOUSE) else House()
    if isinstance(record, House) and record.two_pairs_of_eyes != wanted:
        await store.commit(Change(put=(msgspec.structs.replace(record, two_pairs_of_eyes=wanted),)))


async def offer_claim(store: Store, code: str) -> bool:
    """Let this code make its first user admin, in place of an earlier code. False when there is an admin already."""
    record = await store.load(HOUSE) if await store.find(HOUSE) else House()
    if not isinstance(record, House) or record.admins:
        return False
    claim_hash = hashlib.sha256(code.upper().encode()).hexdigest()
    # Wrong tries were for the code before: whoever can restart the bot is not kept waiting by others.
    offered = msgspec.structs.replace(record, claim_hash=claim_hash, wrong_claims=(), due=None)
    await store.commit(Change(put=(offered,)))
    return True
