"""Rent burden."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="rent_burden",
    title="Rent burden",
    environment="economic",
    level="micro",
    question="Where does rent take most of the income?",
    unit="%, as the source defines it",
    harm="higher",
    caveat=("Value of the statistical area, copied to its cells: it describes places, not people."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:rent_burden",),
    measure=AreaIndicator(names=("rent_burden",)),
    in_score=True,
)
