"""Median income."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="median_income",
    title="Median income",
    environment="economic",
    level="micro",
    question="Where are incomes lowest?",
    unit="local currency a year",
    harm="lower",
    caveat=("Value of the statistical area, copied to its cells: it describes places, not people."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:median_income",),
    measure=AreaIndicator(names=("median_income",)),
    in_score=True,
)
