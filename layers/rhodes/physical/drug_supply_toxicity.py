"""How toxic the drug supply is."""

from layers.layer import Layer
from layers.measure import PlacePanel

LAYER = Layer(
    id="drug_supply_toxicity",
    title="How toxic the drug supply is",
    environment="physical",
    level="macro",
    question="How dangerous is what people buy here?",
    unit="as stated with each value",
    harm="higher",
    caveat="One number for the whole place: it cannot say which street is more dangerous.",
    source=(
        "Ray et al. (2023): fatal overdoses doubled within seven days and 500 m of opioid "
        "seizures, as supply changed. Rhodes (2002), The risk environment, International "
        "Journal of Drug Policy: named as part of the environment; no size of effect is "
        "claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:drug_supply_toxicity",),
    measure=PlacePanel(indicators=("drug_supply_toxicity",)),
    in_score=True,
)
