"""Limited command of the main language."""

from layers.layer import Layer
from layers.measure import AreaIndicator

LAYER = Layer(
    id="limited_language",
    title="Limited command of the main language",
    environment="social",
    level="micro",
    question="Who may not be reached by leaflets and phone lines?",
    unit="% of residents",
    harm="higher",
    caveat=(
        "Census value of the statistical area, copied to its cells: it describes places, not "
        "people. Shown for planning outreach."
    ),
    source=(
        "Rhodes (2002), The risk environment, International Journal of Drug Policy: named as "
        "part of the environment; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("area_indicator:no_english",),
    measure=AreaIndicator(names=("no_english", "limited_english")),
    in_score=True,
)
