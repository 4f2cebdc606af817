"""The printed briefing: tagged, described, complete, honest when it is hard, the same bytes everywhere."""

from __future__ import annotations

import hashlib
import io
import os
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any

import pypdf
import pypdfium2
import pytest
from PIL import Image

from briefing.asked import LANGUAGES, MOST_PAGES, PAPERS, read_asked
from briefing.content.compose import compose
from briefing.content.model import Content
from briefing.paper.compiler import UnprintableError, compile_pdf, page_count
from briefing.paper.pdf import SETTINGS, Setting, make_pdf
from briefing.paper.picture import svg_to_png
from briefing.words.words import words_in
from etl.errors import BadInputError
from layers.published.version import Published
from tests.briefing.crowded import crowded
from tests.briefing.made import ACCENTS, HIDDEN, LONG, PURPOSE, VARIANTS, made

DAY = date(2026, 11, 1)
ROOT = Path(__file__).resolve().parents[3]


@cache
def printed(variant: str, paper: str = "a4") -> bytes:
    return make_pdf(VARIANTS[variant](), words_in("en"), paper)


@cache
def read(variant: str, paper: str = "a4") -> tuple[str, ...]:
    """The text of each page, its lines joined, a soft break inside a long word left out."""
    pages = pypdf.PdfReader(io.BytesIO(printed(variant, paper))).pages
    return tuple(" ".join(page.extract_text().replace("\u200b", "").split()) for page in pages)


def fonts(page: Any) -> Any:
    return page["/Resources"]["/Font"]


