"""Everything for those who work on with a briefing in one ZIP: paper, slides, pictures, tables, map files."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from briefing.asked import Asked
from briefing.content.model import Content
from briefing.files.dictionary import dictionary
from briefing.files.geojson import make_geojson
from briefing.files.geopackage import make_geopackage
from briefing.files.manifest import NAME, manifest
from briefing.files.page import make_html
from briefing.files.picture_files import picture_files
from briefing.files.pictures import draw_all
from briefing.files.tables import sheets
from briefing.files.tidy import make_csv, sheet_csv
from briefing.files.workbook import make_xlsx
from briefing.pack import pack
from briefing.words.words import Words


def make_bundle(
    content: Content,
    asked: Asked,
    words: Words,
    office: dict[str, bytes],
    *,
    template: bytes | None = None,
    step: Callable[[str], None],
) -> bytes:
    """Return the ZIP. office: the paper and the slides by name. step: told what is being made."""
    step("Drawing the maps")
    drawings = draw_all(content, words)
    files = {**office, **picture_files(content, drawings)}
    step("Writing tables and map files")
    files["briefing.html"] = make_html(content, words, drawings)
    files["figures.csv"] = make_csv(content, words)
    files["figures.xlsx"] = make_xlsx(content, words)
    files["briefing.gpkg"] = make_geopackage(content, words)
    files |= make_geojson(content, words)
    files["dictionary.csv"] = sheet_csv(dictionary(sheets(content, words), words))
    step("Packing")
    files[NAME] = manifest(content, asked, files, template)
    return pack(files, date.fromisoformat(content.provenance.as_of))
