"""A phone for everybody of the cast: the public API, signed in by token, JSON in and out."""

import base64
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client, RequestFactory
from django.utils.timezone import now
from PIL import Image

from core import celery, tokens
from core.models import User
from incidents.models import Incident
from tests.incidents.conftest import cast, small_catalogue

__all__ = ["cast", "celery", "small_catalogue"]

API = "/api/v1"
INSIDE_A1 = {"lon": 112.605, "lat": 35.075, "datum": "WGS84", "accuracy_metres": 8}


@dataclass
class Answer:
    """What came back."""

    status: int
    json: Any
    headers: Any


@dataclass
class Phone:
    """A signed-in client of the API."""

    user: User | None
    token: str = ""
    client: Client = field(default_factory=lambda: Client(raise_request_exception=False))

    def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Send JSON (bytes and str are sent as they are) and read JSON."""
        raw = body if isinstance(body, bytes | str) else b"" if body is None else json.dumps(body)
        given = {"X-Session-Token": self.token} if self.token else {}
        content_type = headers.pop("content_type", "application/json" if body is not None else "")
        response = self.client.generic(
            method, API + path, raw, content_type=content_type, headers={**given, **headers}
        )
        text = (
            response.content.decode()
            if response.get("Content-Type", "").startswith("application/json")
            else ""
        )
        return Answer(response.status_code, json.loads(text) if text else None, response.headers)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, **headers)

    def put(self, path: str, body: Any, **headers: str) -> Answer:
        return self.ask("PUT", path, body, **headers)

    def post(self, path: str, body: Any, **headers: str) -> Answer:
        return self.ask("POST", path, body, **headers)

    def report(self, report_id: UUID | None = None, **changes: Any) -> Answer:
        """File a hazard in grid A1."""
        return self.put(f"/reports/{report_id or uuid4()}", {**hazard(), **changes})

    def photo(self, report_id: Any, slot: str, data: bytes, stage: str = "before", **headers: str) -> Answer:
        """Send one photo with its digest."""
        given = {"Digest": digest(data), "content_type": "image/jpeg"} | headers
        return self.put(f"/reports/{report_id}/photos/{slot}?stage={stage}", data, **given)

    def command(
        self, incident: Incident, verb: str, data: Any = None, command_id: UUID | None = None, **changes: Any
    ) -> Answer:
        """Do a verb with the version the matter has now."""
        version = Incident.objects.values_list("version", flat=True).get(pk=incident.pk)
        body = {"incident": str(incident.pk), "verb": verb, "version": version, "data": data or {}}
        return self.put(f"/commands/{command_id or uuid4()}", {**body, **changes})


def hazard() -> dict[str, Any]:
    """The body of an ordinary report."""
    return {"kind": "hazard", "text": "井盖破损，行人易跌倒", "category": "H01", "place": dict(INSIDE_A1)}


def digest(data: bytes) -> str:
    """The Digest header of some bytes."""
    return "sha-256=" + base64.b64encode(hashlib.sha256(data).digest()).decode()


def jpeg(colour: str = "red", size: tuple[int, int] = (40, 30)) -> bytes:
    """A small real JPEG."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


@pytest.fixture
def phone(small_catalogue: None) -> Callable[[User], Phone]:
    """A phone that somebody of the cast is signed in on."""

    def give(user: User) -> Phone:
        session = tokens.issue(RequestFactory().get("/"), user, now())
        return Phone(user, session.token)

    return give


@pytest.fixture
def nobody(small_catalogue: None) -> Phone:
    """A client that is not signed in."""
    return Phone(None)


@pytest.fixture
def media(settings: Any, tmp_path: Any) -> Any:
    """A media folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path
    return tmp_path
