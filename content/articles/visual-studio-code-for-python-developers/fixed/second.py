"""What the green tests did not ask: a second request, and requests that are not right."""

import pytest

from bill import create_app


@pytest.fixture
def client():
    return create_app().test_client()


def test_each_answer_stands_alone(client):
    answers = [client.get("/split?total=1000&people=3").text for _ in range(2)]
    assert answers[0] == answers[1]


@pytest.mark.parametrize(
    ("query", "status"), [("people=0", 400), ("people=-1", 400), ("", 200), ("people=two", 200)]
)
def test_odd_numbers_of_people(client, query, status):
    assert client.get(f"/split?total=1000&{query}").status_code == status
