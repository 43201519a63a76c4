"""The draft in a coach's hands: what each group will see, and the question whether it shall go out.

It must not know how a draft comes about or what follows from a yes.
"""

from __future__ import annotations

from datetime import timedelta

from bot.core import localtime
from bot.core.broadcasts import Draft
from bot.core.buttons import Row, button
from bot.core.coaching import broadcast_time
from bot.core.coaching.broadcast_buttons import DropTip, OwnWords, PickGroups, PickTips, SendTip
from bot.core.coaching.groups import may_coach
from bot.core.records import GroupLink
from bot.core.requests import SendMessage, with_photo
from bot.core.text import Html, join
from bot.core.tips import post_message
from bot.core.turn import Turn

FRESH = timedelta(days=1)  # a count of members may be so old and still be called today's


def draft_of(turn: Turn, wanted: str) -> Draft | None:
    """The draft that a button belongs to, for somebody who may coach; says what is missing."""
    draft = turn.carer.draft
    if draft is None or not wanted or draft.id != wanted:
        outdated(turn)
        return None
    return draft if may_coach(turn) else None


def outdated(turn: Turn) -> None:
    """A button of a draft that is sent or dropped."""
    turn.toast = turn.label("That one is done. /broadcast starts a new one.")


def groups_of(turn: Turn, draft: Draft) -> list[GroupLink]:
    """The groups of a draft that are still linked."""
    return [each for each in turn.carer.groups if each.chat in draft.chats]


def preview(turn: Turn) -> None:
    """What each group will see, once for each language, and then the question."""
    draft = turn.carer.draft
    if draft is None:
        return
    groups = groups_of(turn, draft)
    titles = ", ".join(each.title for each in groups)
    turn.show(turn._("This goes to: <b>{groups}</b>. Here is what they will see:", groups=titles))
    first: dict[str, GroupLink] = {}
    for each in groups:
        first.setdefault(each.language, each)
    for group in first.values():
        message = post_message(turn, draft.post, group.language, group.token)
        if message is not None:
            html, rows = message
            shown = SendMessage(chat=turn.carer.person, html=str(html), rows=tuple(rows))
            turn.requests.append(with_photo(shown, draft.post.photo) if draft.post.photo else shown)
    turn.tapped = 0
    ask(turn)


def ask(turn: Turn) -> None:
    """Shall it go out, and when?"""
    draft = turn.carer.draft
    if draft is None:
        return
    groups = groups_of(turn, draft)
    lines = [turn.n_("Shall I send it to one group?", "Shall I send it to {count} groups?", len(groups))]
    if any(each.members for each in groups):
        lines.append(_members(turn, groups))
    if draft.wall is None:
        lines.append(turn._("It goes out a minute after your yes, but not in quiet hours. Until then you can undo it."))
    else:
        lines.append(broadcast_time.words_for(turn, draft.wall, draft.weekly))
    another: list[Row] = []
    if draft.post.tip:
        another.append((button(turn.label("Another tip"), PickTips(0, draft.id)),))
    else:
        another.append((button(turn.label("Change the words"), OwnWords(draft.id)),))
    if len(turn.carer.groups) > 1:
        another.append((button(turn.label("Other groups"), PickGroups(draft.id, 0)),))
    yes = turn.label("Send it now") if draft.wall is None else turn.label("Yes, plan it")
    rows: list[Row] = [
        (button(yes, SendTip(draft.id)), button(turn.label("Do not send"), DropTip())),
        *broadcast_time.rows(turn, draft),
        tuple(each for row in another for each in row),
    ]
    turn.show(join(lines), rows)


def _members(turn: Turn, groups: list[GroupLink]) -> Html:
    """How many people read it; when they were counted, where that is a while ago."""
    known = [each for each in groups if each.members]
    members = sum(each.members for each in known)
    counted = [each.counted for each in known if each.counted is not None]
    if not counted or turn.now - min(counted) < FRESH:
        return turn.n_("One person is in there.", "About {count} people are in there.", members)
    return turn.n_(
        "One person was in there on {day}.",
        "About {count} people were in there on {day}.",
        members,
        day=turn.words.day(localtime.local(min(counted), turn.carer.zone).date()),
    )
