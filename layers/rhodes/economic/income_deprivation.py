"""Income deprivation."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="income_deprivation",
    title="Income deprivation",
    environment="economic",
    level="micro",
    question="Where do more people live on low incomes?",
    unit="% of residents",
    harm="higher",
    caveat=("Value of the statistical area, copied to its cells: it describes places, not people."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:income_deprivation",),
    measure=AreaIndicator(names=("income_deprivation",)),
    in_score=True,
)
