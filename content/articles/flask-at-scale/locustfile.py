"""A visitor of the chat: mostly reads, sometimes writes, seldom asks for the report."""

from locust import HttpUser, constant_pacing, task


# region visitor
class Visitor(HttpUser):
    wait_time = constant_pacing(0.2)  # five requests a second, if they are answered in time

    @task(8)
    def read(self):
        self.client.get("/fast")

    @task(2)
    def write(self):
        self.client.post("/said", json={"text": "hi"})

    @task(1)
    def report(self):
        with self.client.get("/report", catch_response=True) as answer:
            if answer.json() != {"words": 1234}:
                answer.failure("not the report")


# endregion
