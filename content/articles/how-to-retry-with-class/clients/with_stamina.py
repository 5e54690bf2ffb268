import stamina

from clients.transport import send
from retry import may_retry


# region client
@stamina.retry(
    on=may_retry, attempts=4, timeout=5, wait_initial=0.01, wait_max=0.1, wait_jitter=0
)
def fetch(method: str, url: str, *, key: str | None = None) -> str:
    return send(method, url, key=key)


# endregion
