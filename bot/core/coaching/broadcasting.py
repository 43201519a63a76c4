"""Preparing a broadcast: what, to which groups, when; see exactly what each group will see, confirm once.

Nothing here sends to a group. The preview stands in `broadcast_preview.py`, picking a time in `broadcast_time.py`, what
a yes leads to in `broadcast_progress.py`.
"""

from __future__ import annotations

from typing import Any

import msgspec

from bot.core.broadcasts import Draft, Post
from bot.core.buttons import Row, button
from bot.core.capability import Capability
from bot.core.coaching import broadcast_progress, broadcast_time, member_counts
from bot.core.coaching.broadcast_buttons import (
    DropTip,
    GroupsPicked,
    OwnWords,
    PickGroups,
    PickTip,
    PickTips,
    SendTip,
    Steer,
    TickGroup,
    WriteWords,
)
from bot.core.coaching.broadcast_preview import ask, draft_of, groups_of, outdated, preview
from bot.core.coaching.groups import may_coach, title_of
from bot.core.pickers import TICK
from bot.core.text import units
from bot.core.tips import tips_of
from bot.core.turn import Turn

PAGE = 6
GROUPS_PAGE = 8

WORDS_LIMIT = 900  # UTF-16 units: below a picture Telegram takes 1,024


def _broadcast(turn: Turn, _: str) -> None:
    if may_coach(turn):
        member_counts.ask_anew(turn)
        _show_tips(turn, PickTips(0))


