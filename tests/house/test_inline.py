"""Tips as cards in any chat, with the whole bot over HTTP; somebody of whom nothing is kept stays unknown."""

from __future__ import annotations

import pytest
from household import Household

pytest_plugins = ["house_fixtures"]


@pytest.mark.parametrize(("language", "typed", "title"), [("en", "hopes", "Our hopes"), ("es", "", "")])
async def test_cards_in_the_writers_language(home: Household, language: str, typed: str, title: str) -> None:
    home.chat.world.inline_mode = True
    maria = home.person("Maria")
    await maria.set_language(language)
    asked = await maria.ask_inline(typed)
    await home.chat.wait_until(lambda: asked.results is not None, 20.0)
    assert asked.results
    first = asked.results[0]
    if title:
        assert [each["title"] for each in asked.results] == [title]
    else:
        assert len(asked.results) == 10
    assert "?start=" in first["reply_markup"]["inline_keyboard"][0][0]["url"]
    label = first["reply_markup"]["inline_keyboard"][0][0]["text"]
    assert label == ("Do it privately" if language == "en" else "Hacerlo en privado")
    assert not maria.replies(0)


async def test_nothing_fits(home: Household) -> None:
    home.chat.world.inline_mode = True
    asked = await home.person("Sam").ask_inline("qwxyzv")
    await home.chat.wait_until(lambda: asked.results is not None, 20.0)
    assert asked.results == []
