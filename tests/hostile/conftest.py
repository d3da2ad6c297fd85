"""Everything that must be refused, clearly: by a 4xx with a stable code, one shape, and nothing of our inside."""

from typing import Any

from mobile_api.refusals import CODES
from tests.mobile_api.conftest import Answer, celery, media, nobody, phone, small_catalogue

__all__ = ["celery", "media", "nobody", "phone", "refused", "small_catalogue"]

INSIDE = (
    "Traceback",
    "psycopg",
    "SELECT ",
    "INSERT ",
    "site-packages",
    ".py",
    "pydantic",
    "ninja",
    "errors.pydantic.dev",
)


def refused(answer: Answer, status: int, code: str, *fields: str) -> dict[str, Any]:
    """Check a refusal as a whole, and return it."""
    assert (answer.status, answer.json["code"]) == (status, code), answer.json
    assert CODES[code][0] == status
    shape = {"code", "message", "fields", "detail"} | ({"current"} if status == 409 else set())
    assert set(answer.json) == shape
    assert set(answer.json["fields"]) == set(fields)
    assert answer.headers["Cache-Control"] == "no-store"
    assert not [word for word in INSIDE if word in str(answer.json)]
    whole: dict[str, Any] = answer.json
    return whole
