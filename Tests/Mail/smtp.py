"""A mail server on loopback for tests (aiosmtpd): prints its port, keeps each mail in a folder as 1.eml, 2.eml, …

  smtp.py FOLDER [starttls|tls] [auth] [refuse=ADDRESS] [busy=N] [drop=N] [slow]

starttls, tls  encrypted, with the certificate FOLDER/cert.pem that it makes; starttls: nothing before that
auth           takes mail from user 'post' with the password 'pass wörd' alone
refuse=A       says 550 to this recipient
busy=N         says 451 to the first N mails
               (and keeps the last of them as busy.eml)
drop=N         closes the connection of the first N mails while they come
greet          says 554 instead of a greeting
sender         says 553 to whoever mails are from
rude           says 550 5.1.1 to each recipient, with what would steer a terminal
relay          says 550 5.7.1 to each recipient
size=N         takes mails of at most N bytes
slow           answers after two seconds
"""

import asyncio
import ssl
import subprocess
import sys

from aiosmtpd.smtp import SMTP, AuthResult

folder, words = sys.argv[1], sys.argv[2:]
options = dict(word.split("=") if "=" in word else (word, "") for word in words)


class Handler:
    def __init__(self):
        self.kept, self.busy, self.drop = 0, int(options.get("busy", 0)), int(options.get("drop", 0))

    async def handle_MAIL(self, server, session, envelope, address, mail_options):
        if "sender" in options:
            return "553 5.7.1 <%s>: not from here" % address
        envelope.mail_from = address
        envelope.mail_options.extend(mail_options)
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, rcpt_options):
        if "slow" in options:
            await asyncio.sleep(2)
        if "rude" in options:
            return "550 5.1.1 \x1b[2J\x1b]0;title\x07nobody"
        if "relay" in options:
            return "550 5.7.1 relaying is not for you"
        if address == options.get("refuse"):
            return "550 5.1.1 <%s>: nobody of this name" % address
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if self.drop > 0:
            self.drop -= 1
            server.transport.abort()
            return "250 OK"
        if self.busy > 0:
            self.busy -= 1
            with open(f"{folder}/busy.eml", "wb") as file:
                file.write(envelope.original_content)
            return "451 4.3.0 come back later"
        self.kept += 1
        with open(f"{folder}/{self.kept}.eml", "wb") as file:
            file.write(b"X-From: %s\r\nX-To: %s\r\nX-TLS: %s\r\n" % (
                envelope.mail_from.encode(), ",".join(envelope.rcpt_tos).encode(),
                b"yes" if session.ssl is not None or "tls" in options else b"no"))
            file.write(envelope.original_content)
        return "250 OK"


def authenticate(server, session, envelope, mechanism, data):
    fine = data.login == b"post" and data.password == "pass wörd".encode()
    return AuthResult(success=fine, handled=not fine and False)


context = None
if "starttls" in options or "tls" in options:
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"],
        check=True, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(f"{folder}/cert.pem", f"{folder}/key.pem")


async def main():
    handler = Handler()

    async def closed(reader, writer):
        writer.write(b"554 5.3.2 closed for now\r\n")
        await writer.drain()
        writer.close()

    if "greet" in options:
        server = await asyncio.start_server(closed, "127.0.0.1", 0)
        print("port", server.sockets[0].getsockname()[1], flush=True)
        return await server.serve_forever()

    def protocol():
        return SMTP(
            handler, hostname="localhost", tls_context=context if "starttls" in options else None,
            require_starttls="starttls" in options, authenticator=authenticate if "auth" in options else None,
            auth_required="auth" in options, auth_require_tls="starttls" in options,
            data_size_limit=int(options.get("size", 33554432)))

    server = await asyncio.get_running_loop().create_server(
        protocol, "127.0.0.1", 0, ssl=context if "tls" in options else None)
    print("port", server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
