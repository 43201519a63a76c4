"""The second pair of eyes: what goes to many, or has a link or a picture, is looked at by another coach or an admin.

The operator can do without. Whoever looks sees what the groups will see, and never decides on something of their own.
"""

from __future__ import annotations

from bot.core.buttons import Action, Row, button
from bot.core.desk import Desk
from bot.core.events import Origin
from bot.core.inner_events import ReviewAsked, ReviewDecided, ReviewWithdrawn
from bot.core.records import Review, person_address
from bot.core.requests import SendMessage, with_photo
from bot.core.text import Html, join
from bot.core.tips import post_message

ASKED_MOST = 10  # coaches who are asked about one broadcast


class LookedAt(Action, frozen=True, tag="hrv"):
    """Another coach or an admin has looked at a broadcast."""

    review: str
    passed: bool


def ask(desk: Desk, event: ReviewAsked) -> None:
    """Show it to everybody who may decide; let it pass where the operator wants no second pair of eyes."""
    if not desk.house.two_pairs_of_eyes:
        _decided(desk, event.person, event.broadcast, granted=True)
        return
    author = desk.coach(event.person)
    people = {admin.person: admin.language for admin in desk.house.admins}
    people |= {coach.person: coach.language for coach in desk.coaches()[:ASKED_MOST]}
    people.pop(event.person, None)
    if author is None or not people:
        _decided(desk, event.person, event.broadcast, granted=False, nobody=True)
        return
    review = Review(
        id=desk.new_id(), person=event.person, broadcast=event.broadcast, post=event.post, groups=event.groups,
        at=desk.now,
    )  # fmt: skip
    desk.change(reviews=(*desk.house.reviews, review))
    for person, language in people.items():
        desk.language = language
        languages = event.languages or (language,)
        # A coach's own words are the same everywhere. A tip is shown as each group will read it.
        for each in languages if review.post.tip else languages[:1]:
            _show(desk, review, person, each)
        rows: list[Row] = [
            (
                button(desk.label("It may go out"), LookedAt(review.id, True)),
                button(desk.label("Better not"), LookedAt(review.id, False)),
            )
        ]
        asked = desk.n_(
            "{name} would like to send this to one group. Does it name nobody, and is it kind and right?",
            "{name} would like to send this to {count} groups. Does it name nobody, and is it kind and right?",
            review.groups,
            name=author.name,
        )
        desk.send(person, join([asked, _read_in(desk, review, languages)]), rows)


def _show(desk: Desk, review: Review, person: int, language: str) -> None:
    message = post_message(desk, review.post, language)
    if message is None:
        return
    shown = SendMessage(chat=person, html=str(message[0]), rows=tuple(message[1]))
    desk.requests.append(with_photo(shown, review.post.photo) if review.post.photo else shown)


def _read_in(desk: Desk, review: Review, languages: tuple[str, ...]) -> Html:
    """In which language it goes out, where that is not the reader's alone; nothing of a coach's own words."""
    if not review.post.tip or languages == (desk.words.language,):
        return Html("")
    names = ", ".join(desk.words.name_of(each) for each in languages)
    return desk._("Each group reads it in its own language: {languages}.", languages=names)


def withdraw(desk: Desk, event: ReviewWithdrawn) -> None:
    """Its author has taken it back."""
    _forget(desk, event.person, event.broadcast)


def forget_all(desk: Desk, person: int) -> None:
    """Nothing of this coach waits any more."""
    desk.change(reviews=tuple(each for each in desk.house.reviews if each.person != person))


def decide(desk: Desk, origin: Origin, tap: LookedAt) -> None:
    """The first one to decide decides."""
    review = next((each for each in desk.house.reviews if each.id == tap.review), None)
    if not desk.is_admin(origin.person) and desk.coach(origin.person) is None:
        desk.toast = desk.label("That is for coaches and for the people who run this bot.")
        return
    if review is None:
        desk.clear_buttons(origin)
        desk.toast = desk.label("That is decided already.")
        return
    if review.person == origin.person:
        desk.toast = desk.label("Somebody else has to look at it.")
        return
    desk.clear_buttons(origin)
    desk.note(origin.person, "passed" if tap.passed else "returned", review.broadcast)
    _forget(desk, review.person, review.broadcast)
    _decided(desk, review.person, review.broadcast, granted=tap.passed)
    desk.send(
        origin.chat,
        desk._("Thank you. It goes out now.") if tap.passed else desk._("Thank you. Its coach will hear that."),
    )


def _forget(desk: Desk, person: int, broadcast: str) -> None:
    kept = (each for each in desk.house.reviews if (each.person, each.broadcast) != (person, broadcast))
    desk.change(reviews=tuple(kept))


def _decided(desk: Desk, person: int, broadcast: str, *, granted: bool, nobody: bool = False) -> None:
    decided = ReviewDecided(person=person, nonce=desk.new_id(), broadcast=broadcast, granted=granted, nobody=nobody)
    desk.forward(person_address(person), decided)
