"""What a sceptic would say of the clash index, and the answer: shown one click away from every figure."""

from __future__ import annotations

from dataclasses import dataclass

from layers.statistics.kernel import EDGE_SHARE
from layers.words import percent


@dataclass(frozen=True)
class Objection:
    """One objection and its answer, in plain words."""

    says: str
    answer: str


OBJECTIONS = (
    Objection(
        "Police records show what the police do, not what people do.",
        "Yes: that is what is measured here. The layer is called recorded police activity, never risk of "
        "offending. The layer of other police activity, not about drugs, is there to compare with.",
    ),
    Objection(
        "The police go where they went before, so their records feed on themselves.",
        "Nothing here recommends patrols or forecasts where to police. Need comes from health records only.",
    ),
    Objection(
        "People who fear the police do not call an ambulance, so need near services is under-counted.",
        "Analysts can raise need near services up to twice and see at which factor a class changes.",
    ),
    Objection(
        "What holds of a place need not hold of a person in it.",
        "Right: these are figures about places, not people.",
    ),
    Objection(
        "Other cells or another distance would give another answer.",
        "Events are counted in small cells, services at their exact points, and the distance of 400 m was "
        "fixed beforehand. Analysts see the ratio at 250, 400 and 800 m together. A service with more than "
        f"{percent(EDGE_SHARE)} of what counts around it outside the place is marked.",
    ),
    Objection(
        "The numbers are too small.",
        "Every index has its 95 % bounds. Services with too few records get no figure. No evidence is not "
        "proof that there is no clash: the test misses many.",
    ),
    Objection(
        "You chose the settings that give the answer you like.",
        "Kernel, distance, weeks and thresholds are fixed in the code and the same for every place; they "
        "are listed with the method.",
    ),
    Objection(
        "Something else draws both services and police to these places.",
        "It can: then false alarms rise from about 8 to 10 or 14 in a hundred. This compares places; it does "
        "not show intent or cause.",
    ),
    Objection(
        "This could harm the people who use the services.",
        "Published figures carry a little noise and are rounded, small ones are withheld; confidential "
        "services are neither tested nor located; nothing recent is shown.",
    ),
    Objection(
        "You only show what suits your cause.",
        "Services with less police activity than comparable places are listed as plainly as those with more. "
        "A study of a police crackdown in New York found hospital admissions flat or falling, against what "
        "it had expected (Cooper).",
    ),
)
