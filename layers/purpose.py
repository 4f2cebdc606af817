"""The purpose line: on every page, slide and file."""

PURPOSE = (
    "For planning services and reducing harm from enforcement. Not for targeting, search or arrest. "
    "It compares places; it does not show intent or cause."
)
