"""Declared policing hotspots."""

from layers.layer import Layer
from layers.measure import HotspotShare

LAYER = Layer(
    id="declared_hotspots",
    title="Declared policing hotspots",
    environment="policy",
    level="micro",
    question="How much of the ground have the police declared a hotspot?",
    unit="% of the cell",
    harm="higher",
    caveat=("An intention, not a record of activity. Only hotspots that the police allow boards to see."),
    source=(
        "Beletsky et al. (2015); Davis et al. (2005): intensive policing went with less use of exchanges."
    ),
    licence="As each source states; see the page about the data.",
    needs=("hotspot",),
    measure=HotspotShare(),
    in_score=False,
)
