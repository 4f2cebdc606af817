"""Unemployment."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="unemployment",
    title="Unemployment",
    environment="economic",
    level="micro",
    question="Where are more people kept out of work?",
    unit="% of working-age residents",
    harm="higher",
    caveat=("Value of the statistical area, copied to its cells: it describes places, not people."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:unemployment",),
    measure=AreaIndicator(names=("unemployment", "employment_deprivation")),
    in_score=True,
)
