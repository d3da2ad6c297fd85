"""The cache over Redis, for which Redis may be away: then nothing is cached and nothing fails."""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

REST_SECONDS = 3.0

log = logging.getLogger(__name__)


class ForgivingRedis(RedisCache):
    """Answers "not there" while Redis is away, and does not ask again for a few seconds after a failure."""

    _silent_until = 0.0

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(super().add, True, *args, **kwargs))

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(super().touch, False, *args, **kwargs))

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(super().delete, False, *args, **kwargs))

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return dict(self._try(super().get_many, {}, *args, **kwargs))

    def set_many(self, *args: Any, **kwargs: Any) -> list[Any]:
        return list(self._try(super().set_many, [], *args, **kwargs))

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._try(super().delete_many, None, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return bool(self._try(super().has_key, False, *args, **kwargs))

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return int(self._try(super().incr, delta, key, delta, version))

    def clear(self) -> None:
        """Forget what is ours; Django's own would empty the whole database, the queue of tasks with it."""
        self._try(self._clear, None)

    def _clear(self) -> None:
        ours = "".join(f"[{sign}]" if sign in "*?[" else sign for sign in self.key_prefix) + ":*"
        client = self._cache.get_client(None, write=True)
        if found := list(client.scan_iter(ours, count=1000)):
            client.unlink(*found)

    def _try(self, action: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < ForgivingRedis._silent_until:
            return otherwise
        try:
            return action(*args, **kwargs)
        except (RedisError, OSError) as error:
            ForgivingRedis._silent_until = time.monotonic() + REST_SECONDS
            log.warning("cache: Redis does not answer (%s); silent for %.0f s", error, REST_SECONDS)
            return otherwise
