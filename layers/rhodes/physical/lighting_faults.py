"""Street lighting faults."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="lighting_faults",
    title="Street lighting faults",
    environment="physical",
    level="micro",
    question="Where are street lights out?",
    unit="reports per km² and year",
    harm="higher",
    caveat="Reports, not faults: better-off areas report more.",
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("condition_report",),
    measure=EventDensity("condition_report", sql="category = 'lighting_fault'"),
    in_score=True,
)
