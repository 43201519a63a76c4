"""Every role against every command, button and forged callback of coaching: no success where there should be none.

What each of them is, who may, and what would be a success stands in the tables of `roles_*.py`.
"""

from __future__ import annotations

import re

import pytest
from group_town import ROOM, everything, in_group
from roles_in_groups import TABLE as IN_GROUPS
from roles_in_the_house import TABLE as IN_THE_HOUSE
from roles_of_broadcasts import TABLE as OF_BROADCASTS
from roles_of_questions import TABLE as OF_QUESTIONS
from street import ROLES, fresh_street

from bot.core import group, house
from bot.core.buttons import Action
from bot.core.coaching import REGISTRY
from bot.core.coaching.ask_coach_buttons import DropQuestion, Reply, SendQuestion, WriteQuestion
from bot.core.coaching.broadcast_buttons import (
    DropTip,
    GroupsPicked,
    OwnWords,
    PickGroups,
    PickTip,
    PickTips,
    SendTip,
    Steer,
    TickGroup,
    WriteWords,
)
from bot.core.coaching.broadcast_time import DayIs, HourIs, PickDay, TimeIs
from bot.core.coaching.coach_duty import SendAnswer, SetDuty, WriteAnswer
from bot.core.coaching.groups import (
    ChooseFor,
    FindGroupZone,
    ListGroups,
    SetGroupCap,
    SetGroupLanguage,
    SetGroupQuiet,
    SetGroupZone,
    ShowGroup,
    UnlinkGroup,
)
from bot.core.house_cards import GiveBack, LookedAtAnswer, MeetParent, PassQuestion, TakeQuestion
from bot.core.house_coaches import Coaches, Decide, Revoke
from bot.core.house_reviews import LookedAt

TABLE = {**IN_THE_HOUSE, **IN_GROUPS, **OF_BROADCASTS, **OF_QUESTIONS}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("what", TABLE)
def test_only_who_may_succeeds(what: str, role: str) -> None:
    street = fresh_street()
    act, may, success = TABLE[what]
    judge = success(street)
    street.since = street.town.count
    act(street, street.player(role))
    assert judge(street) is (role in may)
    assert not street.town.open_queries


def test_every_personal_command_has_its_door() -> None:
    assert group.PERSONAL.isdisjoint(group.MENU)
    street = fresh_street()
    for name in (*REGISTRY.commands, *house.COMMANDS):
        for role in ROLES:
            street.town.now += group.TOLD_AGAIN
            before = everything(street.town)
            [answer] = in_group(street.player(role), ROOM, f"/{name}", admin=True)
            assert "between you and me" in answer.text
            assert answer.rows[0][0].url
            assert without_traces(everything(street.town)) == without_traces(before)


def without_traces(records: str) -> str:
    """The records without the numbers of the updates that they have handled, and when a group was answered."""
    return re.sub(r'"seen":\[[^{}]*?\]\]\]|"seen":\[\]|,"told":\{[^{}]*\}', "", records)


def test_every_button_of_coaching_has_its_row() -> None:
    mine = {
        PickTips, PickTip, OwnWords, WriteWords, PickGroups, TickGroup, GroupsPicked, SendTip, DropTip,
        PickDay, DayIs, HourIs, TimeIs, Steer,
    }  # fmt: skip
    groups = {
        ListGroups, ShowGroup, ChooseFor, SetGroupLanguage, SetGroupZone, FindGroupZone, SetGroupQuiet, SetGroupCap,
        UnlinkGroup,
    }  # fmt: skip
    questions = {SetDuty, WriteAnswer, SendAnswer, WriteQuestion, SendQuestion, DropQuestion, Reply}
    rooms = (
        "broadcast_buttons", "broadcast_time", "broadcast_progress", "peer_coaching", "groups",
        "coach_duty", "ask_coach_buttons",
    )  # fmt: skip
    offered = {kind for kind in {*REGISTRY.taps, *REGISTRY.texts} if kind.__module__.endswith(rooms)}
    assert offered == mine | groups | questions
    of_questions = {TakeQuestion, PassQuestion, GiveBack, MeetParent, LookedAtAnswer}
    assert {Decide, Revoke, Coaches, LookedAt} | of_questions == {
        kind for kind in vars(house).values() if kind in Action.__subclasses__()
    }
