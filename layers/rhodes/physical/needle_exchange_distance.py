"""Distance to clean needles."""

from layers.layer import Layer
from layers.measure import NearestService

LAYER = Layer(
    id="needle_exchange_distance",
    title="Distance to clean needles",
    environment="physical",
    level="micro",
    question="How far is the nearest place that gives out sterile needles?",
    unit="km on foot",
    harm="higher",
    caveat=(
        "Straight line × 1.3, whatever the hour; see the opening hours layer. Places that "
        "nobody lists, such as peers, are not counted."
    ),
    source=(
        "Allen et al. (2016): living more than a mile away went with more injecting with used "
        "syringes; Cooper et al. (2012): access alone did not undo the effect of arrests."
    ),
    licence="As each source states; see the page about the data.",
    needs=("service",),
    measure=NearestService(sql="type = 'needle_exchange' or offers_needles"),
    in_score=True,
)
