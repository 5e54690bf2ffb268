"""What wrk prints is read as it is meant."""

import pytest

from wrk import Run, parse

CALM = """Running 2s test @ http://127.0.0.1:8000/io
  1 threads and 40 connections
  Thread Stats   Avg      Stdev     Max   +/- Stdev
    Latency   113.53ms   12.04ms 171.53ms   83.50%
    Req/Sec   353.74     57.16   400.00     84.99%
  Latency Distribution
     50%  109.20ms
     75%  116.55ms
     90%  130.01ms
     99%    1.20s
  672 requests in 2.00s, 109.59KB read
Requests/sec:    335.51
Transfer/sec:     54.71KB
"""
ILL = (
    CALM.replace("109.20ms", "845.00us")
    .replace(
        "Requests/sec", "  Socket errors: connect 1, read 2, write 3, timeout 4\nRequests/sec"
    )
    .replace("Requests/sec", "  Non-2xx or 3xx responses: 90\nRequests/sec")
)


def test_a_calm_run():
    """Each number is found, and each time is in seconds."""
    run = parse(CALM)
    assert run == Run(335.51, pytest.approx(0.11353), pytest.approx(0.1092), 1.2, 672, 0)


def test_errors_are_added():
    """Errors of sockets and answers that are errors count alike."""
    run = parse(ILL)
    assert run.errors == 1 + 2 + 3 + 4 + 90
    assert run.p50 == pytest.approx(0.000845)


@pytest.mark.parametrize("missing", ["Requests/sec", "Latency   ", "99%  ", "requests in"])
def test_what_is_missing_is_an_error(missing):
    """A part that is not there is no zero."""
    with pytest.raises(ValueError, match="did not print"):
        parse(CALM.replace(missing, ""))
