"""Indicators: any number about an area, long form, one row for an area and an indicator."""

from etl.feed import Column, Feed

FEED = Feed(
    id="area_indicator",
    title="Area indicators",
    kind="table",
    about=(
        "One row for each area and indicator. Rates are copied to the cells of the area, "
        "counts are shared out by residents."
    ),
    columns=(
        Column(
            "area_id",
            "text",
            "Id of the area in the boundary feed; 'place' for the whole place.",
            "T014",
            required=True,
            identity=True,
        ),
        Column(
            "indicator",
            "text",
            "Which indicator: the name a layer asks for.",
            "income_deprivation",
            required=True,
            identity=True,
        ),
        Column("period", "text", "Period the number is for.", "2025", identity=True),
        Column("value", "number", "The number.", "18.5", unit="see unit", required=True),
        Column(
            "denominator",
            "number",
            "When given, value / denominator x 100 is what is shown, as a per cent rate.",
            "",
            minimum=0,
        ),
        Column(
            "measure",
            "choice",
            "rate: copied to cells; count: shared out by residents.",
            "rate",
            choices=("rate", "count"),
            default="rate",
        ),
        Column("unit", "text", "Unit of the value.", "% of residents"),
        Column("note", "text", "What a reader must know about this number.", ""),
    ),
    dropped=("names and addresses of people",),
    cannot_show="Differences inside an area: every cell of it shows the same number.",
    health=False,
    health_because="Published statistics about areas of many people.",
)
