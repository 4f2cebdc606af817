"""Everything that one briefing says, put together from one published version; pure, without a clock."""

from __future__ import annotations

from datetime import date

from briefing.asked import Asked
from briefing.content.changed import changed_since
from briefing.content.clashes import clashes
from briefing.content.earlier import Earlier
from briefing.content.given import Given
from briefing.content.ground import ground
from briefing.content.headline import headline
from briefing.content.key_figures import key_figures
from briefing.content.maps import environment_maps, grid_of, main_map
from briefing.content.measures import measures_table
from briefing.content.method import method, not_for
from briefing.content.model import Content, MapShown, Provenance
from briefing.content.remembered import kept_figures
from briefing.content.sources import sources
from briefing.content.trends import trends
from briefing.content.withheld import withheld
from briefing.content.zones import zones
from briefing.words.words import words_in
from etl.errors import BadInputError
from layers.published.version import Published


def compose(published: Published, asked: Asked, earlier: Earlier | None = None) -> Content:
    """Return what a briefing of a version says.

    asked: checked by `read_asked`. Raises BadInputError for a version of exact figures.
    """
    meta = published.meta()
    if meta.exact:
        raise BadInputError(
            "briefing",
            "would be made of exact figures, which are not for publication",
            "Make it from the published version.",
        )
    given = Given(published, asked, words_in(asked.language))
    words = given.words
    main, others = main_map(given), environment_maps(given)
    ranking, went, kept = clashes(given), trends(given), kept_figures(given)
    return Content(
        language=asked.language,
        title=asked.title or words.say("content.title", place=meta.place.name),
        audience=asked.audience,
        dated=words.day(date.fromisoformat(meta.as_of[:10])),
        view_words=_view_words(given, main),
        notes=asked.notes,
        headline=headline(given),
        key_figures=key_figures(given),
        ground=ground(given),
        main_map=main,
        environments=others,
        clashes=ranking,
        zones=zones(given),
        measures=measures_table(given),
        trends=went,
        changed=changed_since(kept, earlier, words, given.rounding),
        sources=sources(given),
        method=method(given),
        withheld=withheld(given, (main, *others), ranking, went),
        not_for=not_for(given),
        purpose=words.of(meta.purpose),
        provenance=_provenance(given),
        kept=kept,
    )


def _view_words(given: Given, main: MapShown) -> str:
    """Return what the large map shows: layer, period and level of detail."""
    if not main.key:
        return main.missing
    return ", ".join(each for each in (main.title, main.period, given.grid(grid_of(given, main.key))) if each)


def _provenance(given: Given) -> Provenance:
    meta, asked, words = given.meta, given.asked, given.words
    address = asked.address.rstrip("/")
    return Provenance(
        place_id=meta.place.id,
        place=meta.place.name,
        version=given.published.version,
        as_of=meta.as_of[:10],
        published_on=meta.published_at[:10],
        content_id=asked.content_id(given.published.version),
        link=f"{address}/?{asked.view}".removesuffix("?") if address else "",
        view=asked.view,
        invented=words.of(meta.place.banner),
    )
