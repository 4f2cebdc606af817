"""Residential turnover."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="residential_turnover",
    title="Residential turnover",
    environment="social",
    level="micro",
    question="How fast do neighbours change?",
    unit="% of households a year",
    harm="higher",
    caveat=(
        "Value of the statistical area, copied to its cells. New neighbours are not a harm; thin ties are."
    ),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:residential_turnover",),
    measure=AreaIndicator(names=("residential_turnover",)),
    in_score=True,
)
