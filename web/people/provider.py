"""Talking with an identity provider: where to send somebody, and who came back, proved by a signed token.

Sources: OpenID Connect Core 1.0, 3.1 (authorization code) and 3.1.3.7 (what of the token is checked);
OpenID Connect Discovery 1.0, 4.3; RFC 7636 (PKCE, S256); RFC 9207 (the issuer in the answer); RFC 8725, 3.1
(algorithms are the reader's choice).
"""

from __future__ import annotations

import hmac
import math
import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import requests
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from etl.errors import BadInputError
from web.people.oidc_settings import Oidc, require_way

WAIT_S: Final = 5  # for an answer of the provider's
PAUSE_S: Final = 10  # before it is asked again when it gave none, so that nobody waits for it twice
LEEWAY_S: Final = 60  # that its clock may be off
FRESH_S: Final = 3600  # for which its metadata and keys are taken as read
ALGORITHMS: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
_ENDPOINTS: Final = ("authorization_endpoint", "token_endpoint", "jwks_uri")


class NotProvedError(Exception):
    """The answer does not prove who came back; the message is for the log and holds nothing secret."""


class UnreachableError(Exception):
    """The provider gives no answer that can be used."""


@dataclass(frozen=True)
class Trip:
    """What is remembered of somebody who was sent away: it must come back, or be in the token."""

    state: str
    nonce: str
    verifier: str

    @classmethod
    def begin(cls) -> Trip:
        """Return a new one, which nobody can guess."""
        return cls(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(48))


