"""Who is in the practice chat: people, groups and the cast that a composition root may pass in."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

ANONYMOUS_ADMIN_ID = 1087968824  # @GroupAnonymousBot, the sender of anonymous administrators' messages
_FIRST_PERSON_ID = 5_310_200_417  # past 32 bits, like the people who join Telegram today
_FIRST_SUPERGROUP_ID = -1_002_140_530_001
_FIRST_GROUP_ID = -4_015_220_001


@dataclass(eq=False)
class Person:
    """A person, or the bot. `role` is only for the page ("parent", "coach", "admin", ...)."""

    id: int
    name: str
    role: str = "parent"
    language_code: str = "en"
    username: str | None = None
    is_bot: bool = False
    started: bool = False
    blocked: bool = False

    def as_user(self) -> dict[str, Any]:
        """Telegram's User object."""
        user: dict[str, Any] = {"id": self.id, "is_bot": self.is_bot, "first_name": self.name}
        if self.username:
            user["username"] = self.username
        if not self.is_bot and self.language_code:
            user["language_code"] = self.language_code
        return user

    def as_chat(self) -> dict[str, Any]:
        """Telegram's Chat object for the private chat with this person."""
        chat: dict[str, Any] = {"id": self.id, "type": "private", "first_name": self.name}
        if self.username:
            chat["username"] = self.username
        return chat


@dataclass(eq=False)
class Group:
    """A basic group (kind "group") or a supergroup; `bot` is the bot's status in it, None when it was never there."""

    id: int
    title: str
    members: list[Person] = field(default_factory=list)
    admins: list[Person] = field(default_factory=list)
    kind: str = "supergroup"
    anonymous: list[Person] = field(default_factory=list)
    bot: str | None = None  # "member", "administrator", "left", "kicked"
    upgraded_to: "Group | None" = None

    @property
    def bot_in(self) -> bool:
        return self.bot in ("member", "administrator")

    def as_chat(self) -> dict[str, Any]:
        """Telegram's Chat object."""
        return {"id": self.id, "type": self.kind, "title": self.title}

    def status_of(self, person: Person) -> str:
        """Telegram's word for what somebody is here. The first administrator owns the group."""
        if person.is_bot:
            return self.bot or "left"
        if person in self.admins:
            return "creator" if person is self.admins[0] else "administrator"
        return "member" if person in self.members else "left"


Chat = Person | Group


class Cast:
    """The people and groups of a practice chat; ids are given out here and look like Telegram's."""

    def __init__(self) -> None:
        self.people: list[Person] = []
        self.groups: list[Group] = []
        self.by_id: dict[int, Chat] = {}

    def add_person(
        self, name: str, role: str = "parent", language_code: str = "en", username: str | None = None
    ) -> Person:
        """A new person who has never met the bot."""
        person = Person(_FIRST_PERSON_ID + 1009 * len(self.people), name, role, language_code, username)
        self.people.append(person)
        self.by_id[person.id] = person
        return person

    def add_group(self, title: str, admins: list[Person], members: list[Person], *, basic: bool = False) -> Group:
        """A new group without the bot. A basic group can be upgraded to a supergroup later."""
        number = len(self.groups)
        if basic:
            group = Group(_FIRST_GROUP_ID - 17 * number, title, kind="group")
        else:
            group = Group(_FIRST_SUPERGROUP_ID - 1013 * number, title)
        group.admins = list(admins)
        group.members = [*admins, *(person for person in members if person not in admins)]
        self.groups.append(group)
        self.by_id[group.id] = group
        return group

    def upgrade(self, group: Group) -> Group:
        """The supergroup that a basic group becomes; the old one only remembers where it went."""
        if group.kind != "group" or group.upgraded_to is not None:
            raise ValueError(f"{group.title} is a supergroup already.")
        new = self.add_group(group.title, group.admins, group.members)
        new.bot = group.bot
        group.upgraded_to = new
        return new

    def standing_groups(self) -> Iterator[Group]:
        """The groups that have not been replaced by a supergroup."""
        return (group for group in self.groups if group.upgraded_to is None)


def default_cast() -> Cast:
    """Three parents, a coach, an admin, and the two groups that the coach administers, one of them in Spanish."""
    cast = Cast()
    maria = cast.add_person("Maria", "parent", username="maria_room12")
    sam = cast.add_person("Sam", "parent")
    ruth = cast.add_person("Ruth", "coach", username="ruth_coach")
    cast.add_person("Omar", "admin")
    lucia = cast.add_person("Lucía", "parent", language_code="es")
    cast.add_group("Parents of Room 12", admins=[ruth], members=[maria, sam])
    cast.add_group("Familias en español", admins=[ruth], members=[lucia])
    return cast
