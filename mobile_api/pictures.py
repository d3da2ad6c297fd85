"""Asking the worker for the picture of a photo that has just arrived. Only a hint: the sweep finds what it missed."""

import logging
from uuid import UUID

from kombu.exceptions import OperationalError

from incidents.tasks import make_picture

log = logging.getLogger(__name__)


def ask_for_picture(photo_id: UUID) -> None:
    """Put the photo in the worker's queue; never raises, for the photo itself is safe."""
    try:
        make_picture.apply_async((str(photo_id),), retry=False)
    except (OperationalError, OSError) as error:
        log.warning("the queue does not answer (%s); the sweep will make the picture", error)
