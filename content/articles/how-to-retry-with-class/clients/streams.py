"""The same single request for asyncio, small enough to need no library: GET, HTTP/1.0, one connection each."""

# ruff: noqa: ASYNC109  the timeout is handed in, as with `send`

from __future__ import annotations

import asyncio
from contextlib import closing
from urllib.parse import urlsplit

from retry import RequestFailed


# region aget
async def aget(url: str, *, timeout: float = 10.0) -> str:
    """GET a URL once and return the body; raise RequestFailed for anything but success."""
    address = urlsplit(url)
    sent = False
    try:
        async with asyncio.timeout(timeout):
            reader, writer = await asyncio.open_connection(address.hostname, address.port)
            sent = True
            with closing(writer):
                line = f"GET {address.path or '/'} HTTP/1.0\r\nHost: {address.netloc}\r\n\r\n"
                writer.write(line.encode())
                head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    except OSError as error:  # TimeoutError is one, and so is ConnectionError
        raise RequestFailed("GET", sent=sent) from error
    status = int(head.split()[1]) if head else None
    if status != 200:
        raise RequestFailed("GET", status=status)
    return body.decode()


# endregion
