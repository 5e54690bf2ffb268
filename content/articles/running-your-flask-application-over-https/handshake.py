"""A real handshake between two ends in memory, and the messages that it took."""

import ssl
from pathlib import Path

# region handshake
Message = tuple[str, str]  # who sent it, and what it is


def handshake(client: ssl.SSLContext, server: ssl.SSLContext, name: str) -> list[Message]:
    """Shake hands, and tell the messages in their order; SSLError as a client raises it."""
    to_server, to_client = ssl.MemoryBIO(), ssl.MemoryBIO()
    messages: list[Message] = []
    listen(client, "client", messages)
    listen(server, "server", messages)
    ends = [
        client.wrap_bio(to_client, to_server, server_hostname=name),
        server.wrap_bio(to_server, to_client, server_side=True),
    ]
    while ends:
        for end in list(ends):
            try:
                end.do_handshake()
                ends.remove(end)
            except ssl.SSLWantReadError:
                continue
    return messages


# endregion


def listen(context: ssl.SSLContext, sender: str, messages: list[Message]) -> None:
    """Note what a context sends, by the callback that ssl has for its debugging."""

    def callback(_connection, direction, _version, content_type, message_type, _data) -> None:
        if direction == "write" and content_type.name in ("HANDSHAKE", "CHANGE_CIPHER_SPEC"):
            messages.append((sender, message_type.name))

    context._msg_callback = callback  # noqa: SLF001  there is no public name for it


def contexts(folder: Path, version: ssl.TLSVersion) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A client that trusts the CA in `folder`, and a server with the certificate there."""
    client = ssl.create_default_context(cafile=folder / "ca.pem")
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(folder / "fullchain.pem", folder / "privkey.pem")
    for context in (client, server):
        context.minimum_version = context.maximum_version = version
    return client, server
