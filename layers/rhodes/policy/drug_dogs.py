"""Drug dog deployments."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="drug_dogs",
    title="Drug dog deployments",
    environment="policy",
    level="micro",
    question="Where do police bring drug dogs?",
    unit="records per km² and year",
    harm="higher",
    caveat=(
        "This measures what police do and record, not drugs. Deployments that nobody entered are not in it."
        " Shown beside the scores, never inside them."
    ),
    source=(
        "Bacon & Spicer (2022): dogs and heavier policing of festivals and nightlife go with taking "
        "everything before entry and not asking for help; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("police_activity",),
    measure=EventDensity("police_activity", sql="category = 'drug_dog'"),
    in_score=False,
)
