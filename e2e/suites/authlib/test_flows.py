"""Authlib against the real binary: discovery, code + PKCE, ID token, UserInfo, refresh, introspection, revocation, logout."""

import json
import os
import time
import unittest
from urllib.parse import parse_qs, urlsplit

import requests
from authlib.common.security import generate_token
from authlib.integrations.base_client.errors import OAuthError
from authlib.integrations.requests_client import OAuth2Session
from authlib.oauth2.rfc7523 import ClientSecretJWT, PrivateKeyJWT
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import OpenIDProviderMetadata, get_well_known_url
from joserfc import jwt
from joserfc.jwk import ECKey, KeySet

import lines
from person import Person

ISSUER, CALLBACK, GOODBYE = os.environ["ISSUER"], os.environ["CALLBACK"], os.environ["GOODBYE"]
SCOPE = "openid profile email offline_access"
METADATA = OpenIDProviderMetadata(requests.get(get_well_known_url(ISSUER, external=True), timeout=10).json())


def app(client_id="shop", secret="shop-secret-shop-secret-shop-secret", method="client_secret_basic", **more):
    return OAuth2Session(
        client_id, secret, scope=SCOPE, redirect_uri=CALLBACK, code_challenge_method="S256", token_endpoint_auth_method=method, **more
    )


def robot():
    session = app("robot", ECKey.import_key(json.loads(os.environ["ROBOT_KEY"])), "private_key_jwt")
    session.register_client_auth_method(PrivateKeyJWT(METADATA["token_endpoint"], alg="ES256"))
    return session


def signed_in(session, person=None, button=None, **parameters):
    """The code flow with PKCE and a nonce through the served forms; returns the tokens and the nonce."""
    verifier, nonce = generate_token(48), generate_token(20)
    address, state = session.create_authorization_url(METADATA["authorization_endpoint"], code_verifier=verifier, nonce=nonce, **parameters)
    arrived = (person or Person()).sign_in(address, CALLBACK, button)
    tokens = session.fetch_token(METADATA["token_endpoint"], authorization_response=arrived, code_verifier=verifier, state=state)
    return tokens, nonce


def introspect(session, token):
    return session.introspect_token(METADATA["introspection_endpoint"], token=token).json()


class Flows(unittest.TestCase):
    def refused(self, expected, call, *arguments, **named):
        with self.assertRaises(OAuthError) as caught:
            call(*arguments, **named)
        self.assertEqual(caught.exception.error, expected)

    def test_the_metadata_satisfies_authlibs_own_checks(self):
        METADATA.validate_issuer()
        METADATA.validate_token_endpoint_auth_methods_supported()
        METADATA.validate_response_types_supported()
        METADATA.validate_subject_types_supported()
        METADATA.validate_id_token_signing_alg_values_supported()
        METADATA.validate_code_challenge_methods_supported()
        METADATA.validate_grant_types_supported()
        self.assertEqual(METADATA["issuer"], ISSUER)

    def test_code_with_pkce_gives_an_id_token_that_authlib_accepts(self):
        tokens, nonce = signed_in(app())
        keys = KeySet.import_key_set(requests.get(METADATA["jwks_uri"], timeout=10).json())
        decoded = jwt.decode(tokens["id_token"], keys, algorithms=METADATA["id_token_signing_alg_values_supported"])
        claims = CodeIDToken(
            decoded.claims, decoded.header, {"iss": {"value": ISSUER}, "aud": {"value": "shop"}}, {"nonce": nonce, "client_id": "shop", "access_token": tokens["access_token"]}
        )
        claims.validate(leeway=5)
        self.assertEqual(claims["nonce"], nonce)

    def test_user_info_says_what_was_asked(self):
        session = app()
        signed_in(session)
        info = session.get(METADATA["userinfo_endpoint"]).json()
        self.assertEqual((info["email"], info["given_name"]), ("ana@acme.example", "Ana"))

    def test_a_third_party_app_gets_tokens_after_the_person_allows(self):
        session = app("forum", "forum-secret-forum-secret-forum-secret", "client_secret_post")
        tokens, _ = signed_in(session, Person("ben", "a red bicycle in the rain"), button="consent-allow")
        self.assertIn("access_token", tokens)

    def test_the_answer_names_its_issuer(self):
        session = app()
        address, state = session.create_authorization_url(METADATA["authorization_endpoint"], code_verifier=generate_token(48))
        answer = parse_qs(urlsplit(Person().sign_in(address, CALLBACK)).query)
        self.assertEqual((answer["iss"], answer["state"]), ([ISSUER], [state]))

    def test_a_replayed_refresh_token_is_refused_and_ends_its_family(self):
        session = app()
        first, _ = signed_in(session)
        second = session.refresh_token(METADATA["token_endpoint"], refresh_token=first["refresh_token"])
        self.assertNotEqual(second["refresh_token"], first["refresh_token"])
        self.refused("invalid_grant", session.refresh_token, METADATA["token_endpoint"], refresh_token=first["refresh_token"])
        self.refused("invalid_grant", session.refresh_token, METADATA["token_endpoint"], refresh_token=second["refresh_token"])
        time.sleep(1)
        self.assertEqual(introspect(session, second["access_token"]), {"active": False})

    def test_introspection_and_revocation(self):
        session = app()
        tokens, _ = signed_in(session)
        answer = introspect(session, tokens["access_token"])
        self.assertEqual((answer["active"], answer["client_id"], answer["username"]), (True, "shop", "ana"))
        self.assertEqual(session.revoke_token(METADATA["revocation_endpoint"], token=tokens["access_token"]).status_code, 200)
        time.sleep(1)
        self.assertEqual(introspect(session, tokens["access_token"]), {"active": False})

    def test_private_key_jwt_for_a_person_and_for_itself(self):
        session = robot()
        tokens, _ = signed_in(session)
        self.assertIn("refresh_token", tokens)
        self.assertIn("access_token", session.refresh_token(METADATA["token_endpoint"], refresh_token=tokens["refresh_token"]))
        machine = robot()
        machine.scope = None
        self.assertIn("access_token", machine.fetch_token(METADATA["token_endpoint"], grant_type="client_credentials"))

    def test_client_secret_jwt(self):
        session = app("clerk", "clerk-secret-clerk-secret-clerk-secret", "client_secret_jwt")
        session.scope = None
        session.register_client_auth_method(ClientSecretJWT(METADATA["token_endpoint"]))
        self.assertIn("access_token", session.fetch_token(METADATA["token_endpoint"], grant_type="client_credentials"))

    def test_a_wrong_secret_is_refused(self):
        session = app(secret="wrong")
        self.refused("invalid_client", session.fetch_token, METADATA["token_endpoint"], grant_type="client_credentials")

    def test_logout_ends_the_session(self):
        person, session = Person(), app()
        tokens, _ = signed_in(session, person)
        address = requests.Request(
            "GET", METADATA["end_session_endpoint"], params={"id_token_hint": tokens["id_token"], "post_logout_redirect_uri": GOODBYE, "state": "s"}
        ).prepare().url
        arrived = person.sign_in(address, GOODBYE, "logout-confirm")
        self.assertEqual(parse_qs(urlsplit(arrived).query)["state"], ["s"])
        silent, _ = session.create_authorization_url(METADATA["authorization_endpoint"], code_verifier=generate_token(48), prompt="none")
        self.assertEqual(parse_qs(urlsplit(person.sign_in(silent, CALLBACK)).query)["error"], ["login_required"])


if __name__ == "__main__":
    lines.run(Flows)
