"""A mail server that keeps what it is sent: aiosmtpd, told by lines on standard input how to behave.

Prints one JSON document a line: first {"port": N}, then every message it accepted. Lines it takes:
`ok`, `busy` (451 to every message), `refuse` (550 to every message), `slow SECONDS`.
"""

import asyncio
import email
import email.policy
import json
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword

mode = ["ok"]


def say(document):
    print(json.dumps(document), flush=True)


class Sink:
    async def handle_DATA(self, server, session, envelope):
        if mode[0] == "busy":
            return "451 4.3.2 try again later"
        if mode[0] == "refuse":
            return "550 5.7.1 not here"
        if mode[0].startswith("slow"):
            await asyncio.sleep(float(mode[0].split()[1]))
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        parts = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        say(
            {
                "from": envelope.mail_from,
                "to": envelope.rcpt_tos,
                "subject": message["subject"],
                "sender": message["from"],
                "id": message["message-id"],
                "auto": message["auto-submitted"],
                "text": parts.get("text/plain", ""),
                "html": parts.get("text/html", ""),
                "tls": session.ssl is not None,
                "login": bool(session.authenticated),
            }
        )
        return "250 2.0.0 taken"


def authenticate(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and data.login == b"acme" and data.password == b"mail password"
    return AuthResult(success=good)


class Free(Controller):
    """On a port of the system's choice, known once it listens."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


options = {}
if len(sys.argv) > 2:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[1], sys.argv[2])
    options = {"tls_context": context, "require_starttls": True, "authenticator": authenticate, "auth_required": True}
controller = Free(Sink(), hostname="127.0.0.1", port=0, **options)
controller.start()
say({"port": controller.port})
for line in sys.stdin:
    mode[0] = line.strip()
    say({"mode": mode[0]})
controller.stop()
