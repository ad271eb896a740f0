"""A device in software, on the callback interface: honest as soft-webauthn made it, or lying about one thing."""

import json
from base64 import b64decode, urlsafe_b64encode

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2 import cbor
from fido2.utils import sha256
from soft_webauthn import SoftWebauthnDevice

PRESENT, VERIFIED = 0x01, 0x04
ES256 = -7


def text(data):
    return urlsafe_b64encode(data).decode().rstrip("=")


class Lie:
    """What differs from the truth. Whatever it is, the signature is made over it, unless it is the lie."""

    def __init__(self, client=None, relying_party=None, flags=0, without=0, count=None, signature=None):
        self.client, self.relying_party, self.flags, self.without = client or {}, relying_party, flags, without
        self.count, self.signature = count, signature

    def client_data(self, data):
        return json.dumps({**json.loads(data), **self.client}).encode()

    def authenticator_data(self, data):
        party = sha256(self.relying_party.encode()) if self.relying_party else data[:32]
        count = data[33:37] if self.count is None else self.count.to_bytes(4, "big")
        return party + bytes([(data[32] | self.flags) & ~self.without]) + count + data[37:]


class Device(SoftWebauthnDevice):
    """Answers what the MetadataCallback of a step asks, as the HiddenValueCallback wants it."""

    def __init__(self, origin):
        super().__init__()
        self.origin = origin

    def sign(self, message):
        return self.private_key.sign(message, ec.ECDSA(hashes.SHA256()))

    def register(self, asked, lie=None, algorithms=None):
        """A new key. With `lie`, the key attests what the device says (packed, self)."""
        made = self.create(
            {
                "publicKey": {
                    "rp": {"id": asked["relyingPartyId"]},
                    "user": {"id": asked["userId"].encode()},
                    "challenge": b64decode(asked["challenge"]),
                    "pubKeyCredParams": algorithms or [{"alg": one["alg"], "type": one["type"]} for one in asked["pubKeyCredParams"]],
                }
            },
            self.origin,
        )
        response = made["response"]
        if lie:
            client = response["clientDataJSON"] = lie.client_data(response["clientDataJSON"])
            data = lie.authenticator_data(cbor.decode(response["attestationObject"])["authData"])
            signature = self.sign(lie.signature or data + sha256(client))
            statement = {"alg": ES256, "sig": signature}
            response["attestationObject"] = cbor.encode({"fmt": "packed", "attStmt": statement, "authData": data})
        return self.written(made)

    def authenticate(self, asked, lie=None):
        """A signature by the key."""
        given = self.get({"publicKey": {"rpId": asked["relyingPartyId"], "challenge": b64decode(asked["challenge"])}}, self.origin)
        response = given["response"]
        if lie:
            client = response["clientDataJSON"] = lie.client_data(response["clientDataJSON"])
            data = response["authenticatorData"] = lie.authenticator_data(response["authenticatorData"])
            response["signature"] = self.sign(lie.signature or data + sha256(client))
        return self.written(given)

    @staticmethod
    def written(credential):
        response = {name: text(value) for name, value in credential["response"].items()}
        return json.dumps({"id": text(credential["rawId"]), "rawId": text(credential["rawId"]), "type": credential["type"], "response": response})
