"""Stigma."""

from layers.layer import Layer
from layers.measure import PlacePanel

LAYER = Layer(
    id="stigma",
    title="Stigma",
    environment="social",
    level="macro",
    question="How are people who use drugs looked upon here?",
    unit="as stated with each value",
    harm="higher",
    caveat="Surveys ask what people say. One number for the whole place.",
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:stigma",),
    measure=PlacePanel(indicators=("stigma",)),
    in_score=True,
)
