"""Drug laws."""

from layers.layer import Layer
from layers.measure import PlacePanel

LAYER = Layer(
    id="drug_laws",
    title="Drug laws",
    environment="policy",
    level="macro",
    question="What do the laws allow?",
    unit="as stated with each value",
    harm="neither",
    caveat="A summary by the place, not legal advice. The same for every cell.",
    source=(
        "Burris et al. (2004): laws on syringes and the way police use them shape risk; Rhodes "
        "(2002), The risk environment, International Journal of Drug Policy: named as part of "
        "the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:possession_law",),
    measure=PlacePanel(
        indicators=("possession_law", "paraphernalia_law", "good_samaritan_law", "consumption_room_law")
    ),
    in_score=False,
)
