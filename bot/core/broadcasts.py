"""What coaches send to groups, as records keep it: a post while it is written, while it waits, and as it stands in each
group. Plain frozen data.
"""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.core.child import Part


class Post(Part, frozen=True, kw_only=True):
    """What a coach sends to groups: a tip by its conversation's name, or words of the coach's own, maybe with a picture
    (Telegram's file id)."""

    tip: str = ""
    words: str = ""
    photo: str = ""


class Planned(Part, frozen=True, kw_only=True):
    """A post that waits in a group for its time: an instant, or the wall clock of the group's own zone. Of a weekly
    series, the tip that comes next."""

    broadcast: str
    post: Post
    at: datetime | None = None
    wall: datetime | None = None
    weekly: bool = False
    held: bool = False  # the coach has paused it


class Draft(Part, frozen=True, kw_only=True):
    """A post that a coach is about to send. `id` is in every button, so that an older one leads nowhere."""

    id: str
    post: Post
    chats: tuple[int, ...] = ()
    wall: datetime | None = None  # by the wall clock of each group; None: now
    weekly: bool = False


Standing = Literal["asked", "planned", "held", "under_way", "delivered", "failed", "unconfirmed", "cancelled"]


class Destination(Part, frozen=True, kw_only=True):
    """One group of a broadcast, and what has become of it there. `when` is by the group's wall clock."""

    chat: int
    title: str
    state: Standing = "asked"
    why: str = ""
    when: datetime | None = None
    tip: str = ""  # of a series, the one that comes next
    delivered: int = 0


class Broadcast(Part, frozen=True, kw_only=True):
    """A post that a coach has confirmed, until the last group has its answer. `message` shows how it stands."""

    id: str
    post: Post
    message: int
    destinations: tuple[Destination, ...]
    wall: datetime | None = None
    weekly: bool = False
    looked_at: bool = True  # False while it waits for a second pair of eyes
