"""Derelict buildings."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="derelict_buildings",
    title="Derelict buildings",
    environment="physical",
    level="micro",
    question="Where are buildings reported as abandoned?",
    unit="reports per km² and year",
    harm="higher",
    caveat=("Reports, not buildings. Clearing a building moves people on; it does not end the need."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("condition_report",),
    measure=EventDensity("condition_report", sql="category = 'derelict_building'"),
    in_score=True,
)
