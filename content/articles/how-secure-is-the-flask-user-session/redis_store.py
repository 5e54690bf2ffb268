"""Server-side sessions in Redis, which forgets a record by itself when it has not been used for long enough."""

import json
from dataclasses import asdict
from datetime import timedelta

from redis import Redis

from serverside import Record


# region store
class RedisStore:
    """A Store in Redis: a string for each record, and a set of their names by owner."""

    def __init__(self, redis: Redis, idle: timedelta, absolute: timedelta) -> None:
        """Give the limits of the sessions; `redis` decodes its responses."""
        self.redis = redis
        self.idle = idle
        self.absolute = absolute

    def insert(self, key: str, record: Record) -> None:
        text = json.dumps(asdict(record))
        self.redis.set(f"session:{key}", text, px=self.idle)
        if record.owner is not None:
            owned = f"owner:{record.owner}"
            self.redis.sadd(owned, f"session:{key}")
            self.redis.pexpire(owned, self.absolute)

    def find(self, key: str) -> Record | None:
        text = self.redis.get(f"session:{key}")
        return Record(**json.loads(text)) if text else None

    def update(self, key: str, record: Record) -> None:
        text = json.dumps(asdict(record))
        # xx: only if it is there, so that an ended session stays ended.
        self.redis.set(f"session:{key}", text, px=self.idle, xx=True)

    def delete(self, key: str) -> None:
        self.redis.delete(f"session:{key}")

    def delete_owner(self, owner: str) -> int:
        owned = f"owner:{owner}"
        names = self.redis.smembers(owned)
        if not names:
            return 0
        # Not the whole set, to which a login may just have added its own.
        self.redis.srem(owned, *names)
        return self.redis.delete(*names)


# endregion
