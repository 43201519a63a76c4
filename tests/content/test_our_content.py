"""Our own content/ is good: everything in it can be played, and nothing in it is wrong."""

from bot.app import CONTENT, content_names
from bot.content import load
from bot.content.checking import check


def test_nothing_in_our_content_is_wrong() -> None:
    assert [str(complaint) for complaint in check(CONTENT, content_names())] == []


def test_our_content_can_be_played() -> None:
    library = load(CONTENT)
    assert library.languages[0] == "en"
    assert all(conversation.first for conversation in library.edition("en").conversations.values())
