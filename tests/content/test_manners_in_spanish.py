"""Spanish has the manners of the English: easy to read, no blame, no law without its source."""

from __future__ import annotations

from pathlib import Path

import pytest
from spanish_shelf import CHOICE, spanish_shelf

# A made sentence in the language of offices: 31 words, most of them long.
HARD = (
    "De conformidad con las disposiciones reglamentarias aplicables, la institución educativa proporcionará "
    "oportunamente a los progenitores la documentación correspondiente a la elegibilidad del estudiante para recibir "
    "servicios especializados individualizados."
)
MANNERS = {
    "too hard": (HARD, "the text is hard to read (ease "),
    "blame": ("No olvides el papel.", '"No olvides" sounds like blame. '),
    "a load": ("Usted debe venir.", '"debe" sounds like blame. '),
    "another load": ("Tienes que firmar.", '"Tienes que" sounds like blame. '),
    "the law without its source": ("Tienes derecho a venir.", '"Tienes derecho" speaks of the law without a source. '),
    "two emoji": ("Hola 👋🏽⭐.", 'the step "start" has 2 emoji. '),
}


@pytest.mark.parametrize("fault", MANNERS)
def test_spanish_has_the_same_manners(tmp_path: Path, fault: str) -> None:
    spanish = spanish_shelf(tmp_path)
    text, complaint = MANNERS[fault]
    spanish.write("en/more.md", CHOICE.replace("Hi {child}.", "Hi."))
    spanish.write("es/more.md", CHOICE.replace("Hi {child}.", text))
    (found,) = spanish.complaints()
    assert found.partition(": ")[2].startswith(complaint)


def test_what_is_near_a_fault_in_spanish_is_none(tmp_path: Path) -> None:
    """To the right is no right, an idea is not the IDEA, advice that we do not give, nobody's fault; the law with its
    source."""
    spanish = spanish_shelf(tmp_path)
    near = "Ve derecho a casa. Qué buena idea. No doy consejos legales. No es tu culpa. Tengo que ver."
    told = "La regla federal lo dice. Consulta la regla de tu estado."
    spanish.write("en/more.md", CHOICE.replace("Hi {child}.", "Hi. Check your state's rule.\n\n{source: 34 CFR 300}"))
    spanish.write("es/more.md", CHOICE.replace("Hi {child}.", f"{near}\n\n{told}\n\n{{source: 34 CFR 300}}"))
    assert spanish.complaints() == []


def test_an_interface_string_that_blames_in_spanish(tmp_path: Path) -> None:
    spanish = spanish_shelf(tmp_path)
    path = spanish.folder / "es" / "interface.po"
    path.write_text(path.read_text("utf-8").replace('"Listo"', '"No olvides"'), "utf-8")
    (found,) = spanish.complaints()
    assert found.startswith("content/es/interface.po:")
    assert '"No olvides" sounds like blame' in found
