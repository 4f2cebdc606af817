"""The zones of a briefing: each as what it is, what it would protect and cost, and all side by side."""

from __future__ import annotations

from collections.abc import Sequence

from briefing.content.figures import amount, is_shown, named, said_figure
from briefing.content.given import Given
from briefing.content.ground import outlines
from briefing.content.ledger import ledger
from briefing.content.model import Said, Table, TableRow, ZoneOutline, Zones, ZoneSaid
from briefing.content.policy import hours_words, policy, strength_words
from layers.published.zones import ZoneShown
from layers.zones.said import PROTECTS
from layers.zones.side_by_side import ROWS, Option, options
from layers.zones.status import PROPOSALS, STATUSES, status_words
from layers.zones.weighed import FigureState

_TENSES = {"active": "now", "expired": "past", "withdrawn": "never"}


def zones(given: Given) -> Zones:
    """Return the zones asked for; without any, that there is none to compare."""
    words = given.words
    shown = [given.published.zone_shown(zone_id) for zone_id in given.asked.zones]
    if not shown:
        key = "not_chosen" if given.published.zones() else "none"
        return Zones(words.say(f"content.zones.{key}", term=given.term), (), None, ())
    told = tuple(_zone(given, outline, zone) for outline, zone in zip(outlines(given), shown, strict=True))
    proposals = sum(zone.zone.status in PROPOSALS for zone in shown)
    said = words.say("content.zones.said", count=len(shown))
    if proposals:
        said = f"{said} {words.say('content.zones.proposals', count=proposals)}"
    placed = tuple(options(shown)) if len(shown) > 1 else ()
    return Zones(
        said, told, _compared(given, shown), tuple(_trade(given, option) for option in placed), placed
    )


def _zone(given: Given, outline: ZoneOutline, shown: ZoneShown) -> ZoneSaid:
    words, zone = given.words, shown.zone
    return ZoneSaid(
        outline=outline,
        standing=standing(given, zone.status),
        protects=protects(given, shown),
        costs=costs(given, shown),
        held=words.say("content.zone.held", why=words.of(zone.held)) if zone.held else "",
        policy=policy(given, zone),
        cautions=tuple(words.of(each) for each in zone.cautions),
        detectable=tuple(words.of(each) for each in zone.detectable)
        or (words.say("content.zone.undetected"),),
        ledger=ledger(given, shown),
    )


def standing(given: Given, status: str) -> str:
    """Return what a zone of a status is, in one sentence: a proposal as a proposal."""
    if given.words.language == "en":
        return status_words(status, given.meta.place.zone_term)
    return given.words.say(f"content.standing.{status}", term=given.term)


def protects(given: Given, shown: ZoneShown) -> str:
    """Return what the zone would protect, as a sentence."""
    words = given.words
    parts = []
    for kind, _ in PROTECTS:
        figure, _ = shown.over("inside", kind)
        if figure is not None and is_shown(figure) and figure.value is not None:
            share = amount(figure, figure.value, words)
            parts.append(words.say(f"content.zone.of_{kind}", share=share))
    count = len(shown.zone.services)
    names = words.say("content.zone.names", count=count) if count else words.say("content.zone.names_none")
    if not parts:
        return words.say("content.zone.protects_unknown", names=names)
    tense = _TENSES.get(shown.zone.status, "would")
    return words.say(f"content.zone.protects_{tense}", names=names, parts=words.listing(parts))


def costs(given: Given, shown: ZoneShown) -> str:
    """Return what the zone would cost, as a sentence."""
    words = given.words
    forgone, _ = shown.over("", "forgone")
    share, _ = shown.over("inside", "enforcement")
    if forgone is None or not is_shown(forgone) or forgone.value is None:
        return words.say("content.zone.costs_unknown")
    number = words.number(round(forgone.value))
    if share is None or not is_shown(share) or share.value is None:
        return words.say("content.zone.costs", number=number)
    return words.say("content.zone.costs_share", number=number, share=amount(share, share.value, words))


def _compared(given: Given, shown: Sequence[ZoneShown]) -> Table:
    """Return the zones side by side: their terms, then every measure that one of them has."""
    words = given.words
    rows = [
        TableRow(words.say(f"content.zones.row.{key}"), tuple(Said(text) for text in texts))
        for key, texts in (
            ("status", [words.of(STATUSES[zone.zone.status].label) for zone in shown]),
            ("strength", [strength_words(given, zone.zone) for zone in shown]),
            ("hours", [hours_words(given, zone.zone) for zone in shown]),
            ("services", [words.number(len(zone.zone.services)) for zone in shown]),
        )
    ]
    for region, measure in ROWS:
        found = [zone.over(region, measure) for zone in shown]
        if any(figure is not None for figure, _ in found):
            cells = tuple(said_figure(figure, words, given.period(when)) for figure, when in found)
            rows.append(TableRow(named(measure, words), cells))
    return Table(
        caption=words.say("content.zones.caption", count=len(shown)),
        head=(
            words.say("content.zones.measure"),
            *(f"{number}. {zone.zone.name}" for number, zone in enumerate(shown, 1)),
        ),
        rows=tuple(rows),
        numbers=(False,) * (len(shown) + 1),
        note=words.say("content.zones.note"),
    )


def _trade(given: Given, option: Option) -> str:
    """Return what a zone gives and takes, and whether another here beats it."""
    words, gain, loss = given.words, option.gains[0], option.losses[0]
    if gain is None or loss is None:
        return words.say("content.zones.trade_unknown", name=option.name)
    stays = {True: "stays", False: "beaten", None: "unweighed"}[option.stays]
    return words.say(
        f"content.zones.trade_{stays}",
        name=option.name,
        gain=words.percent(gain, 1),
        loss=words.number(round(loss)),
    )


def held_back(shown: ZoneShown) -> int:
    """Return how many of a zone's figures are withheld or rest on too few events."""
    states = (FigureState.WITHHELD, FigureState.TOO_FEW)
    return sum(figure.state in states for figure in shown.figures.values())
