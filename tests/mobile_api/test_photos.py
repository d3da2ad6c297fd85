"""Photos: one PUT each, by slot and digest; and the picture that people see, for those in scope only."""

from datetime import datetime, timedelta
from io import BytesIO
from typing import Any
from unittest.mock import ANY

import pytest
from django.utils.timezone import now
from PIL import Image

from core.ledger.models import Entry
from incidents import services
from incidents.models import Incident, Photo
from incidents.photos import make_picture, original_path
from tests.mobile_api.conftest import Phone, digest, jpeg

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.fixture
def mine(phone: Any, lin: Any) -> Phone:
    return phone(lin)


@pytest.fixture
def report_id(mine: Phone) -> Any:
    return mine.report(photos_expected=2).json["id"]


def test_a_photo_arrives_and_the_receipt_names_it(mine: Phone, report_id: Any) -> None:
    data = jpeg()
    answer = mine.photo(report_id, "1", data)
    assert answer.status == 201
    photo = Photo.objects.get()
    arrived = {"slot": "1", "sha256": photo.sha256}
    assert answer.json == {
        **arrived,
        "size": len(data),
        "parked": False,
        "photos": {"expected": 2, "arrived": [arrived]},
    }
    assert mine.get(f"/reports/{report_id}/receipt").json["photos"] == {"expected": 2, "arrived": [arrived]}
    assert Entry.objects.filter(kind="photo_attached").count() == 1


def test_the_same_photo_again_changes_nothing(mine: Phone, report_id: Any) -> None:
    data = jpeg()
    assert [mine.photo(report_id, "1", data).status for _ in range(3)] == [201, 200, 200]
    assert Photo.objects.count() == 1
    assert Entry.objects.filter(kind="photo_attached").count() == 1


def test_two_equal_photos_in_two_slots_are_both_kept(mine: Phone, report_id: Any) -> None:
    assert [mine.photo(report_id, slot, jpeg()).status for slot in ("1", "2")] == [201, 201]
    assert Photo.objects.count() == 2


def test_other_bytes_in_a_taken_slot_are_refused(mine: Phone, report_id: Any) -> None:
    mine.photo(report_id, "1", jpeg())
    answer = mine.photo(report_id, "1", jpeg("blue"))
    assert (answer.status, answer.json["code"]) == (409, "ID_REUSED")
    assert answer.json["current"]["sha256"] == Photo.objects.get().sha256


def test_a_photo_of_a_merged_report_is_still_taken(mine: Phone, report_id: Any, zhou: Any) -> None:
    parent = mine.report().json["id"]
    services.merge(report_id, parent=parent, by=zhou, now=now())
    assert mine.photo(report_id, "1", jpeg()).status == 201


@pytest.mark.parametrize("cut", [0, 1, 50, 99])
def test_a_photo_cut_on_its_way_is_never_kept(mine: Phone, report_id: Any, cut: int) -> None:
    data = jpeg(size=(200, 200))
    answer = mine.photo(report_id, "1", data[: len(data) * cut // 100], Digest=digest(data))
    assert answer.status == 422
    assert not Photo.objects.exists()


def test_who_may_only_look_may_not_add(phone: Any, report_id: Any, ma: Any) -> None:
    answer = phone(ma).photo(report_id, "1", jpeg())
    assert (answer.status, answer.json["code"]) == (403, "NOT_ALLOWED")


def test_the_upload_lies_encrypted(mine: Phone, report_id: Any) -> None:
    data = jpeg()
    mine.photo(report_id, "1", data)
    assert data not in original_path(Photo.objects.get().sha256).read_bytes()


def see(reader: Phone, photo: Photo, **headers: str) -> Any:
    return reader.client.get(f"/photos/{photo.pk}", headers={"X-Session-Token": reader.token, **headers})


@pytest.fixture
def photo(mine: Phone, report_id: Any) -> Photo:
    mine.photo(report_id, "1", jpeg())
    return Photo.objects.get()


def test_a_picture_is_shown_once_it_is_made(mine: Phone, photo: Photo) -> None:
    early = see(mine, photo)
    assert (early.status_code, early.headers["Retry-After"]) == (404, "5")
    assert b"PICTURE_NOT_READY" in early.content or "照片正在处理".encode() in early.content
    assert make_picture(photo.pk)
    assert see(mine, photo).content.startswith(b"\xff\xd8\xff")
    detail = mine.get(f"/incidents/{photo.incident_id}").json
    assert detail["photos"] == [
        {
            "id": str(photo.pk),
            "slot": "1",
            "stage": "before",
            "at": ANY,
            "url": f"/photos/{photo.pk}",
            "ready": True,
        }
    ]
    assert abs(datetime.fromisoformat(detail["photos"][0]["at"]) - photo.at) < timedelta(seconds=1)


def test_a_picture_is_private_and_nothing_but_a_picture(mine: Phone, photo: Photo) -> None:
    make_picture(photo.pk)
    headers = see(mine, photo).headers
    assert headers["Content-Type"] == "image/jpeg"
    assert headers["Cache-Control"].startswith("private")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in headers["Content-Security-Policy"]
    number = Incident.objects.get().number
    assert headers["Content-Disposition"] == f'inline; filename="{number}-1.jpg"'


def test_a_thumbnail_is_small_and_for_those_who_see_the_matter(
    phone: Any, photo: Photo, zhou: Any, he: Any
) -> None:
    def thumbnail(reader: Phone) -> Any:
        address = f"/api/v1/incidents/{photo.incident_id}/thumbnail"
        return reader.client.get(address, headers={"X-Session-Token": reader.token})

    assert thumbnail(phone(zhou)).status_code == 404
    make_picture(photo.pk)
    shown = thumbnail(phone(zhou))
    assert (shown.status_code, shown.headers["Content-Type"]) == (200, "image/jpeg")
    assert shown.headers["Cache-Control"].startswith("private")
    with Image.open(BytesIO(shown.content)) as picture:
        assert max(picture.size) <= 320
    assert thumbnail(phone(he)).status_code == 404


def test_a_picture_that_is_known_is_not_sent_again(mine: Phone, photo: Photo) -> None:
    make_picture(photo.pk)
    tag = see(mine, photo).headers["ETag"]
    again = see(mine, photo, **{"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")


def test_a_picture_is_for_those_who_see_the_matter(
    phone: Any, photo: Photo, zhou: Any, he: Any, chen: Any
) -> None:
    make_picture(photo.pk)
    assert see(phone(zhou), photo).status_code == 200
    assert see(phone(he), photo).status_code == 404
    assert see(phone(chen), photo).status_code == 404
    assert see(Phone(None), photo).status_code == 401
    assert see(phone(he), photo, **{"If-None-Match": "*"}).status_code == 404


def test_a_picture_that_cannot_be_made_says_so(mine: Phone, photo: Photo) -> None:
    Photo.objects.update(failed="undecodable")
    answer = see(mine, photo)
    assert answer.status_code == 404
    assert "Retry-After" not in answer.headers


def test_a_picture_is_only_read(mine: Phone, photo: Photo) -> None:
    assert mine.client.post(f"/photos/{photo.pk}", headers={"X-Session-Token": mine.token}).status_code == 405
