"""People with low incomes."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="low_income",
    title="People with low incomes",
    environment="economic",
    level="micro",
    question="Where do more people live on low incomes, by the local count?",
    unit="% of residents",
    harm="higher",
    caveat=("Value of the statistical area, copied to its cells: it describes places, not people."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:low_income",),
    measure=AreaIndicator(names=("low_income",)),
    in_score=False,
)