class Provider:
    """An identity provider, asked from any thread."""

    def __init__(self, oidc: Oidc) -> None:
        """Name the provider; nothing is asked yet."""
        self.oidc = oidc
        self._lock = threading.Lock()
        self._read: tuple[float, dict[str, Any], KeySet] | None = None
        self._failed_at = -math.inf

    def way_there(self, trip: Trip, back: str) -> str:
        """Return where to send somebody. back: where they are sent on to then. Raises UnreachableError."""
        metadata, _ = self._known()
        with self._client(back) as client:
            address, _ = client.create_authorization_url(
                metadata["authorization_endpoint"],
                state=trip.state,
                nonce=trip.nonce,
                code_verifier=trip.verifier,
            )
        return str(address)

    def who_came(self, trip: Trip, back: str, answer: Mapping[str, str]) -> dict[str, Any]:
        """Return the claims about whoever came back with this answer, once all of it is proved.

        Raises NotProvedError, UnreachableError.
        """
        metadata, _ = self._known()
        if not hmac.compare_digest(answer.get("state", "").encode(), trip.state.encode()):
            raise NotProvedError("the state is not the one that was sent")
        issuer = answer.get("iss")
        if issuer != self.oidc.issuer and (
            issuer is not None or metadata.get("authorization_response_iss_parameter_supported")
        ):
            raise NotProvedError("the answer is another provider's")
        if not answer.get("code"):
            raise NotProvedError(f"the provider did not agree ({answer.get('error', '')!r:.60})")
        token = self._exchange(trip, back, answer["code"])
        claims = self._checked(token, trip)
        if self.oidc.groups_claim not in claims and "userinfo_endpoint" in metadata:
            claims = {**self._userinfo(token, claims["sub"]), **claims}
        return claims

    def _exchange(self, trip: Trip, back: str, code: str) -> dict[str, Any]:
        metadata, _ = self._known()
        try:
            with self._client(back) as client:
                token: dict[str, Any] = client.fetch_token(
                    metadata["token_endpoint"],
                    grant_type="authorization_code",
                    code=code,
                    code_verifier=trip.verifier,
                    timeout=WAIT_S,
                    allow_redirects=False,
                )
        except OAuthError as error:
            raise NotProvedError(f"the code was not taken ({error.error!r:.60})") from error
        except (requests.RequestException, ValueError) as error:
            raise UnreachableError(f"no token ({type(error).__name__})") from error
        return token

    def _checked(self, token: Mapping[str, Any], trip: Trip) -> dict[str, Any]:
        """Return the claims of the token, once its signature, issuer, audience, times and nonce are right."""
        given = token.get("id_token")
        if not isinstance(given, str):
            raise NotProvedError("there is no token that says who it is")
        known = {
            "nonce": trip.nonce,
            "client_id": self.oidc.client_id,
            "access_token": token.get("access_token"),
        }
        expected = {
            "iss": {"essential": True, "value": self.oidc.issuer},
            "aud": {"essential": True, "value": self.oidc.client_id},
            "sub": {"essential": True},
        }
        try:
            read = self._decoded(given)
            claims = CodeIDToken(read.claims, read.header, expected, known)
            claims.validate(leeway=LEEWAY_S)
        except (JoseError, ValueError, TypeError) as error:
            raise NotProvedError(
                f"the token is not right ({type(error).__name__}: {error!s:.100})"
            ) from error
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise NotProvedError("the token names nobody")
        return dict(claims)

    def _decoded(self, token: str) -> jwt.Token:
        _, keys = self._known()
        try:
            return jwt.decode(token, keys, algorithms=list(ALGORITHMS))
        except InvalidKeyIdError:  # the provider may have changed its keys
            _, keys = self._known(anew=True)
            return jwt.decode(token, keys, algorithms=list(ALGORITHMS))

    def _userinfo(self, token: Mapping[str, Any], subject: str) -> dict[str, Any]:
        metadata, _ = self._known()
        allowed = {"Authorization": f"Bearer {token.get('access_token', '')}"}
        told = _json(require_way(metadata["userinfo_endpoint"], "userinfo_endpoint"), allowed)
        if told.get("sub") != subject:
            raise NotProvedError("the provider told of somebody else")
        return told

    def _client(self, back: str) -> OAuth2Session:
        return OAuth2Session(
            self.oidc.client_id,
            self.oidc.secret or None,
            scope=" ".join(self.oidc.scopes),
            redirect_uri=back,
            code_challenge_method="S256",
            token_endpoint_auth_method="client_secret_basic" if self.oidc.secret else "none",
        )

    def _known(self, *, anew: bool = False) -> tuple[dict[str, Any], KeySet]:
        """Return the provider's metadata and keys, as they were read within the last hour."""
        with self._lock:
            now = time.monotonic()
            if anew or self._read is None or now - self._read[0] > FRESH_S:
                if now - self._failed_at < PAUSE_S:
                    raise UnreachableError("it gave no answer a moment ago")
                try:
                    self._read = (now, *self._asked())
                except UnreachableError:
                    self._failed_at = time.monotonic()
                    raise
            return self._read[1:]

    def _asked(self) -> tuple[dict[str, Any], KeySet]:
        issuer = self.oidc.issuer
        metadata = _json(f"{issuer.rstrip('/')}/.well-known/openid-configuration")
        if metadata.get("issuer") != issuer:
            raise UnreachableError("its metadata name another issuer")
        try:
            for name in _ENDPOINTS:
                require_way(str(metadata.get(name)), name)
            keys = KeySet.import_key_set(_json(metadata["jwks_uri"]))  # type: ignore[arg-type]
        except (BadInputError, JoseError, ValueError, TypeError, KeyError) as error:
            raise UnreachableError(f"its metadata or keys cannot be used ({error!s:.100})") from error
        return metadata, keys


def _json(address: str, headers: Mapping[str, str] | None = None) -> dict[str, Any]:
    try:
        reply = requests.get(address, headers=headers, timeout=WAIT_S, allow_redirects=False)
        reply.raise_for_status()
        found = reply.json()
    except (requests.RequestException, ValueError) as error:
        raise UnreachableError(f"no answer ({type(error).__name__})") from error
    if reply.status_code != 200 or not isinstance(found, dict):
        raise UnreachableError("an answer that is none")
    return found
