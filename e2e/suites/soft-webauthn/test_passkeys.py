"""soft-webauthn against the real binary: passkeys made and used on the callback interface, and every lie refused for what it is."""

import os
import unittest

import requests

import lines
from device import ES256, PRESENT, VERIFIED, Device, Lie

ORIGIN = os.environ["ORIGIN"]
AUTHENTICATE = f"{ORIGIN}/json/realms/root/realms/acme/authenticate"
NAME, PASSWORD = "ana", "correct horse battery staple"
ELSEWHERE = "https://evil.example"


class Run:
    """One run of a journey by a client that keeps its cookies."""

    def __init__(self, journey):
        self.http, self.journey = requests.Session(), journey
        self.step = self.post({})
        names = {"NameCallback": NAME, "PasswordCallback": PASSWORD}
        if any(callback["type"] in names for callback in self.step["callbacks"]):
            self.step = self.post(self.filled(names))

    def send(self, body):
        headers = {"Accept-API-Version": "resource=2.1, protocol=1.0"}
        asked = {"authIndexType": "service", "authIndexValue": self.journey}
        return self.http.post(AUTHENTICATE, params=asked, json=body, headers=headers, timeout=10)

    def post(self, body):
        response = self.send(body)
        response.raise_for_status()
        return response.json()

    def filled(self, values):
        """The step with the callbacks of these types filled in."""
        for callback in self.step["callbacks"]:
            if callback["type"] in values:
                callback["input"][0]["value"] = values[callback["type"]]
        return self.step

    @property
    def asked(self):
        """What the browser is told to ask the device."""
        return next(one for one in self.step["callbacks"] if one["type"] == "MetadataCallback")["output"][0]["value"]

    def answer(self, outcome):
        hidden = next(one for one in self.step["callbacks"] if one["type"] == "HiddenValueCallback")
        assert "webAuthnOutcome" in [output["value"] for output in hidden["output"]], hidden
        return self.send(self.filled({"HiddenValueCallback": outcome}))


