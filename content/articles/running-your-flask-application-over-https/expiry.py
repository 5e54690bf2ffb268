"""Watch a certificate from outside: python expiry.py HOST[:PORT] [--limit DAYS]

Exit status 0: clients that trust the CA can connect for so many days more; otherwise 1.
"""

import argparse
import socket
import ssl
import sys
from datetime import UTC, datetime

from lifetimes import days_left


# region expiry
def end_of(host: str, port: int, context: ssl.SSLContext, address: str) -> datetime:
    """When the certificate of a server ends; SSLError if a client refuses it now."""
    with (
        socket.create_connection((address or host, port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=host) as connection,
    ):
        certificate = connection.getpeercert()
    seconds = ssl.cert_time_to_seconds(certificate["notAfter"])
    return datetime.fromtimestamp(seconds, UTC)


def check(limit: int, host: str, *where) -> str:
    """What is wrong, or nothing; `where` is as for `end_of`."""
    try:
        left = days_left(end_of(host, *where))
    except ssl.SSLCertVerificationError as error:
        return f"refused: {error.verify_message}"
    except OSError as error:
        return f"no answer: {error}"
    print(f"{host}: {left} days left")
    return "" if left >= limit else f"fewer than {limit} days left"


# endregion


def main() -> None:
    parser = argparse.ArgumentParser(description="Fail while there is still time to renew.")
    parser.add_argument("server", metavar="HOST[:PORT]")
    parser.add_argument("--limit", type=int, default=10, metavar="DAYS")
    parser.add_argument("--ca", metavar="FILE", help="trust these CAs instead of the system's")
    parser.add_argument("--at", default="", metavar="ADDRESS", help="ask this machine for it")
    options = parser.parse_args()
    host, _, port = options.server.partition(":")
    context = ssl.create_default_context(cafile=options.ca)
    if trouble := check(options.limit, host, int(port or 443), context, options.at):
        sys.exit(f"{host}: {trouble}")


if __name__ == "__main__":
    main()
