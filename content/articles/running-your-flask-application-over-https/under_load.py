"""Asks for a page again and again while a command runs: python under_load.py COMMAND …

The page is https://app.localhost/seen on this machine.
"""

import hashlib
import http.client
import socket
import ssl
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event, Lock
from time import monotonic, sleep

HOST = "app.localhost"
PAUSE = 0.01  # seconds between two requests of one client


# region load
@dataclass
class Tally:
    """What the clients saw: answers, failures in words, certificates by their hash."""

    answers: int = 0
    failures: list[str] = field(default_factory=list)
    certificates: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)

    def ask(self, port: int) -> None:
        """Open a connection, ask once, and note what came of it."""
        try:
            certificate, status = request(port)
            failure = "" if status == 200 else f"status {status}"
        except (OSError, http.client.HTTPException) as error:
            certificate, failure = "", repr(error)
        with self.lock:
            if failure:
                self.failures.append(failure)
                return
            self.answers += 1
            if certificate not in self.certificates:
                self.certificates.append(certificate)


def keep_asking(tally: Tally, port: int, done: Event) -> None:
    while not done.is_set():
        tally.ask(port)
        sleep(PAUSE)


# endregion


def request(port: int) -> tuple[str, int]:
    """The hash of the certificate that a new connection got, and the status of one answer.

    Which certificate it is, is the question here, so none is refused.
    """
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=HOST) as connection,
    ):
        certificate = connection.getpeercert(binary_form=True) or b""
        connection.sendall(
            f"GET /seen HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\n\r\n".encode()
        )
        answer = http.client.HTTPResponse(connection)
        answer.begin()
        answer.read()
        return hashlib.sha256(certificate).hexdigest(), answer.status


def watch(tally: Tally, seconds: float) -> None:
    """Wait until the clients have seen another certificate or a failure, then a while longer."""
    deadline = monotonic() + seconds
    while len(tally.certificates) < 2 and not tally.failures and monotonic() < deadline:
        sleep(PAUSE)
    sleep(0.5)


def load_while(work, port: int, clients: int = 4) -> Tally:
    """Keep the clients asking before, during and after `work`."""
    tally, done = Tally(), Event()
    with ThreadPoolExecutor(clients) as pool:
        for _ in range(clients):
            pool.submit(keep_asking, tally, port, done)
        try:
            sleep(0.5)
            work()
            watch(tally, seconds=30)
        finally:
            done.set()
    return tally


def main() -> None:
    command = sys.argv[1:]
    tally = load_while(lambda: subprocess.run(command, check=True), 443)
    print("certificates seen:", len(tally.certificates))
    print("requests failed:", len(tally.failures), *sorted(set(tally.failures)))
    print("requests answered:", tally.answers)
    sys.exit(bool(tally.failures))


if __name__ == "__main__":
    main()
