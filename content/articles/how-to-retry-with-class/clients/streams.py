"""The same single request for asyncio, small enough to need no library: GET, HTTP/1.0, one connection each."""

from __future__ import annotations

import asyncio
from urllib.parse import urlsplit

from retry import RequestFailed


async def aget(url: str) -> str:
    """GET a URL once and return the body; raise RequestFailed for anything but success. Takes its time."""
    address = urlsplit(url)
    try:
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
    except OSError as error:
        raise RequestFailed("GET", sent=False) from error
    try:
        writer.write(
            f"GET {address.path or '/'} HTTP/1.0\r\nHost: {address.netloc}\r\n\r\n".encode()
        )
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    except ConnectionError as error:
        raise RequestFailed("GET") from error
    finally:
        writer.close()
    status = int(head.split()[1]) if head else None
    if status != 200:
        raise RequestFailed("GET", status=status)
    return body.decode()
