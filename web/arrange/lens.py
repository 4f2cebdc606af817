"""Two contexts of harm as saved views: the street, and the night-time economy and festivals.

Source: Bacon & Spicer (2022), Harm reduction policing: conceptualisation and implementation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from dash import dcc, html

from layers import words
from layers.look.symbols import SERVICE_SYMBOLS
from layers.published.offer import Offer
from web.aria import aria
from web.view.state import OPACITY, View


@dataclass(frozen=True)
class Lens:
    """One context: calls for help on the first map, what the police do on the second.

    first, second: layers, of which the first that has figures is taken. services: types to mark.
    venues: mark venues and festivals too, where the place has any.
    telling: the context is there only where one of these layers has figures.
    """

    label: str
    about: str
    first: tuple[str, ...]
    second: tuple[str, ...]
    services: tuple[str, ...]
    telling: tuple[str, ...]
    venues: bool = False


LENSES: Final = {
    "street": Lens(
        "Street scene",
        "Calls for help beside confiscations and searches: where fear of the police keeps people away.",
        ("overdose_calls", "discarded_needles"),
        ("syringe_confiscations", "recorded_police_activity"),
        ("needle_exchange", "naloxone", "consumption_room", "opioid_treatment", "outreach"),
        ("overdose_calls", "syringe_confiscations", "recorded_police_activity"),
    ),
    "night": Lens(
        "Night-time economy and festivals",
        "Calls for help and drug searches between 20:00 and 05:00, with drug checking, naloxone, venues and "
        "the days of festivals.",
        ("overdose_calls_at_night", "night_time_venues"),
        ("police_activity_at_night", "drug_dogs", "night_time_venues"),
        ("drug_checking", "naloxone", "hospital", "outreach"),
        ("overdose_calls_at_night", "drug_dogs", "night_time_venues"),
        venues=True,
    ),
}


def lens_parts(offer: Offer, name: str) -> dict[str, str]:
    """Return what a link says that asks for a lens, {} where this place lacks what the lens is about."""
    lens = LENSES.get(name)
    if lens is None or why_not(offer, lens):
        return {}
    first = next((each for each in lens.first if offer.drawable(each)), "")
    second = next((each for each in lens.second if offer.drawable(each) and each != first), "")
    shown = [kind for kind in lens.services if kind in offer.service_types]
    on = first or second
    parts = {offer.published.layers()[on].environment: f"{on},{OPACITY}"}
    if shown:
        parts["services"] = ",".join(shown)
    if lens.venues and offer.published.venues():
        parts["venues"] = "1"
    return parts | ({"maps": "two", "side_layer": second} if first and second else {})


def why_not(offer: Offer, lens: Lens) -> str:
    """Return why a lens has nothing to show here, '' where it has."""
    layers = offer.published.layers()
    if any(each in layers and offer.drawable(each) for each in lens.telling):
        return ""
    names = [layers[each].title.lower() for each in lens.telling if each in layers]
    return (
        f"Not for this place: nothing is published of {words.listing(names, 'or')}."
        if names
        else "Not published."
    )


def build_lenses(offer: Offer, view: View) -> html.Section:
    """Return the two contexts as links, each with what this place lacks of it."""
    return html.Section(
        className="points lenses",
        children=[
            html.H3("Two contexts"),
            html.Ul([_lens(offer, name, lens) for name, lens in LENSES.items()]),
            dcc.Store(id="lens", data=view.arrange.lens),
        ],
    )


def _lens(offer: Offer, name: str, lens: Lens) -> html.Li:
    closed = why_not(offer, lens)
    layers = offer.published.layers()
    lacking = [
        layers[each].title.lower() if each in layers else f"{each.replace('_', ' ')} (not published)"
        for each in dict.fromkeys((*lens.first[:1], *lens.second[:1]))
        if not offer.drawable(each)
    ]
    lacking += [
        SERVICE_SYMBOLS[kind].label.lower() for kind in lens.services[:1] if kind not in offer.service_types
    ]
    said: list[Any] = [html.P(lens.about, className="about")]
    if closed:
        said = [html.P(closed, className="about")]
    elif lacking:
        said.append(html.P(f"Not on file here: {words.listing(lacking)}.", className="about"))
    link: dict[str, Any] = {"href": f"?lens={name}"} if not closed else aria(disabled="true")
    return html.Li([html.A(lens.label, id=f"lens-{name}", className="lens-link", role="link", **link), *said])
