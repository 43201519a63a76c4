"""A coach's groups: one page each, with language, time zone, quiet hours, tips a day, and what stands in the way.

The group's own record is the truth. Each page is asked of it, and each change is a wish that it may refuse.
"""

from __future__ import annotations

from datetime import time
from typing import Literal, assert_never

import msgspec

from bot.core import localtime, pickers
from bot.core.buttons import Action, Row, button, link
from bot.core.capability import Capability
from bot.core.coaching.settings import QUIET
from bot.core.engine import Open
from bot.core.inner_events import GroupAsked, GroupFacts, GroupTold
from bot.core.localtime import COMMON_ZONES
from bot.core.records import GroupLink, chat_address
from bot.core.text import Html, begun, join, shorten
from bot.core.tips import TIPS_A_DAY
from bot.core.turn import Turn

PAGE = 8
UPTAKE = 10  # tips of which the page tells how many have opened them


class ListGroups(Action, frozen=True, tag="gsl"):
    """A page of the coach's groups."""

    page: int


class ShowGroup(Action, frozen=True, tag="gsh"):
    """One group."""

    chat: int


class ChooseFor(Action, frozen=True, tag="gsc"):
    """Show the choices of one setting of a group."""

    chat: int
    what: Literal["language", "zone", "quiet", "cap", "unlink"]


class SetGroupLanguage(Action, frozen=True, tag="gsn"):
    """Tips come to this group in this language."""

    chat: int
    language: str


class SetGroupZone(Action, frozen=True, tag="gsz"):
    """This group lives in this zone."""

    chat: int
    zone: str


class FindGroupZone(Action, frozen=True, tag="gsf"):
    """The next text is a city of this group."""

    chat: int


class SetGroupQuiet(Action, frozen=True, tag="gsq"):
    """Quiet hours of this group, by their place in `QUIET`."""

    chat: int
    index: int


class SetGroupCap(Action, frozen=True, tag="gsm"):
    """At most so many tips a day."""

    chat: int
    most: int


class UnlinkGroup(Action, frozen=True, tag="gsu"):
    """Yes, this group shall not be mine any more."""

    chat: int


def may_coach(turn: Turn) -> bool:
    """Whether the carer may coach and has a group; says what is missing."""
    if turn.carer.coach != "approved":
        rows: list[Row] = [(button(turn.label("Become a coach"), Open("coach")),)]
        turn.say(turn._("Tips to groups are sent by approved coaches. Would you like to become one?"), rows)
        return False
    if not turn.carer.groups:
        add = link(turn.label("Add me to my group"), f"https://t.me/{turn.content.bot_username}?startgroup=coach")
        turn.say(
            turn._(
                "You have no group yet. Add me to a group in which you are an administrator, and write /link there."
            ),
            [(add,)],
        )
        return False
    return True


def title_of(turn: Turn, group: GroupLink) -> str:
    """A group's name on a button."""
    return shorten(group.title) or turn.label("One group")


def _groups(turn: Turn, _: str) -> None:
    _list(turn, ListGroups(0))