def tags(body: bytes) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every element of the structure tree with its standard name."""
    root: Any = pypdf.PdfReader(io.BytesIO(body)).trailer["/Root"]
    waiting = [root["/StructTreeRoot"]["/K"]]
    while waiting:
        node = waiting.pop(0)
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting = [*node, *waiting]
        elif isinstance(node, dict):
            if "/S" in node:
                yield str(node["/S"]).lstrip("/"), node
            if "/K" in node:
                waiting = [node["/K"], *waiting]


def test_it_is_tagged_titled_and_says_its_language() -> None:
    body = printed("full")
    reader = pypdf.PdfReader(io.BytesIO(body))
    root: Any = reader.trailer["/Root"]
    content = VARIANTS["full"]()
    assert root["/MarkInfo"]["/Marked"] is not False
    assert str(root["/Lang"]).startswith("en")
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == content.title
    assert reader.metadata.subject == content.headline
    said = root["/Metadata"].get_data().decode()
    assert "pdfuaid:part>1" in said
    assert "pdfaid:part>2" in said
    assert "pdfaid:conformance>A" in said
    assert content.provenance.content_id in said
    assert str(reader.metadata.creation_date).startswith(content.provenance.as_of)


def test_it_has_headings_table_heads_lists_and_described_pictures() -> None:
    found = list(tags(printed("full")))
    names = Counter(name for name, _ in found)
    assert names["H1"] == 1
    assert names["H2"] >= 10
    assert names["H3"] >= 4
    levels = [int(name[1]) for name, _ in found if name in ("H1", "H2", "H3")]
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert names["TH"] >= 3 + 4 + 4  # zones, measures, changes
    assert names["L"] >= 4
    figures = [node for name, node in found if name == "Figure"]
    # the main map, four small ones, two trends, the ranking, the trade-off and the link
    assert len(figures) == 1 + 4 + 2 + 1 + 1 + 1
    assert all(str(node.get("/Alt", "")).strip() for node in figures)
    ranking = next(str(node["/Alt"]) for node in figures if "Ranking" in str(node["/Alt"]))
    assert "2. Lantern Room, Consumption room: Clash, 190 (95 %: 150 to 250)." in ranking


@pytest.mark.parametrize("variant", VARIANTS)
def test_every_page_says_what_it_is_for_and_which_it_is(variant: str) -> None:
    pages = read(variant)
    for number, page in enumerate(pages, 1):
        assert PURPOSE in page
        assert f"Page {number} of {len(pages)}" in page
        assert "b7f3a91c20d4" in page
    assert 2 <= len(pages) <= MOST_PAGES
    assert f"{HIDDEN:.0f}"[:5] not in " ".join(pages).replace(",", "")


@pytest.mark.parametrize("paper", PAPERS)
def test_a_board_finds_what_it_asks(paper: str) -> None:
    text = "".join(" ".join(read("full", paper)).split())  # an address may be broken over two lines
    content = VARIANTS["full"]()
    assert content.clashes
    for expected in (
        *(content.title, content.headline, content.provenance.invented, content.clashes.said),
        *(content.clashes.closing, content.provenance.version, content.provenance.link),
        *(each.note for each in (key.value for key in content.key_figures)),
        *(each.name for each in content.clashes.services),
        *(each.outline.name for each in content.zones.zones),
        *(each.costs for each in content.zones.zones),
        *content.method,
        *content.withheld,
        *content.not_for,
        *(each.title for each in content.sources),
        *(line.title for line in content.zones.zones[0].ledger),
        *("Proposed, not agreed", "In force", "What changed", "Measures that count", "N", "2 km"),
    ):
        assert "".join(expected.split()) in text, expected
    assert pypdf.PdfReader(io.BytesIO(printed("full", paper))).pages[0].mediabox.width == pytest.approx(
        {"a4": 595.28, "us-letter": 612}[paper], abs=0.1
    )


def test_the_first_page_answers_first() -> None:
    first = read("full")[0]
    content = VARIANTS["full"]()
    assert content.headline in first
    assert all(key.value.text in first for key in content.key_figures)
    assert content.main_map.title in first
    assert "2 km" in first  # the map's own scale bar


def test_long_names_accents_and_signs_are_read_as_they_were_typed() -> None:
    text = " ".join(read("accents"))
    assert [name for name in ACCENTS if name not in text] == []
    assert '#set page() *bold* _it_ `raw` $x$ <b>&amp; \\ @ref "quoted" [box]' in text
    assert LONG in " ".join(read("long_names"))
    assert "Unbrokenlyconcatenatedservicename" * 3 in "".join("".join(read("long_names")).split())


def test_what_is_missing_is_said_and_leaves_no_hole() -> None:
    text = " ".join(read("two_layers"))
    assert text.count("No layer of this environment is on file.") == 2
    assert "Where enforcement clashes with services" not in text
    assert "No zone is published, so there is nothing to compare." in " ".join(read("no_zones"))
    assert "Too few records to say anything about any service." in " ".join(read("everything_withheld"))
    bare = " ".join(read("no_clash_index"))
    assert "Invented data" not in bare
    assert "https://" not in bare


def test_the_words_of_another_language_are_all_there() -> None:
    words = words_in("es")
    body = make_pdf(replace(made(2), language="es"), words, "a4")
    reader = pypdf.PdfReader(io.BytesIO(body))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    root: Any = reader.trailer["/Root"]
    assert str(root["/Lang"]).startswith("es")
    for key in ("key_figures", "environments", "zones", "not_for", "withheld", "method", "data", "changed"):
        assert words.say(f"paper.{key}") in text
    assert "Página 1 de" in text
    lines = {language: words_in(language).lines for language in LANGUAGES}
    for part in ("paper", "drawing"):
        assert set(lines["es"][part]) == set(lines["en"][part])


def _without_alt(content: Content) -> Iterator[tuple[str, Content]]:
    assert content.clashes
    yield "main map", replace(content, main_map=replace(content.main_map, alt=""))
    small = (replace(content.environments[0], alt="  "), *content.environments[1:])
    yield "small map", replace(content, environments=small)
    yield "trend", replace(content, trends=(replace(content.trends[0], alt=""),))
    yield "ranking", replace(content, clashes=replace(content.clashes, alt=""))
    yield "trade-off", replace(content, zones=replace(content.zones, trade=()))


@pytest.mark.parametrize("which", ["main map", "small map", "trend", "ranking", "trade-off"])
def test_no_picture_goes_without_alternative_text(which: str) -> None:
    content = dict(_without_alt(made(2)))[which]
    with pytest.raises(BadInputError, match="no alternative text"):
        make_pdf(content, words_in("en"), "a4")


def test_the_standard_itself_refuses_a_picture_without_alternative_text() -> None:
    source = b'#set document(title: "x")\n#image(bytes(sys.inputs.svg), format: "svg")'
    svg = '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'
    with pytest.raises(UnprintableError, match="alt"):
        compile_pdf(source, {"svg": svg}, DAY)


def test_a_warning_is_an_error_and_no_other_font_steps_in() -> None:
    with pytest.raises(UnprintableError, match="unknown font"):
        compile_pdf(b'#set document(title: "x")\n#set text(font: "Arial")\nText', {}, DAY)
    with pytest.raises(UnprintableError):
        compile_pdf(b'#import "@preview/cetz:0.4.2"\nText', {}, DAY)
    names = {
        str(font["/BaseFont"])
        for page in pypdf.PdfReader(io.BytesIO(printed("full"))).pages
        for font in (each.get_object() for each in fonts(page).values())
    }
    assert names
    assert all("Inter" in name for name in names)


def test_another_paper_is_refused() -> None:
    with pytest.raises(BadInputError, match="not known"):
        make_pdf(made(0), words_in("en"), "a3")


def test_the_main_map_stands_on_the_first_page_however_long_the_names() -> None:
    """Its legend gives way first: zones go below it, then their names are cut with a sign that they were."""
    for variant in ("full", "six_zones", "long_names", "accents", "two_layers"):
        assert "2 km" in read(variant)[0] or "1 km" in read(variant)[0] or "5 km" in read(variant)[0], variant


def test_it_is_small() -> None:
    assert max(len(printed(variant)) for variant in VARIANTS) < 400_000


def test_the_same_bytes_in_another_folder_zone_and_language(tmp_path: Path) -> None:
    script = (
        "import sys, hashlib; sys.path.insert(0, sys.argv[1])\n"
        "from tests.briefing.made import accents\n"
        "from briefing.words.words import words_in\n"
        "from briefing.paper.pdf import make_pdf\n"
        "print(hashlib.sha256(make_pdf(accents(), words_in('en'), 'a4')).hexdigest())\n"
    )
    environment = dict(os.environ, TZ="Pacific/Kiritimati", LC_ALL="tr_TR.UTF-8", PYTHONHASHSEED="7")
    environment |= {"HOME": str(tmp_path), "SOURCE_DATE_EPOCH": "1"}
    done = subprocess.run(
        [sys.executable, "-c", script, str(ROOT)],
        cwd=tmp_path,
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    assert done.stdout.strip() == hashlib.sha256(printed("accents")).hexdigest()
    assert list(tmp_path.iterdir()) == []


def test_two_at_once_make_the_same() -> None:
    made_here: dict[int, bytes] = {}

    def make(at: int) -> None:
        made_here[at] = make_pdf(VARIANTS[("full", "accents")[at % 2]](), words_in("en"), "a4")

    threads = [threading.Thread(target=make, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [made_here[at] for at in range(4)] == [printed("full"), printed("accents")] * 2


def test_bold_words_are_bold() -> None:
    """Inter comes as one variable font: the same word must cover more of the page where it is bold."""

    def dark(weight: int) -> int:
        source = f'#set document(title: "x")\n#set text(font: "Inter", weight: {weight})\nHamburgefonts'
        body = compile_pdf(source.encode(), {}, DAY)
        page = pypdfium2.PdfDocument(body)[0].render(scale=2).to_numpy()
        return int((255 - page[:, :, 0].astype(int)).sum())

    assert dark(700) > 1.15 * dark(400)


def test_a_drawing_becomes_pixels_with_its_words() -> None:
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 50 20" width="50mm" height="20mm" '
        'font-family="Inter"><text x="2" y="12" font-size="8">Ŵŷł</text></svg>'
    )
    first, again = svg_to_png(svg, 100), svg_to_png(svg, 100)
    assert first == again
    assert first.startswith(b"\x89PNG")
    picture = Image.open(io.BytesIO(first)).convert("L")
    assert picture.size == pytest.approx((56 / 25.4 * 100, 26 / 25.4 * 100), abs=2)
    assert picture.getextrema()[0] < 80
    with pytest.raises(UnprintableError):
        svg_to_png("no drawing")


@pytest.mark.parametrize("paper", PAPERS)
def test_what_a_version_says_prints_on_two_to_four_pages(opened: Content, paper: str) -> None:
    body = make_pdf(opened, words_in("en"), paper)
    reader = pypdf.PdfReader(io.BytesIO(body))
    text = " ".join(" ".join(page.extract_text().split()) for page in reader.pages)
    assert 2 <= len(reader.pages) <= 4
    assert opened.headline in text
    assert opened.purpose in text
    assert all(zone.outline.name in text for zone in opened.zones.zones)


def test_the_largest_text_and_the_most_words_that_four_pages_hold(monkeypatch: pytest.MonkeyPatch) -> None:
    def pages(*settings: Setting) -> int:
        monkeypatch.setattr("briefing.paper.pdf.SETTINGS", settings)
        body = make_pdf(VARIANTS["six_zones"](), words_in("en"), "us-letter")
        count = len(pypdf.PdfReader(io.BytesIO(body)).pages)
        assert page_count(body) == count
        return count

    huge, short = Setting(20.0, 0), Setting(9.0, 2)
    assert pages(huge) > MOST_PAGES >= pages(huge, short)


def test_six_zones_with_the_longest_names_and_notes_fit_four_pages(town: Published) -> None:
    words = words_in("es")  # the longer language, on the shorter paper
    content = crowded(compose(town, read_asked(town, {"language": "es"})))
    body = make_pdf(content, words, "us-letter")
    pages = [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(io.BytesIO(body)).pages]
    text = " ".join(pages).replace("\u200b", "")
    assert len(pages) == MOST_PAGES
    assert content.main_map.title in pages[0]
    for each in (*(zone.outline.name for zone in content.zones.zones), content.notes, content.audience):
        assert "".join(each.split()) in "".join(text.split())
    assert min(each.size_pt for each in SETTINGS) >= 8
