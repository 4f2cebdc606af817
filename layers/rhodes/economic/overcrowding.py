"""Overcrowded homes."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="overcrowding",
    title="Overcrowded homes",
    environment="economic",
    level="micro",
    question="Where do homes hold too many people?",
    unit="% of households",
    harm="higher",
    caveat=("Value of the statistical area, copied to its cells: it describes places, not people."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:overcrowding",),
    measure=AreaIndicator(names=("overcrowding",)),
    in_score=True,
)
