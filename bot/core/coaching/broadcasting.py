"""Sending a tip to groups: pick it, pick where, see exactly what each group will see, confirm once.

Nothing here sends to a group. Each group is asked, checks for itself, and says what became of it.
"""

from __future__ import annotations

import msgspec

from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability
from bot.core.conversation import Conversation
from bot.core.coaching.groups import may_coach, title_of
from bot.core.engine import Open
from bot.core.events import TipOutcome, TipSent
from bot.core.records import TipInHand, chat_address
from bot.core.text import Html, join
from bot.core.tips import tip_message
from bot.core.turn import Turn

PAGE = 6
ALL = 0  # in place of a group's chat id


class PickTips(Action, frozen=True, tag="bp"):
    """Show a page of tips."""

    page: int


class PickTip(Action, frozen=True, tag="bt"):
    """This tip."""

    conversation: str


class PickGroup(Action, frozen=True, tag="bg"):
    """To this group, or to `ALL`."""

    conversation: str
    chat: int


class SendTip(Action, frozen=True, tag="bs"):
    """Yes, send what the preview shows."""

    nonce: str


class DropTip(Action, frozen=True, tag="bd"):
    """No, do not send it."""


def _broadcast(turn: Turn, _: str) -> None:
    if may_coach(turn):
        _show_tips(turn, PickTips(0))


def _tips(turn: Turn) -> list[Conversation]:
    found = [each for each in turn.edition.conversations.values() if each.tip]
    return sorted(found, key=lambda each: (each.order, each.name))


