from tenacity import (
    retry,
    retry_if_exception,
    stop_after_attempt,
    stop_before_delay,
    wait_exponential,
)

from clients.transport import send
from retry import may_retry


# region client
@retry(
    retry=retry_if_exception(may_retry),
    stop=stop_after_attempt(4) | stop_before_delay(5),
    wait=wait_exponential(0.01, max=0.1),
    reraise=True,  # without it, callers get a RetryError and must unpack it
)
def fetch(method: str, url: str, *, key: str | None = None) -> str:
    return send(method, url, key=key)


# endregion
