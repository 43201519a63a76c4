"""Words of danger on the whole road: the numbers come, nothing is on disk or in a log, and one tap takes it back."""

from __future__ import annotations

import logging

import pytest
from household import Household

pytest_plugins = ["house_fixtures"]

WORDS = "What do you do when he says he wants to die?"


async def test_nothing_is_kept_until_it_was_not_meant(home: Household, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    maria = await home.settled("Maria")
    await maria.start("questions")
    await maria.wait_for_reply()
    await maria.tap_label("Write one now")
    await maria.wait_for_reply(containing="What would you like to ask")
    await maria.say(WORDS)
    [answer] = await maria.wait_for_reply(containing="988")
    assert answer.reply_to is not None
    assert answer.reply_to.text == WORDS
    await maria.say("/export")
    [export] = await maria.wait_for_reply(containing="all I keep")
    assert export.content.document is not None
    assert b"wants to die" not in export.content.document.data
    await maria.tap_label("That was not meant that way")
    await maria.wait_for_reply(containing="Who could answer it best?")
    await maria.say("/questions")
    await maria.wait_for_reply(containing=WORDS)
    assert "wants to die" not in caplog.text


async def test_somebody_of_whom_nothing_is_kept(home: Household) -> None:
    maria = home.person("Maria")
    await maria.say("my husband hits me")
    await maria.wait_for_reply(containing="1-800-422-4453")
    await maria.tap_label("Go on when I am ready")
    await maria.wait_for_reply(containing="Is that all right with you?")
