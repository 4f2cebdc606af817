"""Night-time economy."""

from layers.layer import Layer
from layers.measure import SiteDensity

LAYER = Layer(
    id="night_time_venues",
    title="Night-time economy",
    environment="social",
    level="micro",
    question="Where do people go out?",
    unit="venues per km²",
    harm="neither",
    caveat=("A venue is a place to reach people, with drug checking and early warnings, not a sign of harm."),
    source=(
        "Bacon & Spicer (2022): heavy policing of nightlife goes with taking everything before "
        "entry and not asking for help."
    ),
    licence="As each source states; see the page about the data.",
    needs=("venue",),
    measure=SiteDensity("venue"),
    in_score=False,
)
