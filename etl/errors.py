"""The two ways a command can end without doing its work, each with the exit code it maps to."""

from __future__ import annotations


class SafePassageError(Exception):
    """An error whose message is written for the person at the keyboard.

    `where` names the file, row and column (as far as known), `what` says what is wrong with it and
    `next_step` what to do about it. The three are kept apart so that JSON output and pages can show
    them apart; `str(error)` joins them into one readable paragraph.
    """

    exit_code = 3

    def __init__(self, where: str, what: str, next_step: str) -> None:
        """Join the three parts into one message, and keep them apart as attributes."""
        self.where = where
        self.what = what
        self.next_step = next_step
        super().__init__(f"{where}: {what}. {next_step}")


class BadInputError(SafePassageError):
    """A file, setting or argument cannot be used; nothing was changed (exit code 3)."""


class RefusedError(SafePassageError):
    """The input is readable but a rule of the product forbids the action (exit code 4)."""

    exit_code = 4
