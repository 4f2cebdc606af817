"""A real identity provider on this machine: Authlib's own authorization server, which signs one person in.

It checks what a provider checks (client, redirect address, code used once, PKCE); a test bends its tokens.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, ClassVar

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import OpenIDCode
from flask import Flask, Response, jsonify, request
from joserfc import jwt
from joserfc.jwk import RSAKey
from werkzeug.serving import make_server

CLIENT_ID, SECRET = "safepassage", "provider-made-this-secret"


@dataclass
class Person:
    """Whom the provider signs in, without asking."""

    sub: str = "person-7"
    claims: dict[str, Any] = field(
        default_factory=lambda: {
            "preferred_username": "cleo@example.org",
            "name": "Cleo May",
            "groups": ["everyone", "map-analysts"],
        }
    )

    def get_user_id(self) -> str:
        return self.sub


class Client(ClientMixin):
    """The map, as the provider knows it."""

    def __init__(self, redirect: str) -> None:
        self.redirect = redirect

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_default_redirect_uri(self) -> str:
        return self.redirect

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect

    def check_client_secret(self, client_secret: str) -> bool:
        return secrets.compare_digest(client_secret, SECRET)

    def check_endpoint_auth_method(self, method: str, _endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class Code(AuthorizationCodeMixin):
    """A code that was given out."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> int:
        return int(time.time())

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


Bend = Callable[[dict[str, Any], dict[str, Any]], None]  # changes header and claims of a token


@dataclass
class Provider:
    """The running provider. bend: what is wrong with its tokens; sign: a key other than its own."""

    issuer: str = ""
    person: Person = field(default_factory=Person)
    bend: Bend | None = None
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "first"}, private=True))
    sign: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Code] = field(default_factory=dict)
    userinfo: dict[str, Any] = field(default_factory=dict)

    def signed(self, header: dict[str, Any], claims: dict[str, Any]) -> str:
        if self.bend is not None:
            self.bend(header, claims)
        return self.sign(header, claims) if self.sign else jwt.encode(header, claims, self.key)


def _app(provider: Provider, redirect: str) -> Flask:
    app = Flask("provider")
    server = AuthorizationServer(
        app,
        query_client=lambda client_id: Client(redirect) if client_id == CLIENT_ID else None,
        save_token=lambda *_: None,
    )

    class Grant(AuthorizationCodeGrant):  # type: ignore[misc]
        TOKEN_ENDPOINT_AUTH_METHODS: ClassVar = ["client_secret_basic"]

        def save_authorization_code(self, code: str, asked: Any) -> Code:
            data = asked.payload.data
            provider.codes[code] = Code(
                code,
                asked.payload.redirect_uri,
                asked.payload.scope,
                data.get("nonce"),
                data.get("code_challenge"),
                data.get("code_challenge_method"),
            )
            return provider.codes[code]

        def query_authorization_code(self, code: str, _client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            del provider.codes[authorization_code.code]

        def authenticate_user(self, _code: Code) -> Person:
            return provider.person

    class Tokens(OpenIDCode):  # type: ignore[misc]
        def exists_nonce(self, nonce: str, _asked: Any) -> bool:
            return any(code.nonce == nonce for code in provider.codes.values())

        def encode_id_token(self, _token: dict[str, Any], asked: Any) -> str:
            now = int(time.time())
            claims = {
                "iss": provider.issuer,
                "aud": CLIENT_ID,
                "sub": provider.person.sub,
                "iat": now,
                "exp": now + 300,
                "nonce": asked.authorization_code.get_nonce(),
                **provider.person.claims,
            }
            return provider.signed({"alg": "RS256", "kid": provider.key.kid}, claims)

    server.register_grant(Grant, [Tokens(require_nonce=True), CodeChallenge(required=True)])

    @app.before_request
    def note() -> None:
        provider.asked.append(request.path)

    @app.get("/.well-known/openid-configuration")
    def configuration() -> Response:
        named = {name: f"{provider.issuer}/{name}" for name in ("authorize", "token", "jwks", "userinfo")}
        return jsonify(
            {
                "issuer": provider.issuer,
                "authorization_endpoint": named["authorize"],
                "token_endpoint": named["token"],
                "jwks_uri": named["jwks"],
                "userinfo_endpoint": named["userinfo"],
                **provider.metadata,
            }
        )

    @app.get("/jwks")
    def keys() -> Response:
        return jsonify({"keys": [provider.key.as_dict(private=False)]})

    @app.get("/authorize")
    def authorize() -> Any:
        return server.create_authorization_response(
            grant=server.get_consent_grant(end_user=provider.person), grant_user=provider.person
        )

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    @app.get("/userinfo")
    def userinfo() -> Response:
        return jsonify({"sub": provider.person.sub, **provider.userinfo})

    return app


@contextmanager
def running_provider(redirect: str) -> Iterator[Provider]:
    """Yield a provider that sends people back to `redirect` only."""
    provider = Provider()
    listening = make_server("127.0.0.1", 0, _app(provider, redirect), threaded=True)
    provider.issuer = f"http://127.0.0.1:{listening.server_port}"
    thread = threading.Thread(target=listening.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()
