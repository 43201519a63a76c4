"""A parent writes where nothing was asked: what helps is offered, and nothing wrong where nothing fits."""

from __future__ import annotations

from player import Town, settled

GENERAL = ["Save it as a question", "What can we do?"]


def test_what_helps_is_one_tap_away() -> None:
    player = settled(Town())
    player.says("my son's teacher never cals me")
    assert player.labels()[0] == "How to reach us"
    assert player.labels()[-2:] == GENERAL
    player.taps("How to reach us")
    assert player.family().carers[0].talk is not None


def test_never_more_than_three() -> None:
    player = settled(Town())
    player.says("homework is a fight, there are forms to sign, rules to learn and the teacher never calls me back")
    assert 1 < len(player.labels()) - len(GENERAL) <= 3


def test_nothing_wrong_is_offered() -> None:
    player = settled(Town())
    for text in ("asdfgh", "🚪", "%s <b>", "12", "a" * 4000):
        player.says(text)
        assert player.labels() == GENERAL


def test_what_it_may_be_about_is_only_asked() -> None:
    player = settled(Town())
    player.says("hello, I feel silly")
    assert "not sure what you mean" in player.news
    assert len(player.labels()) > len(GENERAL)
    assert player.labels()[-2:] == GENERAL


def test_it_can_still_become_a_question() -> None:
    player = settled(Town())
    player.says("Why does the teacher never call me?")
    player.taps("Save it as a question")
    assert "Saved for the team" in player.news
    assert [q.text for q in player.family().children[0].questions] == ["Why does the teacher never call me?"]


def test_in_the_middle_of_buttons_it_does_not_get_lost() -> None:
    player = settled(Town())
    player.says("/start hopes")
    player.says("/cancel")
    player.says("homework is a fight")
    assert "School work time" in player.labels()


def test_a_mere_hello_or_thanks_is_no_riddle() -> None:
    player = settled(Town())
    for text in ("Hi!", "good morning", "hello 👋"):
        player.says(text)
        assert "How can I help" in player.news
        assert player.labels() == ["What can we do?"]
    player.says("ok thank you so much")
    assert "I am here when you need me" in player.news
    player.says("I want to thank his teacher")
    assert "Say thanks" in player.labels()


def test_who_is_lost_finds_people() -> None:
    player = settled(Town())
    for text in ("i feel lost", "I don't know where to start", "i dont understand the iep at all"):
        player.says(text)
        assert player.labels()[0] == "Find help near you", text
