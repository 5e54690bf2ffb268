from urllib3 import PoolManager, Retry, Timeout
from urllib3.exceptions import MaxRetryError

from retry import RequestFailed
from retry.http import IDEMPOTENT, TRANSIENT

pool = PoolManager()


# region client
def fetch(method: str, url: str, *, key: str | None = None) -> str:
    retries = Retry(
        total=3,  # further tries: the first is not counted
        status_forcelist=TRANSIENT,
        allowed_methods=None if key else IDEMPOTENT,  # None: any method
        backoff_factor=0.01,  # 0, 0.02, 0.04: no wait before the second try
        backoff_max=0.1,
        redirect=False,
    )
    headers = {"Idempotency-Key": key} if key else {}
    answer = pool.request(
        method, url, headers=headers, retries=retries, timeout=Timeout(total=1.0)
    )
    if answer.status >= 300:
        raise RequestFailed(method, status=answer.status, key=key)
    return answer.data.decode()


# endregion

__all__ = ["MaxRetryError", "fetch"]
