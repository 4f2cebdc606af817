"""Where a setting of a place file stands, for the messages about it."""

from __future__ import annotations

from pathlib import Path

from etl.errors import BadInputError


class SettingError(BadInputError):
    """One setting of a place file is wrong; `setting` names it, as `columns.latitude` or `crs`."""

    def __init__(self, where: str, what: str, next_step: str, setting: str) -> None:
        """Keep the setting's name beside the message."""
        self.setting = setting
        super().__init__(where, what, next_step)


class Settings:
    """The lines of a place file, to find a setting in."""

    def __init__(self, path: Path, text: str) -> None:
        """Keep the file's name and its lines."""
        self.path = path
        self.lines = text.splitlines()

    def error(self, setting: str, what: str, next_step: str, block: int | None = None) -> SettingError:
        """Return the error for a setting, with its line when it can be found; block: number of [[source]]."""
        return SettingError(self._where(setting, block), what, next_step, setting)

    def _where(self, setting: str, block: int | None) -> str:
        first, last = 0, len(self.lines)
        starts = [i for i, line in enumerate(self.lines) if line.replace(" ", "").startswith("[[source]]")]
        if block is not None and block < len(starts):
            first = starts[block]
            last = starts[block + 1] if block + 1 < len(starts) else last
        key = setting.split(".")[-1]
        for number in range(first, last):
            if self.lines[number].split("=")[0].strip().strip('"') == key and "=" in self.lines[number]:
                return f"{self.path}, line {number + 1}, setting {setting}"
        return f"{self.path}, setting {setting}"
