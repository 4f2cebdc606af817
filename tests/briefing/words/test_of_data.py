"""What the program itself says in English has its Spanish; what it has not, stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from briefing.words.of_data import _SENTENCE
from briefing.words.words import words_in
from etl.feed import all_feeds
from layers.clash.states import CLOSING, LABELS, MEANINGS, NOTES, TROUBLES
from layers.layer import all_layers
from layers.look.symbols import SERVICE_SYMBOLS
from layers.publish.frame import SCORE_CAVEAT
from layers.published import measure_words
from layers.purpose import PURPOSE
from layers.zones import choices, figures, ledger, release
from layers.zones.measures import MEASURES
from layers.zones.status import STATUSES
from tests.briefing.words.test_words import lines_of

EN, ES = words_in("en"), words_in("es")
THE_SAME = {"Hospital", "km²", "No", "kits"}  # words that both languages share


def said_in_english() -> Iterator[str]:
    """Every text that a version or a vocabulary of the program gives a briefing."""
    for layer in all_layers().values():
        yield from (layer.title, layer.unit, layer.caveat)
    yield from (feed.title for feed in all_feeds().values())
    yield from (symbol.label for symbol in SERVICE_SYMBOLS.values())
    for table in (LABELS, MEANINGS, NOTES, TROUBLES):
        yield from table.values()
    yield from (CLOSING, PURPOSE, SCORE_CAVEAT)
    for measure in MEASURES.values():
        yield from (measure.title, measure.unit)
    yield from (status.label for status in STATUSES.values())
    for options in (
        choices.KINDS,
        choices.STRENGTHS,
        choices.COVERS,
        choices.OFFENCES,
        choices.SUPPLIES,
        choices.LADDER,
    ):
        yield from (choice.label for choice in options.values())
    yield from (choices.ALWAYS_OUT_WORDS, choices.NOT_SAID)
    yield from (figures.NOT_ON_FILE, figures.NOT_THESE_WEEKS, figures.NO_WEEKS, figures.NO_SERVICES)
    yield from (figures.NONE_NEAR, figures.NONE_AT_ALL, figures.NOTHING)
    yield from (release.FEW_FOR_A_RATE, release.ANALYSTS, release.NOT_RELEASED)
    yield from (release.APPROXIMATE, release.HELD)
    for table in (measure_words.TITLES, measure_words.UNITS, measure_words.NOTES):
        yield from table.values()
    yield from (measure_words.HEADING, *measure_words.REMARKS)
    for labels in (ledger.CATEGORIES, ledger.BEARERS, ledger.SOURCES, ledger.DIRECTIONS):
        yield from labels.values()
    for entry in (*ledger.BENEFITS, *ledger.COSTS):
        yield from (entry.title, entry.measured_by, entry.evidence)


def test_every_text_of_the_program_has_its_spanish() -> None:
    left = {
        sentence
        for text in said_in_english()
        for sentence in _SENTENCE.split(text)
        if sentence and ES.of(text) == text and ES.of(sentence) == sentence
    }
    assert left <= THE_SAME


def test_no_line_of_the_frame_is_left_in_english() -> None:
    spanish = dict(lines_of(ES.lines["content"]))
    same = {
        key
        for key, text in lines_of(EN.lines["content"])
        if text == spanish[key] and re.search(r"[A-Za-z]{2}", re.sub(r"\{\w+\}", "", text))
    }
    assert same == {"no", "level.micro", "level.macro"}


@pytest.mark.parametrize(
    ("english", "spanish"),
    [
        (
            "38\u00a0% of the zone lies within 300 m of a school. Where the law has harsher penalties or "
            "bars services there, an agreement does not lift them: take legal advice.",
            "El 38\u00a0% de la zona está a menos de 300 m de un colegio. Donde la ley impone allí penas más "
            "duras o prohíbe servicios, un acuerdo no las levanta: consulte a un abogado.",
        ),
        (
            "Inside the zone: 2 schools, 1 play area. Talk to them before it is proposed.",
            "Dentro de la zona: 2 colegios, 1 zona de juegos. Hable con ellos antes de proponerla.",
        ),
        (
            "Syringe confiscations: approximate locations, moved by up to 100 m by a source.",
            "Incautaciones de jeringuillas: ubicaciones aproximadas, que una fuente mueve hasta 100 m.",
        ),
        ("Overdose calls (proxy)", "Llamadas por sobredosis (sustituto)"),
        ("No data from Oct 2015 to Dec 2023.", "Sin datos de oct 2015 a dic 2023."),
        ("Values of 1,388 statistical areas.", "Valores de 1.388 zonas estadísticas."),
        ("under 8", "menos de 8"),
    ],
)
def test_sentences_with_values_in_them_are_put_into_spanish(english: str, spanish: str) -> None:
    assert ES.of(english) == spanish
    assert EN.of(english) == english


def test_what_has_no_spanish_stays_as_it_was() -> None:
    for typed in ("Ystrad Łódź ŵ ŷ", "Anything 1,234 real.", "{braces} stay", ""):
        assert ES.of(typed) == typed


def test_figures_with_units_are_written_as_in_each_language() -> None:
    assert (EN.with_unit(12.5, "% of residents"), ES.with_unit(12.5, "% of residents")) == (
        "12.5\u00a0% of residents",
        "12,5\u00a0% de los residentes",
    )
    assert EN.with_unit(3, "0 to 100") == "3 (0 to 100)"
    assert EN.with_unit(1, "1 lawful, 0 not") == "Lawful"
    assert ES.with_unit(1200, "km on foot") == "1.200 km a pie"
