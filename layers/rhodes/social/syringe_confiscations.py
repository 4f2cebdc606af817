"""Syringe confiscations."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="syringe_confiscations",
    title="Syringe confiscations",
    environment="social",
    level="micro",
    question="Where is injecting equipment taken from people?",
    unit="reports per km² and year",
    harm="higher",
    caveat=(
        "Almost nobody records confiscations; reports rise where outreach workers ask. Shown "
        "beside the scores, never inside them."
    ),
    source=(
        "Baker et al. (2019, 2020): confiscation went with 2.04–2.38 times the odds of HIV; "
        "Beletsky et al. (2011): 31 % of exchanges heard of it at least monthly, with odds "
        "3.6–3.9 times higher for programmes that serve people of colour."
    ),
    licence="As each source states; see the page about the data.",
    needs=("syringe_confiscation",),
    measure=EventDensity("syringe_confiscation", by="taken_by"),
    in_score=False,
)