def _show_tips(turn: Turn, tap: PickTips) -> None:
    if not may_coach(turn):
        return
    every = _tips(turn)
    page = min(max(tap.page, 0), max(0, (len(every) - 1) // PAGE))
    rows: list[Row] = [(button(each.title, PickTip(each.name)),) for each in every[page * PAGE : (page + 1) * PAGE]]
    around = []
    if page > 0:
        around.append(button(turn.label("‹ Before"), PickTips(page - 1)))
    if (page + 1) * PAGE < len(every):
        around.append(button(turn.label("More ›"), PickTips(page + 1)))
    if around:
        rows.append(tuple(around))
    turn.show(turn._("Which tip would help your group now?"), rows)


def _pick_tip(turn: Turn, tap: PickTip) -> None:
    if not may_coach(turn) or not _is_tip(turn, tap.conversation):
        return
    mine = turn.carer.groups
    if len(mine) == 1:
        _preview(turn, tap.conversation, (mine[0].chat,))
        return
    rows: list[Row] = [(button(title_of(turn, each), PickGroup(tap.conversation, each.chat)),) for each in mine]
    rows.append((button(turn.label("All my groups"), PickGroup(tap.conversation, ALL)),))
    turn.show(turn._("Where shall it go?"), rows)


def _pick_group(turn: Turn, tap: PickGroup) -> None:
    if not may_coach(turn) or not _is_tip(turn, tap.conversation):
        return
    chats = tuple(each.chat for each in turn.carer.groups if tap.chat in (ALL, each.chat))
    if chats:
        _preview(turn, tap.conversation, chats)
    else:
        turn.toast = turn.label("That group is not linked any more.")


def _is_tip(turn: Turn, conversation: str) -> bool:
    found = turn.edition.conversations.get(conversation)
    if found is None or not found.tip:
        turn.toast = turn.label("That tip is not there any more.")
        return False
    return True


def _preview(turn: Turn, conversation: str, chats: tuple[int, ...]) -> None:
    tip = TipInHand(nonce=turn.new_id(), conversation=conversation, chats=chats)
    turn.change_carer(tip=tip)
    titles = ", ".join(each.title for each in turn.carer.groups if each.chat in chats)
    turn.show(turn._("This goes to: <b>{groups}</b>. Here is what they will see:", groups=titles))
    for language in dict.fromkeys(each.language for each in turn.carer.groups if each.chat in chats):
        turn.say(*tip_message(turn, conversation, language))
    choice: list[Row] = [
        (button(turn.label("Send it now"), SendTip(tip.nonce)), button(turn.label("Do not send"), DropTip()))
    ]
    turn.say(turn.n_("Shall I send it to one group?", "Shall I send it to {count} groups?", len(chats)), choice)


def _send(turn: Turn, tap: SendTip) -> None:
    tip = turn.carer.tip
    if tip is None or not tip.nonce or tip.nonce != tap.nonce:
        turn.toast = turn.label("That one is done. /broadcast starts a new one.")
        return
    if not may_coach(turn):
        return
    turn.change_carer(tip=msgspec.structs.replace(tip, nonce=""))
    turn.clear_buttons()
    for chat in tip.chats:
        sent = TipSent(person=turn.carer.person, nonce=turn.new_id(), chat=chat, conversation=tip.conversation)
        turn.forward(chat_address(chat), sent)


def _drop(turn: Turn, _: DropTip) -> None:
    if turn.carer.tip is not None and turn.carer.tip.nonce:
        turn.change_carer(tip=None)
    turn.show(turn._("Nothing is sent."), [(button(turn.label("Pick another tip"), PickTips(0)),)])


def receive_outcome(turn: Turn, event: TipOutcome) -> None:
    """A group has answered. The last answer brings one summary; what Telegram says comes later, and on its own."""
    known = next((each for each in turn.carer.groups if each.chat == event.chat), None)
    title = event.title or (known.title if known else "") or turn.label("One group")
    tip = turn.carer.tip
    if event.why in ("uncertain", "refused"):
        turn.say(_why_not(turn, title, event.why))
        return
    if event.why == "unlinked":
        turn.change_carer(groups=tuple(each for each in turn.carer.groups if each.chat != event.chat))
    if tip is None:
        return
    if event.why:
        tip = msgspec.structs.replace(tip, failed=(*tip.failed, (title, event.why)))
    else:
        tip = msgspec.structs.replace(tip, sent=(*tip.sent, title))
    turn.change_carer(tip=tip)
    if len(tip.sent) + len(tip.failed) == len(tip.chats):
        turn.change_carer(tip=None)
        _summary(turn, tip)


def _summary(turn: Turn, tip: TipInHand) -> None:
    lines = []
    if tip.sent:
        lines.append(turn._("Your tip is on its way to <b>{groups}</b>. Thank you!", groups=", ".join(tip.sent)))
    for title, why in tip.failed:
        lines.append(_why_not(turn, title, why))
    turn.say(join(lines), [(button(turn.label("What else is there?"), Open("")),)])


def _why_not(turn: Turn, title: str, why: str) -> Html:
    match why:
        case "enough":
            return turn._(
                "<b>{group}</b> has had enough tips for one day. Try again tomorrow. /groups shows how many may come.",
                group=title,
            )
        case "muted":
            return turn._(
                "An administrator has muted me in <b>{group}</b>. Tips come again once somebody sends /unmute there.",
                group=title,
            )
        case "uncertain":
            return turn._(
                "I could not see whether the tip reached <b>{group}</b>. Please look there. I do not send it twice.",
                group=title,
            )
        case "refused":
            return turn._(
                "Telegram did not let me post in <b>{group}</b>. Perhaps I may not write there, or the topic is "
                "closed. Writing /link in another topic moves the tips there.",
                group=title,
            )
        case "gone":
            return turn._("I am not in <b>{group}</b> any more. Add me again if you like.", group=title)
        case _:
            return turn._("<b>{group}</b> is not linked to you any more. Write /link there again.", group=title)


BROADCASTING = Capability(
    name="broadcasting",
    commands={"broadcast": _broadcast},
    taps={
        PickTips: _show_tips,
        PickTip: _pick_tip,
        PickGroup: _pick_group,
        SendTip: _send,
        DropTip: _drop,
    },
)
