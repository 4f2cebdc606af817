"""Confiscations per 1,000 service visits."""

from layers.layer import Layer
from layers.measure import EventPerOutcome

LAYER = Layer(
    id="confiscations_per_visit",
    title="Confiscations per 1,000 service visits",
    environment="social",
    level="micro",
    question="How often does going for help cost people their equipment?",
    unit="confiscations per 1,000 visits",
    harm="higher",
    caveat=("Whole place only. Both numbers come from services and miss people who stay away."),
    source=(
        "Beletsky et al. (2015): encounters with police clustered round exchanges; Davis et al."
        " (2005): use of exchanges fell under intensive policing, most for Black and male "
        "users."
    ),
    licence="As each source states; see the page about the data.",
    needs=("syringe_confiscation", "outcome_measure:service_visits"),
    measure=EventPerOutcome(feed="syringe_confiscation", sql="true", outcome="service_visits", per=1000.0),
    in_score=False,
)
