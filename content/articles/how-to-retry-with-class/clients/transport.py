"""One HTTP request, tried once."""

from __future__ import annotations

from urllib3 import PoolManager, Timeout
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from retry import RequestFailed, parse_retry_after

pool = PoolManager(retries=False)


# region send
def send(method: str, url: str, *, key: str | None = None, timeout: float = 1.0) -> str:
    """Send a request once and return the body of its answer; raise RequestFailed for anything but success."""
    headers = {"Idempotency-Key": key} if key else {}
    try:
        answer = pool.request(
            method, url, headers=headers, timeout=Timeout(total=timeout), redirect=False
        )
    except HTTPError as error:
        sent = not isinstance(error, (NewConnectionError, ConnectTimeoutError))
        raise RequestFailed(method, sent=sent, key=key) from error
    if answer.status >= 300:
        wait = parse_retry_after(
            answer.headers.get("Retry-After"), date=answer.headers.get("Date")
        )
        raise RequestFailed(method, status=answer.status, key=key, retry_after=wait)
    return answer.data.decode()


# endregion
