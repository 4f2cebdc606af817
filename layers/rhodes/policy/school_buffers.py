"""Near a school."""

from layers.layer import Layer
from layers.measure import BufferShare

LAYER = Layer(
    id="school_buffers",
    title="Near a school",
    environment="policy",
    level="micro",
    question="How much of the ground lies within 300 m of a school?",
    unit="% of the cell",
    harm="higher",
    caveat=(
        "Shows the ground that a rule of 300 m would close to services; whether such a rule "
        "exists is stated by the place."
    ),
    source=("Allen et al. (2016): a law on distance from schools shrank the space for syringe exchange."),
    licence="As each source states; see the page about the data.",
    needs=("sensitive_place",),
    measure=BufferShare("sensitive_place", sql="type = 'school'", radius_m=300.0),
    in_score=True,
)
