"""How the figures are worked out, in short and in plain words, and what the briefing must not be used for."""

from __future__ import annotations

from briefing.content.given import Given

STEPS = ("index", "need", "sure", "limits", "maps", "zones", "release")
NEVER = ("targeting", "patrols", "people", "offending", "intent", "proposals")


def method(given: Given) -> tuple[str, ...]:
    """Return the method in paragraphs; the last says where to read more."""
    words, clash = given.words, given.published.clash()
    zones, told = bool(given.asked.zones), clash is not None and not clash.trouble
    left_out = {"zones": not zones, "index": not told, "need": not told, "sure": not told, "limits": not told}
    streets = clash is not None and clash.along_streets
    walked = words.say(f"content.method.{'streets' if streets else 'straight'}")
    said = [
        words.say(f"content.method.{step}", walked=walked) for step in STEPS if not left_out.get(step, False)
    ]
    more = [words.say("content.method.more")]
    if words.language != "en":
        more.append(words.say("content.method.english"))
    return (*said, *more)


def not_for(given: Given) -> tuple[str, ...]:
    """Return what the briefing must not be used for."""
    return tuple(given.words.say(f"content.not_for.{each}", term=given.term) for each in NEVER)
