"""Each person's own choices: language, time zone, quiet hours, how many reminders a day, a pause."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Literal

from bot.core import pickers
from bot.core.buttons import Action, Row, button
from bot.core.capability import Capability, mark
from bot.core.coaching.first_minutes import ask_zone
from bot.core.engine import Open, show_step
from bot.core.text import Html, join
from bot.core.turn import Turn

CAPS = (1, 2, 3, 5)
QUIET = (("20:00", "08:00"), ("21:00", "07:30"), ("22:00", "07:00"), ("00:00", "00:00"))
PAUSES = (3, 7, 14)  # days


class Choose(Action, frozen=True, tag="st"):
    """Show the choices of one setting."""

    what: Literal["language", "zone", "quiet", "cap", "all"]


class SetLanguage(Action, frozen=True, tag="sl"):
    """Talk in this language from now on."""

    language: str


class SetQuiet(Action, frozen=True, tag="sq"):
    """Quiet hours, by their place in `QUIET`."""

    index: int


class SetCap(Action, frozen=True, tag="sc"):
    """At most this many reminders a day."""

    most: int


class PauseFor(Action, frozen=True, tag="pa"):
    """No reminders for so many days; 0: until /resume."""

    days: int


class ResumeNow(Action, frozen=True, tag="re"):
    """Reminders come again."""


def _show(turn: Turn, _: str) -> None:
    carer = turn.carer
    quiet = (
        turn._("none")
        if carer.quiet_from == carer.quiet_to
        else turn._("{start} to {end}", start=_clock(turn, carer.quiet_from), end=_clock(turn, carer.quiet_to))
    )
    lines = [
        turn._("<b>Settings</b>"),
        turn._("Language: {language}", language=turn.words.name),
        turn._("Time zone: {zone}", zone=turn.words.zone(carer.zone, turn.now)),
        turn._("Quiet hours: {quiet}", quiet=quiet),
        turn.n_("Reminders: at most one a day", "Reminders: at most {count} a day", carer.daily_cap),
    ]
    if _paused(turn):
        lines.append(_pause_line(turn))
    rows: list[Row] = [
        (button(turn.label("Time zone"), Choose("zone")), button(turn.label("Quiet hours"), Choose("quiet"))),
        (button(turn.label("How many reminders"), Choose("cap")),),
    ]
    if len(turn.content.languages) > 1:
        rows.insert(0, (button(turn.label("Language"), Choose("language")),))
    pause = button(turn.label("Resume"), ResumeNow()) if _paused(turn) else button(turn.label("Pause"), PauseFor(-1))
    rows.append((pause,))
    turn.show(join(lines, "\n"), rows)


def _clock(turn: Turn, at: time) -> str:
    return turn.words.clock(at)


def _choose(turn: Turn, tap: Choose) -> None:
    back: Row = (button(turn.label("Back"), Choose("all")),)
    match tap.what:
        case "all":
            _show(turn, "")
        case "zone":
            turn.clear_buttons()
            turn.tapped = 0
            ask_zone(turn)
        case "language":
            found: list[Row] = [
                (button(turn.content.edition(code).words.name, SetLanguage(code)),) for code in turn.content.languages
            ]
            turn.show(turn._("Which language shall we use?"), [*found, back])
        case "cap":
            labels = [turn.words.ngettext("{count} a day", "{count} a day", n).format(count=n) for n in CAPS]
            found = pickers.options(labels, [CAPS.index(turn.carer.daily_cap)], lambda n: SetCap(CAPS[n]))
            turn.show(turn._("How many reminders a day are all right, all together?"), [*found, back])
        case "quiet":
            labels = []
            for start, end in QUIET:
                first, last = time.fromisoformat(start), time.fromisoformat(end)
                words = f"{_clock(turn, first)} – {_clock(turn, last)}"
                labels.append(turn.label("No quiet hours") if first == last else words)
            found = pickers.options(labels, (), SetQuiet)
            turn.show(turn._("When shall I be quiet? Reminders wait until then."), [*found, back])


def _set_language(turn: Turn, tap: SetLanguage) -> None:
    before = turn.carer.language
    if tap.language in turn.content.languages:
        turn.change_carer(language=tap.language)
    _show(turn, "")
    if turn.carer.language != before:
        turn.tapped = 0
        show_step(turn)  # what was being asked, now in words that can be read


def _set_quiet(turn: Turn, tap: SetQuiet) -> None:
    if 0 <= tap.index < len(QUIET):
        start, end = QUIET[tap.index]
        turn.change_carer(quiet_from=time.fromisoformat(start), quiet_to=time.fromisoformat(end))
    _show(turn, "")


def _set_cap(turn: Turn, tap: SetCap) -> None:
    if tap.most in CAPS:
        turn.change_carer(daily_cap=tap.most)
    _show(turn, "")


def _pause(turn: Turn, _: str) -> None:
    labels = [turn.words.ngettext("For one day", "For {count} days", days).format(count=days) for days in PAUSES]
    labels.append(turn.label("Until I say /resume"))
    rows = pickers.options(labels, (), lambda n: PauseFor(PAUSES[n] if n < len(PAUSES) else 0))
    turn.show(turn._("A pause is fine. For how long shall I be quiet? Nothing you set up is lost."), rows)


def _pause_for(turn: Turn, tap: PauseFor) -> None:
    if tap.days not in (0, *PAUSES):
        _pause(turn, "")
        return
    turn.change_carer(paused_until=turn.today + timedelta(days=tap.days) if tap.days else date.max)
    turn.show(_pause_line(turn), [(button(turn.label("Resume"), ResumeNow()),)])


def _paused(turn: Turn) -> bool:
    until = turn.carer.paused_until
    return until is not None and turn.today < until


def _pause_line(turn: Turn) -> Html:
    until = turn.carer.paused_until
    if until is None or until == date.max:
        return turn._("Reminders are paused. They come again when you say /resume.")
    return turn._("Reminders are paused until {day}. You can say /resume any time.", day=turn.words.day(until))


def _resume(turn: Turn, _: str) -> None:
    turn.change_carer(paused_until=None)
    turn.show(turn._("Reminders are on again."), [(button(turn.label("What can we do?"), Open("")),)])


SETTINGS = Capability(
    name="settings",
    commands={"settings": _show, "pause": _pause, "resume": _resume},
    taps={
        Choose: _choose,
        SetLanguage: _set_language,
        SetQuiet: _set_quiet,
        SetCap: _set_cap,
        PauseFor: _pause_for,
        ResumeNow: lambda turn, _: _resume(turn, ""),
    },
    menu={
        "settings": mark("Language, time zone, quiet hours"),
        "pause": mark("No reminders for a while"),
        "resume": mark("Reminders come again"),
    },
)
