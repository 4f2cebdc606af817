"""What may be chosen for each field of a zone: the value that is kept, its label and one line of help.

Source of the ladder: Ayres & Braithwaite (1992), Responsive Regulation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from etl.errors import BadInputError


@dataclass(frozen=True)
class Choice:
    """One allowed value of a field. id: what is kept. help: one line for the person who chooses."""

    id: str
    label: str
    help: str


Choices = Mapping[str, Choice]


def _choices(*rows: tuple[str, str, str]) -> Choices:
    return MappingProxyType({row[0]: Choice(*row) for row in rows})


KINDS = _choices(
    ("polygon", "Polygon", "Corners set one by one."),
    ("rectangle", "Rectangle", "Two opposite corners."),
    ("freehand", "Freehand", "Drawn in one stroke."),
    ("circle", "Circle", "A centre and a radius in metres."),
    ("radius", "Around services", "Everywhere within a distance of the services chosen."),
    ("walk", "Walking time", "Everywhere within a few minutes' walk."),
    ("streets", "Along streets", "Named streets and what lies beside them."),
    ("footprint", "Building", "The outline of a building."),
    ("import", "From a file", "A shape taken from a file."),
)
OPERATIONS = _choices(
    ("add", "Add", "The zone also covers this shape."),
    ("subtract", "Take away", "The zone does not cover this shape."),
)
STRENGTHS = _choices(
    ("guidance", "Guidance", "Officers are advised; discretion stays with each of them."),
    ("agreement", "Written agreement", "Police and services have signed it; it binds by word, not by law."),
    ("prosecution_policy", "Prosecution policy", "The prosecutor has said what is not taken to court."),
    ("law", "Law", "A statute, by-law or exemption sets it."),
)
COVERS = _choices(
    ("service_users", "People using a service", "On their way to, at or leaving a service named here."),
    ("people_who_use", "People who use drugs", "Whether or not they use a service."),
    ("callers", "People who call for help", "Whoever calls, stays or helps at an overdose."),
    ("peers", "Peer workers and carriers", "People who carry equipment or naloxone for others."),
    ("staff", "Staff and volunteers", "People working for the services, in their work."),
    ("everyone", "Everyone", "Anybody inside the zone."),
)
OFFENCES = _choices(
    ("possession", "Possession for own use", "Holding a small amount for oneself."),
    ("equipment", "Equipment", "Holding syringes, pipes or other equipment, used or not."),
    ("public_use", "Use in public", "Using drugs where others can see it."),
    ("loitering", "Loitering", "Standing or waiting; trespass without damage."),
    ("begging", "Begging", "Asking passers-by for money."),
    ("public_drinking", "Drinking in public", "Where a rule forbids alcohol in the open."),
    ("breach_of_order", "Breach of an order", "Entering an area one was told to keep out of."),
    ("theft", "Theft", "Shop theft and other theft without violence."),
    ("drug_driving", "Driving under the influence", "Driving a vehicle after use."),
)
SUPPLIES = _choices(
    ("in", "Covered", "Supply is covered as possession is."),
    ("out", "Not covered", "Supply is dealt with as anywhere else."),
    (
        "small_amounts",
        "Small amounts covered",
        "Sharing, or selling a little to pay for one's own use, is covered.",
    ),
    ("case_by_case", "Case by case", "Officers and services decide together each time."),
)
LADDER = _choices(
    ("dialogue", "Dialogue", "Talk first: say what the matter is and listen."),
    ("information", "Information", "Say where help is and what the agreement asks."),
    ("referral", "Referral", "Offer a service and, where wanted, go along."),
    ("voluntary_diversion", "Voluntary diversion", "A programme instead of a charge, chosen freely."),
    ("warning", "Warning", "A recorded warning without a charge."),
    (
        "deferred_prosecution",
        "Deferred prosecution",
        "A charge waits and falls away if what was agreed is kept.",
    ),
    ("prosecution", "Prosecution", "The last rung, when support has failed."),
)
ALWAYS_OUT = _choices(
    ("emergencies", "Emergencies", "Police come at once when a life is in danger."),
    ("violence", "Violence", "Violence and threats are dealt with as anywhere else."),
    ("safeguarding", "Safeguarding", "Children and adults at risk are protected as anywhere else."),
    ("warrants", "Warrants", "A court's warrant is carried out as anywhere else."),
)
ALWAYS_OUT_WORDS = "Never covered by any zone: emergencies, violence, safeguarding and warrants."
NOT_SAID = "Not said yet"


def read_choice(value: object, choices: Choices, where: str, *, empty: bool = False) -> str:
    """Return the value if it may be chosen; empty: whether '' stands for 'not said yet'.

    Raises BadInputError naming the field.
    """
    if isinstance(value, str) and (value in choices or (empty and not value)):
        return value
    raise BadInputError(
        where, f"is {_shown(value)}, which cannot be chosen", f"Choose one of: {', '.join(choices)}."
    )


def read_choices(value: object, choices: Choices, where: str) -> tuple[str, ...]:
    """Return the values in the order of the choices, each once. Raises BadInputError naming the field."""
    if not isinstance(value, list | tuple):
        raise BadInputError(where, "is not a list", f"Give a list of: {', '.join(choices)}.")
    chosen = {read_choice(item, choices, where) for item in value}
    return tuple(choice for choice in choices if choice in chosen)


def label_of(value: str, choices: Choices) -> str:
    """Return what a reader sees for a kept value; '' is said as not said yet."""
    return choices[value].label if value else NOT_SAID


def _shown(value: object) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"
