"""Residential turnover."""

from layers.layer import Layer
from layers.measure import PlacePanel

LAYER = Layer(
    id="residential_turnover",
    title="Residential turnover",
    environment="social",
    level="macro",
    question="How fast do neighbours change?",
    unit="as stated with each value",
    harm="higher",
    caveat="One number for the whole place.",
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:residential_turnover",),
    measure=PlacePanel(indicators=("residential_turnover",)),
    in_score=True,
)
