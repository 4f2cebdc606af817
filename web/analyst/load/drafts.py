"""Files that were uploaded and are not loaded yet, each with the settings edited so far.

They lie in HOME/restricted/drafts/<id>/, so a reload, a restart or another analyst finds them again.
"""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import shutil
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import IO, Any

from etl import store
from etl.errors import BadInputError
from etl.source_text import source_block

_ID = re.compile(r"[0-9a-f]{16}")
_BLOCK = 1 << 20


@dataclass(frozen=True)
class Draft:
    """One uploaded file. source: the loaded source it belongs to, '' for a new one. target: its name in raw.

    seen: what was found in the file (see propose.py). table: the settings as the form has them. tried: digest
    of what was last tried out; outcome: what came of it, the fields of a DryRun. organisation: of whoever
    uploaded it, the only one that sees it.
    """

    id: str
    name: str
    uploaded_at: str
    size: int
    sha256: str
    source: str = ""
    target: str = ""
    seen: dict[str, Any] = field(default_factory=dict)
    table: dict[str, Any] = field(default_factory=dict)
    tried: str = ""
    outcome: dict[str, Any] = field(default_factory=dict)
    organisation: str = ""

    def digest(self) -> str:
        """Return a digest of the settings and the file, to tell whether either changed since a dry run."""
        text = "|".join((self.sha256, self.target, source_block(self.table)))
        return hashlib.sha256(text.encode()).hexdigest()


class Drafts:
    """The drafts of one home."""

    def __init__(self, home: Path) -> None:
        """Name the home; its folder of drafts is made with the first one."""
        self.folder = store.restricted_path(home).parent / "drafts"

    def file(self, draft: Draft) -> Path:
        """Return where the uploaded file lies."""
        return self.folder / draft.id / draft.name

    def beside(self, draft: Draft, name: str) -> Path:
        """Return the path of another file of the draft; uploaded names end in other ways."""
        return self.folder / draft.id / name

    def receive(self, name: str, stream: IO[bytes], size: int, now: datetime, *, organisation: str) -> Draft:
        """Keep an uploaded file and return its draft. Raises BadInputError when it is empty or cut off."""
        draft_id = secrets.token_hex(8)
        folder = self.folder / draft_id
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        store.need_space(self.folder, 2 * size + 16_000_000)
        folder.mkdir(mode=0o700)
        found, seen = hashlib.sha256(), 0
        try:
            with (folder / name).open("wb") as kept:
                while block := stream.read(_BLOCK):
                    found.update(block)
                    seen += len(block)
                    kept.write(block)
            if not seen:
                raise BadInputError(
                    name, "is empty (0 bytes)", "Ask for the file again; nothing was changed."
                )
            if seen != size:
                raise BadInputError(name, "arrived cut off", "Upload it again; nothing was changed.")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        at = now.isoformat(timespec="seconds")
        draft = Draft(draft_id, name, at, seen, found.hexdigest(), organisation=organisation)
        self.save(draft)
        return draft

    def find(self, draft_id: Any) -> Draft:
        """Return a draft. Raises BadInputError when there is none of this id, or somebody discarded it."""
        path = self.folder / str(draft_id) / "draft.json"
        if not isinstance(draft_id, str) or not _ID.fullmatch(draft_id) or not path.is_file():
            raise BadInputError("the uploaded file", "is not waiting any more", "Upload it again.")
        return Draft(**json.loads(path.read_text(encoding="utf-8")))

    def save(self, draft: Draft) -> Draft:
        """Write a draft down and return it."""
        path = self.folder / draft.id / "draft.json"
        part = path.with_suffix(f".{secrets.token_hex(4)}.part")
        part.write_text(json.dumps(asdict(draft), ensure_ascii=False), encoding="utf-8")
        part.replace(path)
        return draft

    def edited(self, draft: Draft, **values: Any) -> Draft:
        """Return the draft with other values, written down."""
        return self.save(replace(draft, **values))

    def discard(self, draft: Draft) -> None:
        """Delete a draft with its file."""
        shutil.rmtree(self.folder / draft.id, ignore_errors=True)

    def waiting(self) -> list[Draft]:
        """Return all drafts, the latest upload first."""
        found = [path.parent.name for path in self.folder.glob("*/draft.json")]
        return sorted((self.find(name) for name in found), key=lambda draft: draft.uploaded_at, reverse=True)
