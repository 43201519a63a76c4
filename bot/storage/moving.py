"""Moving house: carry everything of one store into another, and look again whether it is all there.

A move compares both sides in order of ids and writes only what differs, so it may be stopped at any time and run again.
A second look writes nothing and must find nothing. It must not know what kind of store either side is.
"""

from __future__ import annotations

import secrets
from collections.abc import AsyncIterator, Callable

import msgspec

from bot.core.records import encode
from bot.core.requests import Outgoing
from bot.storage.outbox import encode_outgoing
from bot.storage.store import Change, Contents, Held, MovableStore

_BATCH = 200  # records of one commit
_TELL_EVERY = 5000  # records
_IDENTITY = "identity"
_FILLED = "filled_from"  # "filling" or "filled", and the identity of the store that it is filled from


class MoveFault(Exception):
    """The move cannot be made. The message is one plain line for the operator."""


class Moved(msgspec.Struct, frozen=True):
    """What is in the target now. `unreadable` records are damaged in the source and stayed there."""

    records: int
    messages: int
    aside: int
    changed: int
    unreadable: int


class _Look(msgspec.Struct):
    """What a look at both sides has found."""

    records: int = 0
    messages: int = 0
    changed: int = 0
    unreadable: int = 0


async def move(source: MovableStore, target: MovableStore, say: Callable[[str], None]) -> Moved:
    """Make the target equal to the source. Both are open, and only a move uses the target.

    Raises `MoveFault` when the target holds something else, or is not equal in the end; `OSError` for a disk or a
    server that fails: then run it again.
    """
    here, there = await source.contents(), await target.contents()
    identity = await _identity(here)
    if identity == await there.note(_IDENTITY):
        raise MoveFault("migrate: source and target are the same store. Name two different ones.")
    if (await here.note(_FILLED)).startswith("filling"):
        raise MoveFault("migrate: the source is itself only half filled by a move. Finish that one first.")
    _, _, filled_from = (await there.note(_FILLED)).partition(" ")
    if filled_from != identity:
        if await target.count():
            found = await _pass(here, there, None, lambda _: None)
            if found.changed:
                raise MoveFault(
                    "migrate: the target holds other families already. Choose an empty one; nothing was changed."
                )
        await there.set_note(_FILLED, f"filling {identity}")
    say("copying")
    written = await _pass(await source.contents(), await target.contents(), target, say)
    aside = await _carry_aside(here, there)
    say("reading everything again")
    checked = await _pass(await source.contents(), await target.contents(), None, say)
    if checked.changed:
        raise MoveFault(
            f"migrate: {checked.changed} records differ, because the source is still in use. Stop the bot and run this "
            "again: only what differs is copied."
        )
    await there.set_note(_FILLED, f"filled {identity}")
    return Moved(checked.records, checked.messages, aside, written.changed, checked.unreadable)


async def begin_to_live(store: MovableStore) -> None:
    """Called by a bot that is about to use the store: from now on no move writes into it.

    Raises `MoveFault` when a move into it has not ended."""
    contents = await store.contents()
    filled = await contents.note(_FILLED)
    if filled.startswith("filling"):
        raise MoveFault("A move into this store has not ended. Run python run_bot.py migrate again until it says done.")
    if filled:
        await contents.set_note(_FILLED, "")


async def _identity(contents: Contents) -> str:
    identity = await contents.note(_IDENTITY)
    if not identity:
        identity = secrets.token_hex(16)
        await contents.set_note(_IDENTITY, identity)
    return identity


async def _pass(here: Contents, there: Contents, write_to: MovableStore | None, say: Callable[[str], None]) -> _Look:
    """One look at both sides; with `write_to` the differences are written."""
    look = _Look()
    changes: list[Change] = []
    async for new, old in _side_by_side(here.records(), there.records()):
        if new is not None:
            look.records += 1
            look.messages += len(new.outbox)
            if new.record is None:
                look.unreadable += 1
            if look.records % _TELL_EVERY == 0:
                say(f"{look.records} records")
        change = _difference(new, old)
        if change is None:
            continue
        look.changed += 1
        changes.append(change)
        if write_to is not None and len(changes) == _BATCH:
            await write_to.commit(_together(changes))
        if len(changes) == _BATCH:
            changes.clear()
    if write_to is not None and changes:
        await write_to.commit(_together(changes))
    return look


async def _side_by_side(
    ours: AsyncIterator[Held], theirs: AsyncIterator[Held]
) -> AsyncIterator[tuple[Held | None, Held | None]]:
    """Both sides in order of ids: each record with its counterpart, or None."""
    new, old = await anext(ours, None), await anext(theirs, None)
    while new is not None or old is not None:
        if old is None or (new is not None and new.id < old.id):
            yield new, None
            new = await anext(ours, None)
        elif new is None or old.id < new.id:
            yield None, old
            old = await anext(theirs, None)
        else:
            yield new, old
            new, old = await anext(ours, None), await anext(theirs, None)


def _difference(new: Held | None, old: Held | None) -> Change | None:
    """What makes the old one like the new one, byte for byte; None when it is."""
    if new is None:
        return None if old is None else Change(drop=(old.id,))
    if new.record is None:
        return None  # an earlier move may have carried it while it could be read
    if old is not None and old.record is not None:
        waiting = {outgoing.id for outgoing in new.outbox}
        settled = tuple(outgoing.id for outgoing in old.outbox if outgoing.id not in waiting)
        if encode(new.record) == encode(old.record) and _bytes(new.outbox) == _bytes(old.outbox):
            return None
        return Change(put=(new.record,), queue=new.outbox, settle=settled)
    return Change(put=(new.record,), queue=new.outbox)


def _bytes(outbox: tuple[Outgoing, ...]) -> list[bytes]:
    return [encode_outgoing(outgoing) for outgoing in outbox]


def _together(changes: list[Change]) -> Change:
    return Change(
        put=tuple(record for change in changes for record in change.put),
        drop=tuple(record_id for change in changes for record_id in change.drop),
        queue=tuple(outgoing for change in changes for outgoing in change.queue),
        settle=tuple(outgoing_id for change in changes for outgoing_id in change.settle),
    )


async def _carry_aside(here: Contents, there: Contents) -> int:
    kept = {aside.id async for aside in there.aside()}
    carried = 0
    async for aside in here.aside():
        carried += 1
        if aside.id not in kept:
            await there.keep_aside(aside)
    return carried
