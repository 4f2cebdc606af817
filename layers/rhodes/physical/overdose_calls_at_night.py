"""Overdose calls at night."""

from layers.layer import Layer
from layers.measure import EventDensity

LAYER = Layer(
    id="overdose_calls_at_night",
    title="Overdose calls at night",
    environment="physical",
    level="micro",
    question="Where do people overdose and call for help between 20:00 and 05:00?",
    unit="calls per km² and year",
    harm="higher",
    caveat=(
        "Calls, not overdoses: people at an event may fear the police and not call. Calls without an hour are"
        " not in it, and it is a part of the layer about all hours."
    ),
    source=(
        "Bacon & Spicer (2022), Harm reduction policing: in the night-time economy and at festivals people "
        "do not ask for help; no size of effect is claimed."
    ),
    licence="As each source states; see the page about the data.",
    needs=("overdose_call",),
    measure=EventDensity(
        "overdose_call",
        sql="time_precision in ('second', 'minute', 'hour')"
        " and (hour(occurred_local) >= 20 or hour(occurred_local) < 5)",
    ),
    in_score=False,
)
