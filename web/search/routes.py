"""The address that answers searches, from the published version only."""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from flask import Flask, Response, abort, jsonify, request

from layers.published.home import PublishedHome
from layers.published.offer import offer_of
from web.search.find import find

LONGEST: Final = 100


def add_search(server: Flask, follower: PublishedHome) -> None:
    """Add /search/<version>?q=...; another version than the current one is a 404."""

    @server.get("/search/<version>")
    def search(version: str) -> Response:
        published = follower.current()
        if published.version != version:
            abort(404)
        text = request.args.get("q", "")
        if len(text) > LONGEST:
            abort(400, description=f"q: is longer than {LONGEST} characters")
        answer = find(offer_of(published), text)
        reply = jsonify(found=[asdict(each) for each in answer.found], said=answer.said)
        reply.headers["Cache-Control"] = "no-store"
        return reply
