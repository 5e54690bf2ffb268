"""What a test leaves behind, and nobody would hear of."""

import asyncio
import gc


# region watch
class Watch:
    """Notes what the running loop can only log, from now on."""

    def __init__(self):
        self.notes = []
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _, event: self.notes.append(event["message"]))

    def check(self):
        """Raise AssertionError for tasks that run on, were lost, or failed unheard."""
        gc.collect()  # what is in a cycle is lost only now
        others = asyncio.all_tasks() - {asyncio.current_task()}
        notes = self.notes + [f"{task.get_name()} still runs" for task in others]
        assert not notes, "; ".join(sorted(notes))


# endregion
