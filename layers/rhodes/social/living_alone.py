"""Living alone."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="living_alone",
    title="Living alone",
    environment="social",
    level="micro",
    question="Where do more people live alone?",
    unit="% of households",
    harm="higher",
    caveat=("Value of the statistical area, copied to its cells. Living alone is not being isolated."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:living_alone",),
    measure=AreaIndicator(names=("living_alone",)),
    in_score=True,
)
