"""Distance to take-home naloxone."""

from layers.layer import Layer
from layers.measure import NearestService

LAYER = Layer(
    id="naloxone_reach",
    title="Distance to take-home naloxone",
    environment="policy",
    level="micro",
    question="How far is the nearest place that gives out naloxone?",
    unit="km on foot",
    harm="higher",
    caveat=("Straight line × 1.3, whatever the hour. Naloxone that peers carry is not counted."),
    source="Bacon & Spicer (2022): naloxone is among the answers to street harms.",
    licence="As each source states; see the page about the data.",
    needs=("service",),
    measure=NearestService(sql="type = 'naloxone' or offers_naloxone"),
    in_score=True,
)
