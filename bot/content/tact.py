"""What each language says for blame and for the law: the phrases that the check looks for.

A language without an entry is not searched. Knows phrases, not documents.
"""

from __future__ import annotations

from collections.abc import Mapping

import msgspec
import regex


class Tact(msgspec.Struct, frozen=True):
    """Phrases of one language: `blame` never stands anywhere, `law` only beside a source and `state_rule`."""

    blame: regex.Pattern[str]
    law: regex.Pattern[str]
    state_rule: str  # lower case, with a straight apostrophe


_STATUTES = "IDEA|CFR|FAPE|USC"  # in capitals only: an idea is not the IDEA

_ENGLISH = Tact(
    blame=regex.compile(
        r"\b(?:don['’]t forget|do not forget|did you forget|you forgot|you must|you should have|you failed"
        r"|you have failed|failed|failure|(?<!not )your fault|you didn['’]t|lazy|shame on)\b",
        regex.IGNORECASE,
    ),
    law=regex.compile(
        r"\b(?:(?i:(?<!in-)laws?(?! enforcement)|legal(?:ly)?(?! advice)|rights|(?:the|a|your) right to|entitled"
        rf"|due process|federal rules?|required by)|{_STATUTES})\b"
    ),
    state_rule="check your state's rule",
)

# "debe" and "tiene que" put a load on someone, whoever it is: say what helps, or ask.
_SPANISH = Tact(
    blame=regex.compile(
        r"\b(?:no (?:lo |la )?olvides?|no (?:se )?te olvides|no se (?:te |le )?olvide|(?:se te|te) olvid(?:ó|aste)"
        r"|(?:lo |la )?olvidaste|deb(?:es|e|erías?)|t(?:ienes?|endrías?) que|(?<!no es )(?:tu|su) culpa|fallaste"
        r"|fracas(?:o|aste)|perezos[oa]|floj[oa]|qué vergüenza)\b",
        regex.IGNORECASE,
    ),
    law=regex.compile(
        r"\b(?:(?i:ley(?:es)?|(?<!consejos? )legal(?:es|mente)?|derechos|(?:el|un|tu|su) derecho (?:a|de)"
        rf"|tienes? derecho|(?:reglas?|normas?) federal(?:es)?|exigid[oa]s? por)|{_STATUTES})\b"
    ),
    state_rule="consulta la regla de tu estado",
)

_TACT: Mapping[str, Tact] = {"en": _ENGLISH, "es": _SPANISH}


def tact_of(language: str) -> Tact | None:
    """The phrases of a language such as `es` or `es-mx`, or None where nobody has gathered them."""
    return _TACT.get(language.partition("-")[0])