class Passkeys(unittest.TestCase):
    def setUp(self):
        self.noted = []
        self.device = Device(ORIGIN)

    def accepted(self, response):
        self.assertEqual(response.status_code, 200, response.text)
        self.assertRegex(response.json()["tokenId"], "^ses_")

    def refused(self, response, why=None):
        """It says nothing but that it failed; the log says `why`."""
        self.assertEqual(response.status_code, 401, response.text)
        answer = response.json()
        self.assertEqual((answer["code"], answer["reason"]), (401, "Unauthorized"))
        self.assertNotIn("tokenId", answer)
        if why:
            self.note(response, why)

    def note(self, response, why):
        """Has the runner look for the reason in the log."""
        self.noted.append({"request": response.headers["x-request-id"], "expected": why})

    def register(self, lie=None, journey="Register", **how):
        run = Run(journey)
        return run.answer(self.device.register(run.asked, lie, **how))

    def authenticate(self, lie=None, journey="Touch"):
        run = Run(journey)
        return run.answer(self.device.authenticate(run.asked, lie))

    def registered(self):
        self.accepted(self.register())
        return self.device

    # What works.

    def test_a_passkey_is_made_and_signs_in(self):
        self.accepted(self.register())
        self.accepted(self.authenticate())
        self.accepted(self.authenticate())

    def test_a_passkey_that_attests_itself_is_made_and_signs_in(self):
        self.accepted(self.register(Lie()))
        self.accepted(self.authenticate())

    def test_a_device_that_verifies_the_person_signs_in_where_that_is_required(self):
        self.accepted(self.register(Lie(flags=VERIFIED), journey="RegisterVerified"))
        self.accepted(self.authenticate(Lie(flags=VERIFIED), journey="Verify"))

    def test_the_journey_of_the_product_takes_a_passkey_without_a_name(self):
        self.registered()
        self.accepted(self.authenticate(Lie(flags=VERIFIED), journey="Passkey"))

    def test_a_device_that_has_a_key_is_told_so(self):
        mine = list(self.registered().credential_id)
        known = [[byte % 256 for byte in one["id"]] for one in Run("Register").asked["_excludeCredentials"]]
        self.assertIn(mine, known)

    # Making one.

    def test_a_new_key_of_another_origin_is_refused(self):
        self.refused(self.register(Lie(client={"origin": ELSEWHERE})), "another origin")

    def test_a_new_key_made_inside_another_page_is_refused(self):
        self.refused(self.register(Lie(client={"crossOrigin": True})), "cross origin")

    def test_a_new_key_for_another_relying_party_is_refused(self):
        self.refused(self.register(Lie(relying_party="evil.example")), "another relying party")

    def test_a_new_key_that_answers_another_challenge_is_refused(self):
        self.refused(self.register(Lie(client={"challenge": "A" * 43})), "another challenge")

    def test_a_new_key_that_answers_the_challenge_of_another_run_is_refused(self):
        outcome = self.device.register(Run("Register").asked)
        self.refused(Run("Register").answer(outcome), "another challenge")

    def test_a_signature_is_no_new_key(self):
        self.refused(self.register(Lie(client={"type": "webauthn.get"})), "another ceremony")

    def test_a_new_key_of_an_unverified_person_is_refused_where_that_is_required(self):
        self.refused(self.register(journey="RegisterVerified"), "user not verified")

    def test_a_new_key_that_nobody_touched_is_refused(self):
        self.refused(self.register(Lie(without=PRESENT)), "nobody present")

    def test_a_new_key_of_an_algorithm_that_was_not_offered_is_refused(self):
        offered = Run("RegisterEd25519").asked["pubKeyCredParams"]
        self.assertEqual([one["alg"] for one in offered], [-8])
        every = [{"alg": ES256, "type": "public-key"}]
        self.refused(self.register(journey="RegisterEd25519", algorithms=every), "algorithm")

    def test_a_forged_attestation_is_refused(self):
        self.refused(self.register(Lie(signature=b"something else")), "attestation")

    def test_a_device_that_proves_nothing_is_refused_where_proof_is_required(self):
        self.refused(self.register(journey="RegisterAttested"), "attestation")

    def test_a_registration_is_not_taken_twice(self):
        run = Run("Register")
        outcome = self.device.register(run.asked)
        self.accepted(run.answer(outcome))
        self.refused(run.answer(outcome))
        self.refused(Run("Register").answer(outcome), "another challenge")

    # Using one.

    def test_a_signature_of_another_origin_is_refused(self):
        self.registered()
        self.refused(self.authenticate(Lie(client={"origin": ELSEWHERE})), "another origin")
        self.accepted(self.authenticate())

    def test_a_signature_made_inside_another_page_is_refused(self):
        self.registered()
        self.refused(self.authenticate(Lie(client={"crossOrigin": True})), "cross origin")

    def test_a_signature_for_another_relying_party_is_refused(self):
        self.registered()
        self.refused(self.authenticate(Lie(relying_party="evil.example")), "another relying party")

    def test_a_signature_over_another_challenge_is_refused(self):
        self.registered()
        self.refused(self.authenticate(Lie(client={"challenge": "A" * 43})), "another challenge")

    def test_a_new_key_is_no_signature(self):
        self.registered()
        self.refused(self.authenticate(Lie(client={"type": "webauthn.create"})), "another ceremony")

    def test_a_signature_of_an_unverified_person_is_refused_where_that_is_required(self):
        self.registered()
        self.refused(self.authenticate(journey="Verify"), "user not verified")

    def test_the_journey_of_the_product_refuses_an_unverified_person_who_may_try_again(self):
        device, run = self.registered(), Run("Passkey")
        again = run.answer(device.authenticate(run.asked))
        self.note(again, "user not verified")
        first, run.step = run.asked["challenge"], again.json()
        self.assertNotEqual(run.asked["challenge"], first)
        self.accepted(run.answer(device.authenticate(run.asked, Lie(flags=VERIFIED))))

    def test_a_signature_that_nobody_touched_is_refused(self):
        self.registered()
        self.refused(self.authenticate(Lie(without=PRESENT)), "nobody present")

    def test_a_signature_over_something_else_is_refused(self):
        self.registered()
        self.refused(self.authenticate(Lie(signature=b"something else")), "signature")

    def test_a_signature_by_another_key_is_refused(self):
        known, other = self.registered(), Device(ORIGIN)
        other.cred_init("localhost", known.user_handle)
        other.credential_id = known.credential_id
        run = Run("Touch")
        self.refused(run.answer(other.authenticate(run.asked)), "signature")

    def test_a_key_that_nobody_registered_is_refused(self):
        self.device.register(Run("Register").asked)
        self.refused(self.authenticate(), "unknown passkey")

    def test_a_key_says_whose_it_is_and_is_believed_for_that_person_only(self):
        self.registered().user_handle = b"usr_somebody_else"
        self.refused(self.authenticate(), "unknown passkey")

    def test_a_counter_that_went_back_ends_the_key(self):
        device = self.registered()
        for _ in range(3):
            self.accepted(self.authenticate())
        self.refused(self.authenticate(Lie(count=2)), "signature counter")
        device.sign_count = 99
        self.refused(self.authenticate(), "signature counter")

    def test_a_counter_that_stands_still_ends_the_key(self):
        self.registered()
        self.accepted(self.authenticate(Lie(count=7)))
        self.refused(self.authenticate(Lie(count=7)), "signature counter")

    def test_a_signature_is_not_taken_twice(self):
        self.registered()
        run = Run("Touch")
        outcome = self.device.authenticate(run.asked)
        self.accepted(run.answer(outcome))
        self.refused(run.answer(outcome))
        self.refused(Run("Touch").answer(outcome), "another challenge")
        self.accepted(self.authenticate())


if __name__ == "__main__":
    lines.run(Passkeys)
