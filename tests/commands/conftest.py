"""Commands as a person meets them: words in, exit code and two streams out."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import Any

import pytest

import app


class Ran:
    """What one command printed, and its exit code."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code, self.out, self.err = code, out, " ".join(err.split())

    @property
    def document(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def safepassage(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def run_words(*words: object) -> Ran:
        monkeypatch.setattr(sys, "argv", ["safepassage", *map(str, words)])
        with pytest.raises(SystemExit) as ended:
            app.main()
        return Ran(int(ended.value.code or 0), *capsys.readouterr())

    return run_words