def _list(turn: Turn, tap: ListGroups) -> None:
    if not may_coach(turn):
        return
    mine = turn.carer.groups
    page = min(max(tap.page, 0), (len(mine) - 1) // PAGE)
    rows: list[Row] = []
    for each in mine[page * PAGE : (page + 1) * PAGE]:
        mark = "⚠ " if each.gone else ""
        rows.append((button(mark + title_of(turn, each), ShowGroup(each.chat)),))
    around = []
    if page > 0:
        around.append(button(turn.label("‹ Before"), ListGroups(page - 1)))
    if (page + 1) * PAGE < len(mine):
        around.append(button(turn.label("More ›"), ListGroups(page + 1)))
    if around:
        rows.append(tuple(around))
    lines = [turn._("<b>Your groups</b>")]
    if any(each.gone for each in mine):
        lines.append(turn._("⚠ I am not in this group any more."))
    turn.show(join(lines, "\n"), rows)


def _is_mine(turn: Turn, chat: int) -> bool:
    if not may_coach(turn):
        return False
    if all(each.chat != chat for each in turn.carer.groups):
        turn.toast = turn.label("That group is not linked any more.")
        return False
    return True


def _ask(
    turn: Turn,
    chat: int,
    *,
    language: str = "",
    zone: str = "",
    quiet: tuple[time, time] | None = None,
    cap: int = 0,
    unlink: bool = False,
) -> None:
    """Ask a group how it stands, once it has these new values."""
    if not _is_mine(turn, chat):
        return
    asked = GroupAsked(
        person=turn.carer.person, nonce=turn.new_id(), chat=chat, message=turn.tapped,
        language=language, zone=zone, quiet=quiet, cap=cap, unlink=unlink,
    )  # fmt: skip
    turn.forward(chat_address(chat), asked)


def told(turn: Turn, event: GroupTold) -> None:
    """A group has said how it stands: its page takes the place of what was tapped."""
    turn.tapped = event.message
    known = next((each for each in turn.carer.groups if each.chat == event.chat), None)
    if event.facts is None:
        turn.change_carer(groups=tuple(each for each in turn.carer.groups if each.chat != event.chat))
        title = known.title if known else turn.label("One group")
        turn.show(turn._("<b>{group}</b> is not linked to you any more. No tips go there.", group=title))
        return
    if known is not None:
        now = msgspec.structs.replace(
            known, title=event.facts.title, language=event.facts.language, gone=not event.facts.member
        )
        turn.change_carer(groups=tuple(now if each is known else each for each in turn.carer.groups))
    _page(turn, event.chat, event.facts)


def _page(turn: Turn, chat: int, facts: GroupFacts) -> None:
    quiet = (
        turn._("none")
        if facts.quiet_from == facts.quiet_to
        else turn._("{start} to {end}", start=turn.words.clock(facts.quiet_from), end=turn.words.clock(facts.quiet_to))
    )
    zone = turn.words.zone(facts.zone, turn.now) if facts.zone else turn._("none yet")
    lines = [
        turn._("<b>{group}</b>", group=facts.title),
        turn._("Language: {language}", language=begun(turn.words.name_of(facts.language))),
        turn._("Time zone: {zone}", zone=zone),
        turn._("Quiet hours: {quiet}", quiet=quiet),
        turn.n_("Tips: at most one a day", "Tips: at most {count} a day", facts.cap),
        turn.n_("One tip in the last 24 hours", "{count} tips in the last 24 hours", facts.today),
    ]
    notes = []
    known = turn.edition.conversations
    uptake = [
        turn.n_("• {title}: one person", "• {title}: {count} people", count, title=known[tip].title)
        for tip, count in sorted(facts.opened.items(), key=lambda each: -each[1])
        if tip in known
    ][:UPTAKE]
    if uptake:
        notes.append(join([turn._("Opened from there, as far as five or more did:"), *uptake], "\n"))
    if facts.muted:
        notes.append(
            turn._("An administrator has muted me there. Tips come again once somebody sends /unmute in the group.")
        )
    if not facts.member:
        notes.append(turn._("I am not in this group any more. Add me again if you like; it stays linked."))
    rows: list[Row] = [
        (button(turn.label("Time zone"), ChooseFor(chat, "zone")),),
        (button(turn.label("Quiet hours"), ChooseFor(chat, "quiet")),),
        (button(turn.label("How many tips"), ChooseFor(chat, "cap")),),
        (button(turn.label("Unlink"), ChooseFor(chat, "unlink")), button(turn.label("My groups"), ListGroups(0))),
    ]
    if len(turn.content.languages) > 1:
        rows.insert(0, (button(turn.label("Language"), ChooseFor(chat, "language")),))
    turn.show(join([join(lines, "\n"), *notes]), rows)


def _choose(turn: Turn, tap: ChooseFor) -> None:
    if not _is_mine(turn, tap.chat):
        return
    chat = tap.chat
    back: Row = (button(turn.label("Back"), ShowGroup(chat)),)
    match tap.what:
        case "language":
            found: list[Row] = [
                (button(begun(turn.words.name_of(code)), SetGroupLanguage(chat, code)),)
                for code in turn.content.languages
            ]
            turn.show(turn._("In which language shall tips come to this group?"), [*found, back])
        case "zone":
            turn.wait_for(FindGroupZone(chat))
            found = _zone_rows(turn, chat, COMMON_ZONES)
            turn.show(
                turn._("Where does this group live? Tap its time zone, or write the name of a big city near it."),
                [*found, back],
            )
        case "quiet":
            labels = []
            for start, end in QUIET:
                first, last = time.fromisoformat(start), time.fromisoformat(end)
                words = f"{turn.words.clock(first)} – {turn.words.clock(last)}"
                labels.append(turn.label("No quiet hours") if first == last else words)
            found = pickers.options(labels, (), lambda n: SetGroupQuiet(chat, n))
            turn.show(turn._("When shall it be quiet in this group? Tips wait until then."), [*found, back])
        case "cap":
            labels = [turn.words.ngettext("{count} a day", "{count} a day", n).format(count=n) for n in CAPS]
            found = pickers.options(labels, (), lambda n: SetGroupCap(chat, CAPS[n]))
            turn.show(turn._("How many tips a day are all right in this group?"), [*found, back])
        case "unlink":
            rows: list[Row] = [(button(turn.label("Yes, unlink"), UnlinkGroup(chat)),), back]
            turn.show(turn._("Shall no more tips go there? What waits for this group is dropped."), rows)
        case _:
            assert_never(tap.what)


CAPS = tuple(range(1, TIPS_A_DAY + 1))


def _zone_rows(turn: Turn, chat: int, zones: tuple[str, ...]) -> list[Row]:
    return [(button(begun(turn.words.zone(zone, turn.now)), SetGroupZone(chat, zone)),) for zone in zones]


def _find_zone(turn: Turn, wish: FindGroupZone, text: str) -> None:
    found = localtime.zones_like(text)
    if found:
        turn.say(turn._("Which of these is it?"), _zone_rows(turn, wish.chat, found))
        return
    said: Html = turn._("I do not know {city} yet. Please try the biggest city near it.", city=text)
    turn.say(said, [(button(turn.label("Back"), ShowGroup(wish.chat)),)])


def _set_quiet(turn: Turn, tap: SetGroupQuiet) -> None:
    if 0 <= tap.index < len(QUIET):
        start, end = QUIET[tap.index]
        _ask(turn, tap.chat, quiet=(time.fromisoformat(start), time.fromisoformat(end)))


GROUPS = Capability(
    name="groups",
    commands={"groups": _groups},
    taps={
        ListGroups: _list,
        ShowGroup: lambda turn, tap: _ask(turn, tap.chat),
        ChooseFor: _choose,
        SetGroupLanguage: lambda turn, tap: _ask(turn, tap.chat, language=tap.language),
        SetGroupZone: lambda turn, tap: _ask(turn, tap.chat, zone=tap.zone),
        SetGroupQuiet: _set_quiet,
        SetGroupCap: lambda turn, tap: _ask(turn, tap.chat, cap=tap.most),
        UnlinkGroup: lambda turn, tap: _ask(turn, tap.chat, unlink=True),
    },
    texts={FindGroupZone: _find_zone},
)
