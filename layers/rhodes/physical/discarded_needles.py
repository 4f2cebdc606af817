"""Discarded needles."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="discarded_needles",
    title="Discarded needles",
    environment="physical",
    level="micro",
    question="Where are needles found in public places?",
    unit="reports per km² and year",
    harm="higher",
    caveat=(
        "Reports follow footfall and the habit of reporting. They are a call for disposal and "
        "services, not for enforcement."
    ),
    source=(
        "Allen et al. (2016): living beyond a mile from an exchange went with more injecting "
        "with used syringes; Rhodes (2002), The risk environment, International Journal of Drug"
        " Policy: named as part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("needle_report",),
    measure=EventDensity("needle_report", by="status"),
    in_score=True,
)
