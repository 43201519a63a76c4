"""Forms to return to the school: a list with days, three gentle reminders each, one tap when it is done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

import msgspec

from bot.core import localtime
from bot.core.buttons import Action, Row, button
from bot.core.capability import Answer, Capability, Reminder, mark
from bot.core.child import Child, Note, SchoolForm
from bot.core.coaching.less_often import less_often, say_as_before, say_less_often
from bot.core.engine import Open
from bot.core.records import Carer
from bot.core.text import Html, escape, join, shorten
from bot.core.turn import Turn

NAME_LIMIT = 200  # characters of a form's name
MOST = 50  # forms that are still to return
PAGE = 6  # forms shown at once

# Days before the due day, local time, weight. On the day itself it is the morning: the paper still goes into the bag.
POINTS = ((3, time(16), 4), (1, time(16), 4), (0, time(7, 30), 2))
QUIET_POINT = 1  # the only one that is left after "less often"

DRAFTS = ("form.name", "form.due", "form.photo")


class ShowForms(Action, frozen=True, tag="fl"):
    """A page of a child's forms."""

    child: str
    page: int = 0


class SetReturned(Action, frozen=True, tag="fr"):
    """It is back at school, or not after all."""

    form: str
    returned: bool


class SetQuiet(Action, frozen=True, tag="fq"):
    """Speak up less often about this form, or as before."""

    form: str
    quiet: bool


class ShowPhoto(Action, frozen=True, tag="fp"):
    """The picture of a form."""

    form: str


# ---- for the conversation -------------------------------------------------------------------------------------------


def _draft(turn: Turn, field: str) -> str:
    return " ".join(turn.child.notes.get(field, Note()).words)


def _set_drafts(turn: Turn, **drafts: str) -> None:
    kept = {f"form.{name}": Note(words=(text,)) for name, text in drafts.items() if text}
    turn.change_child(notes={**turn.child.notes, **kept})


def _clear_drafts(turn: Turn) -> None:
    turn.change_child(notes={name: each for name, each in turn.child.notes.items() if name not in DRAFTS})


def _name(turn: Turn, answer: Answer) -> Html | None:
    if len(answer.text) > NAME_LIMIT:
        return turn._("A few words are enough for a form, such as: field trip.")
    if len(_open_forms(turn.child)) >= MOST:
        return turn._("That is a big pile already. Please tell me first which ones are done: /forms")
    _clear_drafts(turn)
    _set_drafts(turn, name=answer.text)
    return None


def _due(turn: Turn, answer: Answer) -> Html | None:
    if answer.day is not None:
        _set_drafts(turn, due=answer.day.isoformat())
    return None


def _photo(turn: Turn, answer: Answer) -> Html | None:
    _set_drafts(turn, photo=answer.photo)
    return None


def _add(turn: Turn, _: Answer) -> Html | None:
    name, due, photo = (_draft(turn, field) for field in DRAFTS)
    if name and due:
        form = SchoolForm(
            id=turn.new_id(),
            carer=turn.carer.person,
            name=name,
            due=date.fromisoformat(due),
            since=turn.now,
            photo=photo,
        )
        turn.change_child(forms=(*turn.child.forms, form))
    _clear_drafts(turn)
    return None


# ---- the list -------------------------------------------------------------------------------------------------------


def _open_forms(child: Child) -> list[SchoolForm]:
    """Those still to return, the soonest first."""
    return sorted((each for each in child.forms if each.returned is None), key=lambda each: (each.due, each.id))


def _line(turn: Turn, form: SchoolForm) -> Html:
    day = turn.words.short_day(form.due)
    if form.due < turn.today:
        return turn._("• {name}: was due {day}, and still welcome", name=form.name, day=day)
    if form.due == turn.today:
        return turn._("• {name}: due <b>today</b>", name=form.name)
    return turn._("• {name}: due {day}", name=form.name, day=day)


def _lines(turn: Turn, forms: list[SchoolForm]) -> Html:
    return join([_line(turn, each) for each in forms], "\n")