def _show_tips(turn: Turn, tap: PickTips) -> None:
    if not may_coach(turn):
        return
    every = tips_of(turn.edition)
    page = min(max(tap.page, 0), max(0, (len(every) - 1) // PAGE))
    rows: list[Row] = [
        (button(each.title, PickTip(each.name, tap.draft)),) for each in every[page * PAGE : (page + 1) * PAGE]
    ]
    around = []
    if page > 0:
        around.append(button(turn.label("‹ Before"), PickTips(page - 1, tap.draft)))
    if (page + 1) * PAGE < len(every):
        around.append(button(turn.label("More ›"), PickTips(page + 1, tap.draft)))
    if around:
        rows.append(tuple(around))
    rows.append((button(turn.label("Write my own words"), OwnWords()),))
    turn.show(turn._("Which tip would help your group now?"), rows)


def _pick_tip(turn: Turn, tap: PickTip) -> None:
    if not may_coach(turn):
        return
    found = turn.edition.conversations.get(tap.conversation)
    if found is None or not found.tip:
        turn.toast = turn.label("That tip is not there any more.")
        return
    draft = turn.carer.draft
    if draft is None or not tap.draft or draft.id != tap.draft:
        draft = Draft(id=turn.new_id(), post=Post())
    _begin(turn, msgspec.structs.replace(draft, post=Post(tip=tap.conversation)))


# ---- own words ------------------------------------------------------------------------------------------------------


def _own_words(turn: Turn, tap: OwnWords) -> None:
    if not may_coach(turn):
        return
    draft = turn.carer.draft
    if tap.draft and (draft is None or draft.id != tap.draft):
        outdated(turn)
        return
    if not tap.draft or draft is None:
        draft = Draft(id=turn.new_id(), post=Post())
        turn.change_carer(draft=draft)
    turn.wait_for(WriteWords(draft.id))
    turn.show(
        turn._(
            "Write what your groups will read, in a few lines. You can send one picture with it. You see everything "
            "before it goes out.\n\nPlease name no child and no family."
        )
    )


def _written(turn: Turn, wish: WriteWords, text: str, photo: str = "") -> None:
    draft = turn.carer.draft
    if draft is None or draft.id != wish.draft or not may_coach(turn):
        turn.stop_waiting()
        outdated(turn)
        return
    words = text.strip()
    if units(words) > WORDS_LIMIT or not (words or photo):
        turn.say(turn._("Short is best: up to {most} letters, please.", most=WORDS_LIMIT))
        return
    turn.stop_waiting()
    _begin(turn, msgspec.structs.replace(draft, post=Post(words=words, photo=photo)))


def _pictured(turn: Turn, wish: WriteWords, photo: str, caption: str) -> None:
    _written(turn, wish, caption, photo)


# ---- where ----------------------------------------------------------------------------------------------------------


def _begin(turn: Turn, draft: Draft) -> None:
    """There is something to send: ask where to, unless that is clear."""
    mine = tuple(each.chat for each in turn.carer.groups)
    chats = mine if len(mine) == 1 else tuple(chat for chat in draft.chats if chat in mine)
    draft = msgspec.structs.replace(draft, chats=chats)
    turn.change_carer(draft=draft)
    if chats:
        preview(turn)
    else:
        _show_groups(turn, draft, 0)


def _show_groups(turn: Turn, draft: Draft, page: int) -> None:
    mine = turn.carer.groups
    page = min(max(page, 0), max(0, (len(mine) - 1) // GROUPS_PAGE))
    rows: list[Row] = []
    for each in mine[page * GROUPS_PAGE : (page + 1) * GROUPS_PAGE]:
        ticked = each.chat in draft.chats
        label = f"{TICK}{title_of(turn, each)}" if ticked else title_of(turn, each)
        rows.append((button(label, TickGroup(draft.id, each.chat, page, ticked)),))
    around = []
    if page > 0:
        around.append(button(turn.label("‹ Before"), PickGroups(draft.id, page - 1)))
    if (page + 1) * GROUPS_PAGE < len(mine):
        around.append(button(turn.label("More ›"), PickGroups(draft.id, page + 1)))
    if around:
        rows.append(tuple(around))
    rows.append((button(turn.label("All my groups"), GroupsPicked(draft.id, True)),))
    if draft.chats:
        rows.append((button(turn.label("Go on"), GroupsPicked(draft.id, False)),))
    turn.show(turn._("Where shall it go?"), rows)


def _pick_groups(turn: Turn, tap: PickGroups) -> None:
    draft = draft_of(turn, tap.draft)
    if draft is not None:
        _show_groups(turn, draft, tap.page)


def _tick(turn: Turn, tap: TickGroup) -> None:
    draft = draft_of(turn, tap.draft)
    if draft is None:
        return
    if all(each.chat != tap.chat for each in turn.carer.groups):
        turn.toast = turn.label("That group is not linked any more.")
        return
    ticked = set(draft.chats) - {tap.chat} if tap.seen else {*draft.chats, tap.chat}
    draft = msgspec.structs.replace(draft, chats=_in_order(turn, ticked))
    turn.change_carer(draft=draft)
    _show_groups(turn, draft, tap.page)


def _picked(turn: Turn, tap: GroupsPicked) -> None:
    draft = draft_of(turn, tap.draft)
    if draft is None:
        return
    wanted = {each.chat for each in turn.carer.groups} if tap.every else set(draft.chats)
    draft = msgspec.structs.replace(draft, chats=_in_order(turn, wanted))
    turn.change_carer(draft=draft)
    if draft.chats:
        preview(turn)
    else:
        turn.toast = turn.label("Tick a group first.")


def _in_order(turn: Turn, chats: set[int]) -> tuple[int, ...]:
    return tuple(each.chat for each in turn.carer.groups if each.chat in chats)


# ---- confirmed once ----------------------------------------------------------------------------------------------


def _send(turn: Turn, tap: SendTip) -> None:
    draft = draft_of(turn, tap.draft)
    if draft is None:
        return
    groups = groups_of(turn, draft)
    if not groups or not (draft.post.tip or draft.post.words or draft.post.photo):
        outdated(turn)
        return
    turn.change_carer(draft=None)
    broadcast_progress.confirm(turn, draft, groups)


def _drop(turn: Turn, _: DropTip) -> None:
    turn.change_carer(draft=None)
    turn.show(turn._("Nothing is sent."), [(button(turn.label("Pick another tip"), PickTips(0)),)])


def _time_picked(turn: Turn, tap: broadcast_time.TimeIs) -> None:
    draft = draft_of(turn, tap.draft)
    if draft is not None:
        weekly = tap.weekly and bool(draft.post.tip)
        turn.change_carer(draft=msgspec.structs.replace(draft, wall=tap.wall.replace(tzinfo=None), weekly=weekly))
        ask(turn)


def _picking(show: Any) -> Any:
    """A page of the pickers, for a draft that is still there."""

    def handler(turn: Turn, tap: Any) -> None:
        if draft_of(turn, tap.draft) is not None:
            show(turn, tap)

    return handler


def _steer(turn: Turn, tap: Steer) -> None:
    draft = broadcast_progress.steer(turn, tap)
    if draft is not None and may_coach(turn):
        turn.change_carer(draft=draft)
        turn.tapped = 0
        preview(turn)


BROADCASTING = Capability(
    name="broadcasting",
    commands={"broadcast": _broadcast},
    taps={
        PickTips: _show_tips,
        PickTip: _pick_tip,
        OwnWords: _own_words,
        PickGroups: _pick_groups,
        TickGroup: _tick,
        GroupsPicked: _picked,
        SendTip: _send,
        DropTip: _drop,
        broadcast_time.PickDay: _picking(broadcast_time.show_month),
        broadcast_time.DayIs: _picking(broadcast_time.show_hours),
        broadcast_time.HourIs: _picking(broadcast_time.show_minutes),
        broadcast_time.TimeIs: _time_picked,
        Steer: _steer,
    },
    texts={WriteWords: _written},
    photos={WriteWords: _pictured},
)
