"""Asking the worker for the picture of a photo that has just arrived.

Only a hint, given by a thread of its own so that no upload waits for the queue; the sweep finds what it missed.
"""

import logging
from concurrent.futures import ThreadPoolExecutor
from threading import BoundedSemaphore
from uuid import UUID

from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from incidents.tasks import make_picture

MOST_WAITING = 200

log = logging.getLogger(__name__)

_asking = ThreadPoolExecutor(1, "pictures")
_room = BoundedSemaphore(MOST_WAITING)


def ask_for_picture(photo_id: UUID) -> None:
    """Have the photo put in the worker's queue; never waits, never raises, for the photo itself is safe."""
    if _room.acquire(blocking=False):
        _asking.submit(_ask, str(photo_id))


def _ask(photo_id: str) -> None:
    try:
        make_picture.apply_async((photo_id,), retry=False)
    except (OperationalError, RedisError, OSError) as error:
        log.warning("the queue does not answer (%s); the sweep will make the picture", error)
    finally:
        _room.release()
