"""What can go wrong when something people wrote is kept. Pages and commands put these in their own words."""

from __future__ import annotations

from records.zone_version import ZoneVersion


class RecordsError(Exception):
    """Nothing was changed. where, what, next_step: as the house's other errors say them."""

    def __init__(self, where: str, what: str, next_step: str) -> None:
        """Join the three parts into one message, and keep them apart as attributes."""
        self.where = where
        self.what = what
        self.next_step = next_step
        super().__init__(f"{where}: {what}. {next_step}")


class StoreError(RecordsError):
    """The store cannot be opened, or cannot be used now."""


class NotFoundError(RecordsError):
    """There is no such zone, version, account or organisation."""


class UnfitError(RecordsError):
    """A name, reason, comment or password that cannot be kept."""


class NotNowError(RecordsError):
    """What the zone or account is now does not allow it."""


class LockedOutError(NotNowError):
    """The last try before a pause has failed; whoever tries is told the same as before."""


class ConflictError(RecordsError):
    """Someone else was faster. latest: what is kept now; nothing was merged."""

    def __init__(self, where: str, what: str, next_step: str, latest: ZoneVersion) -> None:
        """Keep the latest version beside the message."""
        super().__init__(where, what, next_step)
        self.latest = latest
