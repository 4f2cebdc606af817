"""Hours of needle exchange."""

from layers.layer import Layer
from layers.measure import OpenHours

LAYER = Layer(
    id="needle_exchange_hours",
    title="Hours of needle exchange",
    environment="policy",
    level="micro",
    question="For how many hours a week is an exchange open within a walk?",
    unit="hours a week",
    harm="lower",
    caveat=(
        "Opening hours as listed, within 1,600 m on foot; services whose hours are not known count as closed."
    ),
    source=(
        "Allen et al. (2016): nearness went with consistent use, and rules that shrink the "
        "space for exchanges cut access."
    ),
    licence="As each source states; see the page about the data.",
    needs=("service",),
    measure=OpenHours(sql="type = 'needle_exchange' or offers_needles", within_m=1600.0),
    in_score=True,
)
