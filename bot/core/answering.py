"""Takes the answer to the step that the talk waits on: a tap on its buttons, a text, a picture."""

from __future__ import annotations

from datetime import date, time

import msgspec

from bot.core import asking, pickers
from bot.core.asking import Choose, Done, PickDay, PickHour, PickTime, TurnPage
from bot.core.capability import Answer, Capability
from bot.core.conversation import Ask
from bot.core.engine import answer_step, current_step, show_step
from bot.core.navigation import outdated, written_way
from bot.core.plain_words import words_of
from bot.core.records import Talk
from bot.core.turn import Turn

ANSWER_LIMIT = 3000  # characters of one answer: room for the words around it in one message


def take_text(turn: Turn, text: str) -> bool:
    """Use a text as the answer of the current step. False when the step does not wait for words."""
    step, talk = current_step(turn), turn.carer.talk
    ask = step.ask if step else None
    if ask is None or talk is None:
        return False
    text = text.strip()
    if not text:
        return False
    if written_way(turn, text):
        return True
    if len(text) > ANSWER_LIMIT:
        turn.say(turn._("That is a lot at once. Could you say it in a shorter message? About half a page works well."))
        show_step(turn)
        return True
    match ask.kind:
        case "text":
            answer_step(turn, Answer(text=text, words=(text,)))
        case "choice":
            _choice_in_words(turn, ask, text)
        case "chips":
            _chips_in_words(turn, ask, talk, text)
        case _:
            turn.say(turn._("Please use the buttons for this one. That way nothing gets mixed up."))
            show_step(turn)
    return True


def take_photo(turn: Turn, photo: str) -> bool:
    """Use a picture as the answer of the current step. False when the step does not wait for one."""
    step = current_step(turn)
    if step is None or step.ask is None or step.ask.kind != "photo":
        return False
    answer_step(turn, Answer(photo=photo))
    return True


def _choice_in_words(turn: Turn, ask: Ask, text: str) -> None:
    index = _index_of(ask, text)
    if index is not None:
        _answer_choice(turn, ask, index)
    elif ask.own:
        answer_step(turn, Answer(text=text, words=(text,)))
    else:
        turn.say(turn._("Please tap the button that fits best."))
        show_step(turn)


def _chips_in_words(turn: Turn, ask: Ask, talk: Talk, text: str) -> None:
    index = _index_of(ask, text)
    if index is None and (talk.chosen or talk.words) and words_of(text) == words_of(turn.label("Done")):
        _done(turn, Done(talk.mark))
    elif index is not None:
        chosen = tuple(dict.fromkeys((*talk.chosen, ask.options[index].id)))
        turn.change_carer(talk=msgspec.structs.replace(talk, chosen=chosen))
        show_step(turn)
    elif ask.own:
        turn.change_carer(talk=msgspec.structs.replace(talk, words=(*talk.words, text)))
        turn.say(turn._("Added: {words}. Add more, or tap Done. To take it away, tap it.", words=text))
        show_step(turn)
    else:
        turn.say(turn._("Please tap what fits, then Done."))
        show_step(turn)


def _index_of(ask: Ask, text: str) -> int | None:
    """The option that was written instead of tapped."""
    wanted = text.casefold()
    return next((n for n, option in enumerate(ask.options) if option.label.casefold() == wanted), None)


def _answer_choice(turn: Turn, ask: Ask, index: int) -> None:
    option = ask.options[index]
    answer_step(turn, Answer(chosen=(option.id,), labels=(option.label,)))


def _choose(turn: Turn, tap: Choose) -> None:
    step, talk = current_step(turn), turn.carer.talk
    if outdated(turn, tap.mark) or step is None or step.ask is None or talk is None:
        return
    ids = asking.option_ids(step.ask)
    if len(ids) <= tap.index < len(ids) + len(talk.words):
        own = tap.index - len(ids)
        if tap.seen == len(talk.words):
            turn.change_carer(talk=msgspec.structs.replace(talk, words=talk.words[:own] + talk.words[own + 1 :]))
        show_step(turn)
        return
    if not 0 <= tap.index < len(ids):
        turn.toast = turn.label("Please use the newest buttons.")
        return
    if step.ask.kind == "choice":
        _answer_choice(turn, step.ask, tap.index)
        return
    others, picked = tuple(each for each in talk.chosen if each != ids[tap.index]), ids[tap.index]
    turn.change_carer(talk=msgspec.structs.replace(talk, chosen=others if tap.seen else (*others, picked)))
    show_step(turn)


def _done(turn: Turn, tap: Done) -> None:
    step, talk = current_step(turn), turn.carer.talk
    if outdated(turn, tap.mark) or step is None or step.ask is None or talk is None:
        return
    ask = step.ask
    ids = asking.option_ids(ask)
    chosen = tuple(each for each in ids if each in talk.chosen)
    if ask.kind not in ("chips", "days", "grid"):
        return
    if not chosen and not talk.words:
        turn.toast = turn.label("Tap what fits first, or Skip.")
        return
    labels = {option.id: option.label for option in ask.options}
    days = tuple(int(each) for each in chosen) if ask.kind == "days" else ()
    answer_step(
        turn,
        Answer(chosen=chosen, labels=tuple(labels[c] for c in chosen if c in labels), words=talk.words, days=days),
    )


def _turn_page(turn: Turn, tap: TurnPage) -> None:
    step, talk = current_step(turn), turn.carer.talk
    if outdated(turn, tap.mark) or step is None or talk is None or step.ask is None or step.ask.kind != "date":
        return
    first, last = turn.today, turn.today + pickers.FURTHEST
    show_step(turn, month=min(max(tap.month, first), last))


def _pick_day(turn: Turn, tap: PickDay) -> None:
    step = current_step(turn)
    if outdated(turn, tap.mark) or step is None or step.ask is None or step.ask.kind != "date":
        return
    if _in_reach(turn, tap.day):
        answer_step(turn, Answer(day=tap.day))
    else:
        turn.toast = turn.label("That day has passed. Please pick another one.")
        show_step(turn)


def _in_reach(turn: Turn, day: date) -> bool:
    return turn.today <= day <= turn.today + pickers.FURTHEST


def _pick_hour(turn: Turn, tap: PickHour) -> None:
    step = current_step(turn)
    if outdated(turn, tap.mark) or step is None or step.ask is None or step.ask.kind != "time":
        return
    if tap.hour in pickers.HOURS:
        show_step(turn, hour=tap.hour)


def _pick_time(turn: Turn, tap: PickTime) -> None:
    step = current_step(turn)
    if outdated(turn, tap.mark) or step is None or step.ask is None or step.ask.kind != "time":
        return
    answer_step(turn, Answer(time=time(tap.at.hour, tap.at.minute)))


ANSWERS = Capability(
    name="answers",
    taps={
        Choose: _choose,
        Done: _done,
        TurnPage: _turn_page,
        PickDay: _pick_day,
        PickHour: _pick_hour,
        PickTime: _pick_time,
    },
)
