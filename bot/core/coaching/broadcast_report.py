"""How a broadcast stands, in words: one message that edits itself, and one summary when everything is over.

It must not know what is done about it, and changes no record.
"""

from __future__ import annotations

from bot.core.broadcasts import Broadcast, Destination, Post
from bot.core.buttons import Row, button
from bot.core.coaching import broadcast_time
from bot.core.coaching.broadcast_buttons import Steer
from bot.core.engine import Open
from bot.core.text import Html, join
from bot.core.turn import Turn

SHOWN = 12  # groups named in the progress message
WAITING = ("planned", "held")
OPEN = ("asked", "planned", "held", "under_way")


def show(turn: Turn, broadcast: Broadcast) -> None:
    """How it stands, in the one message that shows it."""
    lines = [turn._("<b>{what}</b>", what=_name(turn, broadcast.post))]
    states = [each.state for each in broadcast.destinations]
    nothing = all(state == "cancelled" for state in states)
    if nothing and any(each.delivered for each in broadcast.destinations):
        lines.append(turn._("Stopped. Nothing more is sent."))
    elif nothing:
        lines.append(turn._("Stopped. Nothing was sent."))
    elif not broadcast.looked_at:
        lines.append(turn._("Another coach or an admin looks at it first. Then it goes out by itself."))
    elif "planned" in states and broadcast.wall is None:
        lines.append(
            turn._("It goes out in a minute. In quiet hours it waits until they end. Until then you can undo it.")
        )
    elif "planned" in states and broadcast.wall is not None and not any(e.delivered for e in broadcast.destinations):
        lines.append(broadcast_time.words_for(turn, broadcast.wall, broadcast.weekly))
    if not nothing:
        lines.append(join([_line(turn, each) for each in broadcast.destinations[:SHOWN]], "\n"))
        settled = sum(state not in OPEN for state in states)
        if settled:
            lines.append(turn._("Done: {done} of {all}", done=settled, all=len(states)))
    rows: list[Row] = []
    if not broadcast.looked_at and not nothing:
        rows = [
            (
                button(turn.label("Cancel it"), Steer(broadcast.id, "cancel")),
                button(turn.label("Change it"), Steer(broadcast.id, "edit")),
            )
        ]
    elif any(state in WAITING for state in states):
        stop = turn.label("Undo") if broadcast.wall is None else turn.label("Cancel it")
        held = "held" in states
        rows = [
            (button(stop, Steer(broadcast.id, "cancel")), button(turn.label("Change it"), Steer(broadcast.id, "edit"))),
            (
                button(turn.label("Resume"), Steer(broadcast.id, "go"))
                if held
                else button(turn.label("Pause"), Steer(broadcast.id, "hold")),
            ),
        ]
    turn.edit(broadcast.message, join(lines), rows)


def _line(turn: Turn, place: Destination) -> Html:
    match place.state:
        case "planned" if place.when is not None:
            day, clock = turn.words.short_day(place.when.date()), turn.words.clock(place.when.time())
            return turn._("• {group}: {day}, {time}", group=place.title, day=day, time=clock)
        case "held":
            return turn._("• {group}: paused", group=place.title)
        case "under_way":
            return turn._("• {group}: on its way", group=place.title)
        case "delivered":
            return turn._("✓ {group}: there", group=place.title)
        case "cancelled":
            return turn._("– {group}: stopped", group=place.title)
        case "unconfirmed":
            return turn._("? {group}: not sure", group=place.title)
        case "failed":
            return turn._("✗ {group}: not sent", group=place.title)
        case _:
            return turn._("• {group}", group=place.title)


def _name(turn: Turn, post: Post) -> Html:
    found = turn.edition.conversations.get(post.tip)
    return turn._("Tip: {title}", title=found.title) if found else turn._("Your own words")


def sum_up(turn: Turn, broadcast: Broadcast) -> None:
    """Delivered, failed (why, and what to do), unconfirmed: once, when everything is over."""
    there = [each for each in broadcast.destinations if each.state == "delivered"]
    lines = []
    if there:
        groups = ", ".join(each.title for each in there)
        lines.append(turn._("Your tip has reached <b>{groups}</b>. Thank you!", groups=groups))
    missed: dict[tuple[str, str], list[str]] = {}
    for each in broadcast.destinations:
        if each.state in ("failed", "unconfirmed"):
            missed.setdefault((each.state, each.why), []).append(each.title)
    lines.extend(why_not(turn, titles, state, why) for (state, why), titles in missed.items())
    stopped = sum(each.state == "cancelled" for each in broadcast.destinations)
    if stopped:
        lines.append(turn.n_("You stopped it for one group.", "You stopped it for {count} groups.", stopped))
    turn.say(join(lines), [(button(turn.label("What else is there?"), Open("")),)])


def why_not(turn: Turn, titles: list[str], state: str, why: str) -> Html:
    """Why these groups have not got a post, and what the coach can do."""
    count, group = len(titles), ", ".join(titles)
    if state == "unconfirmed":
        return turn._(
            "I could not see whether the tip reached <b>{group}</b>. Please look there. I do not send it twice.",
            group=group,
        )
    match why:
        case "enough":
            return turn.n_(
                "<b>{group}</b> has had enough tips for one day. Try again tomorrow. /groups shows how many may come.",
                "<b>{group}</b> have had enough tips for one day. Try again tomorrow. /groups shows how many may come.",
                count,
                group=group,
            )
        case "muted":
            return turn._(
                "An administrator has muted me in <b>{group}</b>. Tips come again once somebody sends /unmute there.",
                group=group,
            )
        case "refused":
            return turn._(
                "Telegram did not let me post in <b>{group}</b>. Perhaps I may not write there, or the topic is "
                "closed. Writing /link in another topic moves the tips there.",
                group=group,
            )
        case "past":
            return turn._(
                "In <b>{group}</b> that time is over already. Pick a later one with /broadcast, or look at the time "
                "zone in /groups.",
                group=group,
            )
        case "full":
            return turn._("Too much waits for <b>{group}</b> already. Try again when some of it is out.", group=group)
        case "retired":
            return turn._("That tip is not there any more, so <b>{group}</b> did not get it.", group=group)
        case "gone":
            return turn._("I am not in <b>{group}</b> any more. Add me again if you like.", group=group)
        case _:
            return turn.n_(
                "<b>{group}</b> is not linked to you any more. Write /link there again.",
                "<b>{group}</b> are not linked to you any more. Write /link there again.",
                count,
                group=group,
            )
