"""What people can do with a group: bring the bot in, remove or promote it, write anonymously, join, leave, upgrade."""

from bot.practice_chat.members import member, member_updated
from bot.practice_chat.messages import Content
from bot.practice_chat.people import Group, Person
from bot.practice_chat.refusals import ActRefused
from bot.practice_chat.world import Change, World


class GroupActs:
    """The acts of all people on groups. A chat app would not offer what raises ActRefused here."""

    def __init__(self, world: World) -> None:
        self._world = world

    def do(self, person: Person, group: Group, action: str) -> None:
        """One of the actions that the page offers, by name."""
        actions = {
            "add_bot": self.add_bot, "remove_bot": self.remove_bot, "promote_bot": self.promote_bot,
            "demote_bot": self.demote_bot, "anonymous_on": self.write_anonymously, "anonymous_off": self.write_by_name,
            "upgrade": self.upgrade,
        }  # fmt: skip
        if action not in actions:
            raise ActRefused(f"There is no action {action!r} for a group.")
        actions[action](person, group)

    def add_bot(self, person: Person, group: Group) -> None:
        """Any member may add the bot, as in a group with Telegram's usual permissions."""
        if person not in group.members:
            raise ActRefused(f"{person.name} is not in this group.")
        if group.bot_in:
            raise ActRefused("The bot is in this group already.")
        bot = self._world.bot
        self._set_bot(person, group, "member")
        joined = Content(service={"new_chat_members": [bot.as_user()]}, service_text=f"{person.name} added {bot.name}")
        self._world.updates.add("message", self._world.post(group, person, joined).as_api())

    def remove_bot(self, person: Person, group: Group) -> None:
        self._must_be_admin(person, group)
        self._must_have_bot(group)
        self._set_bot(person, group, "kicked")
        bot = self._world.bot
        left = Content(service={"left_chat_member": bot.as_user()}, service_text=f"{person.name} removed {bot.name}")
        # The message about its own removal is the last that a bot sees of a group.
        self._world.updates.add("message", self._world.post(group, person, left).as_api())

    def promote_bot(self, person: Person, group: Group) -> None:
        self._must_be_admin(person, group)
        self._must_have_bot(group)
        if group.bot != "administrator":
            self._set_bot(person, group, "administrator")

    def demote_bot(self, person: Person, group: Group) -> None:
        self._must_be_admin(person, group)
        self._must_have_bot(group)
        if group.bot != "member":
            self._set_bot(person, group, "member")

    def write_anonymously(self, person: Person, group: Group) -> None:
        """From now on this administrator's messages come from the group."""
        self._must_be_admin(person, group)
        if group.kind != "supergroup":
            raise ActRefused("Only administrators of a supergroup can stay anonymous.")
        if person not in group.anonymous:
            group.anonymous.append(person)
            self._world.announce(Change("world"))

    def write_by_name(self, person: Person, group: Group) -> None:
        self._must_be_admin(person, group)
        if person in group.anonymous:
            group.anonymous.remove(person)
            self._world.announce(Change("world"))

    def upgrade(self, person: Person, group: Group) -> None:
        """Turn a basic group into a supergroup with another id."""
        self._must_be_admin(person, group)
        try:
            self._world.migrate(group)
        except ValueError as error:
            raise ActRefused(str(error)) from error

    def join(self, person: Person, group: Group) -> None:
        """Join the group."""
        if person in group.members:
            raise ActRefused(f"{person.name} is in this group already.")
        self._move_person(person, group, joins=True)

    def leave(self, person: Person, group: Group) -> None:
        """Leave the group, and the administrators with it."""
        if person not in group.members:
            raise ActRefused(f"{person.name} is not in this group.")
        self._move_person(person, group, joins=False)

    def set_admin(self, person: Person, group: Group, admin: bool) -> None:
        """Make a member an administrator or take that away."""
        if person not in group.members:
            raise ActRefused(f"{person.name} is not in this group.")
        if admin != (person in group.admins):
            old = member(group, person)
            (group.admins.append if admin else group.admins.remove)(person)
            self._tell_admin_bot(person, group, old)

    def _move_person(self, person: Person, group: Group, *, joins: bool) -> None:
        old = member(group, person)
        if joins:
            group.members.append(person)
            content = Content(service={"new_chat_members": [person.as_user()]}, service_text=f"{person.name} joined")
        else:
            group.members.remove(person)
            for others in (group.admins, group.anonymous):
                if person in others:
                    others.remove(person)
            content = Content(service={"left_chat_member": person.as_user()}, service_text=f"{person.name} left")
        message = self._world.post(group, person, content)
        if group.bot_in:
            self._world.updates.add("message", message.as_api())
        self._tell_admin_bot(person, group, old)

    def _tell_admin_bot(self, person: Person, group: Group, old: dict[str, object]) -> None:
        """chat_member goes only to an administrator that asked for it."""
        if group.bot == "administrator":
            date = int(self._world.clock.now().timestamp())
            self._world.updates.add("chat_member", member_updated(group, person, date, old, member(group, person)))
        self._world.announce(Change("world"))

    def _set_bot(self, by: Person, group: Group, status: str) -> None:
        old = member(group, self._world.bot)
        group.bot = status
        date = int(self._world.clock.now().timestamp())
        self._world.updates.add("my_chat_member", member_updated(group, by, date, old, member(group, self._world.bot)))
        self._world.announce(Change("world"))

    def _must_be_admin(self, person: Person, group: Group) -> None:
        if person not in group.admins:
            raise ActRefused("Only an administrator of the group can do this.")

    def _must_have_bot(self, group: Group) -> None:
        if not group.bot_in:
            raise ActRefused("The bot is not in this group.")