def _show(turn: Turn, page: int = 0, undo: SchoolForm | None = None) -> None:
    forms = _open_forms(turn.child)
    pages = max(1, -(-len(forms) // PAGE))
    page = min(max(page, 0), pages - 1)
    shown = forms[page * PAGE : (page + 1) * PAGE]
    rows: list[Row] = []
    if undo is not None:
        rows.append((button(shorten(turn.label("Undo: {name}", name=undo.name)), SetReturned(undo.id, False)),))
    for form in shown:
        row = [button(shorten(turn.label("Done: {name}", name=form.name)), SetReturned(form.id, True))]
        if form.photo:
            row.append(button(turn.label("Picture"), ShowPhoto(form.id)))
        rows.append(tuple(row))
    around = []
    if page > 0:
        around.append(button(turn.label("‹ Before"), ShowForms(turn.child.id, page - 1)))
    if page < pages - 1:
        around.append(button(turn.label("More ›"), ShowForms(turn.child.id, page + 1)))
    if around:
        rows.append(tuple(around))
    if turn.child.id == turn.carer.child:
        rows.append((button(turn.label("Add a form"), Open("forms", "name")),))
    head = turn._("<b>Forms for {child}'s school</b>", child=turn.child.name)
    done = turn._("{name} is back at school. Well done.", name=undo.name) if undo else Html("")
    hint = turn._("Tap a form when it is back at school.") if shown else turn._("Nothing to return right now.")
    turn.show(join([done, head, _lines(turn, shown), hint]), rows)


def _find(turn: Turn, wanted: str) -> SchoolForm | None:
    """The form of this id, and the turn about its child; an old or forged id is explained."""
    for child in turn.family.children if turn.family else ():
        for each in child.forms:
            if each.id == wanted:
                turn.talk_about(child.id)
                return each
    turn.toast = turn.label("That form is not on the list any more.")
    turn.tapped = 0
    _show(turn)
    return None


def _change(turn: Turn, form: SchoolForm, **changes: object) -> SchoolForm:
    changed = msgspec.structs.replace(form, **changes)
    turn.change_child(forms=tuple(changed if each.id == form.id else each for each in turn.child.forms))
    return changed


def _show_page(turn: Turn, tap: ShowForms) -> None:
    turn.talk_about(tap.child)
    _show(turn, tap.page)


def _set_returned(turn: Turn, tap: SetReturned) -> None:
    form = _find(turn, tap.form)
    if form is None:
        return
    if tap.returned:
        changed = _change(turn, form, returned=form.returned or turn.today)
        _show(turn, undo=changed)
    else:
        _change(turn, form, returned=None)
        turn.toast = turn.label("It is on the list again.")
        _show(turn)


def _show_photo(turn: Turn, tap: ShowPhoto) -> None:
    form = _find(turn, tap.form)
    if form is not None and form.photo:
        turn.show_photo(form.photo, escape(form.name))


# ---- reminders ------------------------------------------------------------------------------------------------------


def _reminders(carer: Carer, child: Child, now: datetime) -> Iterator[Reminder]:
    for form in _open_forms(child):
        if form.carer != carer.person:
            continue
        for days, at, weight in POINTS:
            day = form.due - timedelta(days=days)
            moment = localtime.instant(day, at, carer.zone)
            until = localtime.end_of_day(day, carer.zone)
            if moment is None or until <= now or (form.quiet and days != QUIET_POINT):
                continue
            if form.since is None or moment >= form.since:
                key = f"forms/{form.id}/{days}"
                yield Reminder(key=key, at=moment, until=until, child=child.id, weight=weight)


def _tell(turn: Turn, reminder: Reminder) -> None:
    _, form_id, days = reminder.key.split("/")
    form = next((each for each in turn.child.forms if each.id == form_id), None)
    if form is None:
        return
    values = {"name": form.name, "child": turn.child.name}
    if days == "0":
        text = turn._("<b>{name}</b> is due at {child}'s school today. Is it in the bag?", **values)
    elif days == "1":
        text = turn._("<b>{name}</b> is due at {child}'s school tomorrow.", **values)
    else:
        day = turn.words.day(form.due)
        text = turn._("<b>{name}</b> is due at {child}'s school on {day}.", day=day, **values)
    rows: list[Row] = [(button(turn.label("It is returned"), SetReturned(form.id, True)),)]
    if form.photo:
        rows.append((button(turn.label("Show the picture"), ShowPhoto(form.id)),))
    if not form.quiet:
        rows.append(less_often(turn, SetQuiet(form.id, True)))
    turn.say(text, rows)


def _set_quiet(turn: Turn, tap: SetQuiet) -> None:
    form = _find(turn, tap.form)
    if form is None:
        return
    _change(turn, form, quiet=tap.quiet)
    if tap.quiet:
        say_less_often(
            turn,
            turn._("All right. I only speak up the day before {name} is due.", name=form.name),
            SetQuiet(form.id, False),
        )
    else:
        say_as_before(turn)


FORMS = Capability(
    name="forms",
    commands={"forms": lambda turn, _: _show(turn)},
    taps={ShowForms: _show_page, SetReturned: _set_returned, SetQuiet: _set_quiet, ShowPhoto: _show_photo},
    does={"form_name": _name, "form_due": _due, "form_photo": _photo, "add_form": _add},
    facts={"forms": lambda turn: bool(_open_forms(turn.child))},
    views={"forms": lambda turn: _lines(turn, _open_forms(turn.child))},
    reminders=_reminders,
    tell=_tell,
    menu={"forms": mark("Forms to return, and by when")},
)
