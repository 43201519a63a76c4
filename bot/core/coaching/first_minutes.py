"""The first minutes after consent: a name for the child, the time zone.

What comes before consent stands in `strangers.py`; its buttons are here, because they may be tapped again later.
"""

from __future__ import annotations

from bot.core import doors, localtime
from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability
from bot.core.child import Child
from bot.core.coaching import invitations
from bot.core.coaching.privacy_notice import what_is_kept
from bot.core.engine import Open, open_conversation
from bot.core.requests import SendMessage
from bot.core.text import Html, begun, escape
from bot.core.turn import Turn

NAME_LIMIT = 40  # characters of a child's nickname


class Agree(Action, frozen=True, tag="ok"):
    """Consent. `next_up` is the conversation that a deep link asked for."""

    next_up: str = ""


class Explain(Action, frozen=True, tag="why"):
    """Before consent: tell more about what is kept."""

    next_up: str = ""


class NameChild(Action, frozen=True, tag="nc"):
    """The next text is what to call the child."""


class PickZone(Action, frozen=True, tag="z"):
    """A time zone by its IANA name."""

    zone: str


class SearchZone(Action, frozen=True, tag="zs"):
    """The next text is a city."""


class SharePlace(Action, frozen=True, tag="zp"):
    """Show the key that shares the place."""


def unfinished(turn: Turn) -> bool:
    """Whether the first minutes are not over: no child yet, no time zone, or no word for one who was invited."""
    return not turn.has_child or not turn.carer.zone or _is_nameless(turn)


def _is_nameless(turn: Turn) -> bool:
    return turn.carer.role != "owner" and not turn.carer.word


def go_on(turn: Turn) -> None:
    """Ask for what is still missing."""
    if not turn.has_child:
        ask_name(turn)
    elif _is_nameless(turn):
        invitations.ask_word(turn)
    else:
        ask_zone(turn)


def ask_name(turn: Turn) -> None:
    """Ask what to call the child."""
    turn.wait_for(NameChild())
    turn.say(turn._("Thank you. What may I call your child? A nickname is fine."))


def _name(turn: Turn, _: NameChild, text: str) -> None:
    name = " ".join(text.split())
    if not name or len(name) > NAME_LIMIT:
        turn.say(turn._("A short name works best, up to {most} letters. What may I call your child?", most=NAME_LIMIT))
        return
    turn.stop_waiting()
    turn.add_child(Child(id=turn.new_id(), name=name))
    if turn.carer.zone:
        turn.say(
            turn._("Good to meet {child}. From now on we talk about {child}.", child=name),
            [(button(turn.label("What can we do?"), Open("")),)],
        )
    else:
        ask_zone(turn, turn._("Good to meet {child}.", child=name))


def ask_zone(turn: Turn, before: Html | None = None) -> None:
    """Ask for the time zone, by buttons, by the name of a city or by a shared place."""
    turn.wait_for(SearchZone())
    text = turn._(
        "Where do you live? I ask so that reminders come at the right time. Tap your time zone, or write the name of a "
        "big city near you."
    )
    text = Html(f"{before} {text}") if before else text
    turn.say(
        text, [*_zone_rows(turn, localtime.COMMON_ZONES), (button(turn.label("Use my place once"), SharePlace()),)]
    )


def _share_place(turn: Turn, _: SharePlace) -> None:
    turn.wait_for(SearchZone())
    text = turn._("Tap the key below to share your place. I read the time zone from it, and do not keep the place.")
    turn.requests.append(SendMessage(chat=turn.carer.person, html=str(text), ask_location=turn.label("Share my place")))


def _zone_rows(turn: Turn, zones: tuple[str, ...]) -> list[Row]:
    return [(button(begun(turn.words.zone(zone, turn.now)), PickZone(zone)),) for zone in zones]


def _search(turn: Turn, _: SearchZone, text: str) -> None:
    found = localtime.zones_like(text)
    if found:
        turn.say(turn._("Which of these is yours?"), _zone_rows(turn, found))
    else:
        turn.say(
            turn._(
                "I do not know {city} yet. Please try the biggest city near you, such as Chicago, or tap one above.",
                city=text,
            )
        )


def take_zone(turn: Turn, zone: str) -> bool:
    """Use the zone of a shared place. False when no zone is being asked for."""
    if not turn.carer.waiting or not isinstance(turn.registry.codec.decode(turn.carer.waiting), SearchZone):
        return False
    if not zone:
        turn.say(turn._("I could not find a time zone there. Please write the name of a big city near you."))
        return True
    noted = turn._("Thank you. I have read the time zone and kept nothing else.")
    turn.requests.append(SendMessage(chat=turn.carer.person, html=str(noted), remove_keyboard=True))
    _set_zone(turn, zone)
    return True


def _pick(turn: Turn, tap: PickZone) -> None:
    if tap.zone not in localtime.zone_names():
        turn.toast = turn.label("I do not know that time zone.")
        return
    _set_zone(turn, tap.zone)


def _set_zone(turn: Turn, zone: str) -> None:
    first_time = not turn.carer.zone
    turn.change_carer(zone=zone, waiting="")
    if not turn.has_child:  # a button from before everything was deleted
        go_on(turn)
        return
    time = turn.words.clock(turn.local_now.time())
    noted = turn._("Thanks. It is {time} where you are now. You can change that in /settings.", time=time)
    if not first_time:
        turn.show(noted)
        return
    next_up = turn.carer.next_up
    turn.change_carer(next_up="")
    if next_up:
        turn.show(noted)
        turn.tapped = 0
        open_conversation(turn, next_up)
        return
    if turn.carer.role != "owner":
        text = turn._("{noted}\n\nYou are in. We are talking about <b>{child}</b>.", noted=noted, child=turn.child.name)
        turn.show(text, [(button(turn.label("Show me everything"), Open("")),)])
        return
    name = escape(turn.child.name)
    text = turn._(
        "{noted}\n\nHere is a good first step: write down one question for {child}'s team. It takes a minute.",
        noted=noted,
        child=name,
    )
    rows: list[Row] = [
        (button(turn.label("Start with a question"), Open("questions")),),
        (button(turn.label("Show me everything"), Open("")),),
    ]
    turn.show(text, rows)


def _agreed_already(turn: Turn, tap: Agree) -> None:
    turn.clear_buttons()
    turn.tapped = 0
    doors.opened(turn, tap.next_up)
    next_up, _ = doors.read(tap.next_up)
    if unfinished(turn):
        go_on(turn)
    elif next_up:
        open_conversation(turn, next_up)
    else:
        turn.registry.commands["tips"](turn, "")


def _explained(turn: Turn, _: Explain) -> None:
    turn.show(what_is_kept(turn))


# The buttons that may be tapped before the first minutes are over.
BEFORE = (Agree, Explain, PickZone, SharePlace, invitations.Join)

FIRST_MINUTES = Capability(
    name="first_minutes",
    taps={Agree: _agreed_already, Explain: _explained, PickZone: _pick, SharePlace: _share_place},
    texts={NameChild: _name, SearchZone: _search},
)
