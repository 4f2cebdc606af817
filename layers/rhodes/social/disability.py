"""Disability or long illness."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="disability",
    title="Disability or long illness",
    environment="social",
    level="micro",
    question="Where do more people live with a disability or long illness?",
    unit="% of residents",
    harm="higher",
    caveat=("Value of the statistical area, copied to its cells: it describes places, not people."),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:disability",),
    measure=AreaIndicator(names=("disability",)),
    in_score=True,
)
