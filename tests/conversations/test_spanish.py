"""Spanish beyond the scripts: by the phone's language, by choice in the middle of a conversation, in the menus."""

from __future__ import annotations

from datetime import date, time

import pytest
import regex
from player import Player, Town, settled

from bot.app import menus
from bot.core.buttons import encode
from bot.core.coaching import REGISTRY
from bot.core.conversation import Link, Option
from bot.core.engine import Open

TOWN = Town()  # content is read once
SPANISH = TOWN.content.edition("es")
OWN = "She sings <all> day & night"


def choose_language(player: Player, settings: str, name: str) -> None:
    """Change the language where a parent finds it."""
    player.says("/settings")
    player.taps(settings)
    player.taps(name)


@pytest.mark.parametrize("code", ["es", "es-419", "es-MX", "ES_mx"])
def test_a_phone_in_spanish(code: str) -> None:
    maria = Player(Town(content=TOWN.content), language=code)
    maria.says("/start")
    assert "Ayudo a los padres a hacer equipo con la escuela" in maria.news
    maria.taps("Primero cuéntame más")
    assert maria.labels() == ["Sí, empecemos"], "no second time more of the same"
    maria.taps("Sí, empecemos")
    maria.says("Ana")
    assert maria.labels()[0] == "Hora oriental (Nueva York)"
    maria.says("Los Angeles")
    maria.taps(maria.labels()[0])
    assert "La hora donde estás es 7:00 a.m. (se cambia en /settings)." in maria.news
    assert maria.family().carers[0].language == "es"


def test_a_change_of_language_in_the_middle() -> None:
    """The question at hand comes again in Spanish; what was tapped and written before is kept, word for word."""
    maria = settled(Town(content=TOWN.content))
    maria.taps_data(encode(Open("strengths", "are")))
    maria.taps("Kind")
    maria.says(OWN)
    choose_language(maria, "Language", "Español")
    assert "Idioma: Español" in maria.news
    assert "¿Cómo es Ana?" in maria.news
    assert {"✓ Es amable", f"✓ {OWN}", "Listo", "Saltar"} <= set(maria.labels())
    maria.taps("Hace reír")
    maria.taps("Listo")
    assert f"Elegiste: Es amable, Hace reír, {OWN}" in maria.news
    maria.says("En casa, cada noche.")
    maria.taps("Saltar")
    maria.taps("Saltar")
    assert f"Es bueno saber: Es amable, Hace reír, {OWN}" in maria.news
    assert "Así se nota: En casa, cada noche." in maria.news
    assert "Le encanta" not in maria.news
    choose_language(maria, "Idioma", "English")
    maria.taps_data(encode(Open("strengths", "card")))
    assert f"Good to know: Kind, Funny, {OWN}" in maria.news
    assert "How that shows: En casa, cada noche." in maria.news


def test_the_phones_language_does_not_undo_the_choice() -> None:
    maria = settled(Town(content=TOWN.content))
    choose_language(maria, "Language", "Español")
    maria.says("/help")
    assert "Cómo te puedo ayudar" in maria.news


def test_files_are_called_in_spanish() -> None:
    """In letters that an old phone and a school's computer can write, too; a page for the school in its language."""
    luz = settled(Town(content=TOWN.content), language="es")
    luz.says("/ask ¿Por qué hay tanto ruido en el autobús?")
    for language, name in (
        ("Español", "nuestras-preguntas-2026-11-24.pdf"),
        ("Inglés", "our-questions-2026-11-24.pdf"),
    ):
        luz.says("/papers")
        luz.taps("Nuestras preguntas")
        luz.taps(language)
        assert luz.fresh[-1].called == name
    luz.says("/meeting")
    luz.picks(date(2026, 12, 10))
    luz.picks_time(time(16, 30))
    luz.taps("Ponerla en mi calendario")
    assert luz.fresh[-1].called == "reunion-del-iep.ics"
    luz.says("/export")
    assert luz.fresh[-1].called == "copia-de-sameside-2026-11-24.json"


def test_the_directory_of_help() -> None:
    """The operator's entries in Spanish where they are written, else in English."""
    maria = settled(Town(content=TOWN.content), language="es")
    maria.taps_data(encode(Open("help", "region")))
    maria.says("Vivo en Estados Unidos")
    assert "Busca tu Centro de Padres\nCada estado tiene" in maria.news
    assert "Aquí nadie lo ha revisado aún." in maria.news


def test_the_menus_of_commands() -> None:
    """All commands in both languages; in Spanish a phone shows each description on one line."""
    found = {(menu.scope, menu.language): dict(menu.commands) for menu in menus(TOWN.content)}
    assert found["private", "es"].keys() == found["private", "en"].keys() == REGISTRY.menu.keys()
    assert found["private", "es"]["settings"] == "Idioma, zona horaria, horas sin avisos"
    for scope in ("private", "group"):
        for name, text in found[scope, "es"].items():
            assert text != found[scope, "en"][name]
            assert len(text) <= 40


def test_no_text_was_left_in_english() -> None:
    """No label is the same in both languages; a person's name or a number may be, and here none is."""
    english = TOWN.content.edition("en")
    for name, conversation in SPANISH.conversations.items():
        assert conversation.title != english.conversations[name].title
        for step in conversation.steps.values():
            theirs = english.conversations[name].steps[step.name]
            pairs: list[tuple[Link | Option, Link | Option]] = [*zip(step.links, theirs.links, strict=True)]
            if step.ask and theirs.ask:
                pairs += zip(step.ask.options, theirs.ask.options, strict=True)
            assert all(ours.label != other.label for ours, other in pairs), step
            if regex.search(r"\p{L}", regex.sub(r"\{[^}]*\}", "", step.html)):
                assert step.html != theirs.html


def test_loose_words_of_a_tired_mother() -> None:
    maria = settled(Town(content=TOWN.content))
    choose_language(maria, "Language", "Español")
    maria.says("hola buenas tardes")
    assert "¿En qué te ayudo hoy?" in maria.news
    maria.says("estoy perdida")
    assert "Esto puede ayudar" in maria.news
    assert maria.labels()[0] == "Busca ayuda cerca de ti"
    maria.says("muchas gracias")
    assert "Con gusto" in maria.news
