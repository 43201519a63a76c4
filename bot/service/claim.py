"""The one-time code with which the operator becomes admin. Only its hash is kept."""

from __future__ import annotations

import hashlib

import msgspec

from bot.core.records import HOUSE, House
from bot.storage import Change, Store


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
