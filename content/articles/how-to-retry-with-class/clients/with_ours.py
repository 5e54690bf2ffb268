from clients.transport import send
from retry import Policy, Retry, exponential, may_retry

# region client
policy = Policy(on=may_retry, tries=4, backoff=exponential(0.01, cap=0.1, jitter=0), deadline=5)


@Retry(policy)
def fetch(method: str, url: str, *, key: str | None = None) -> str:
    return send(method, url, key=key)


# endregion
