"""Answering alarms: from the wall's keys and from the desk's bell. A wall without a person cannot (401)."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from core import json_input
from core.errors import Invalid, NotFound, SignInFirst
from core.models import User
from grids.models import Area
from incidents.alarms import services
from incidents.alarms.models import Alarm


@require_POST
def acknowledge(request: HttpRequest, alarm_id: UUID) -> JsonResponse:
    """确认."""
    return _answer(services.acknowledge(alarm_id, by=_person(request), now=now()))


@require_POST
def shelve(request: HttpRequest, alarm_id: UUID) -> JsonResponse:
    """搁置: `{"minutes": 30, "reason": "…"}`."""
    person, said = _person(request), _said(request)
    minutes, reason = said.get("minutes"), said.get("reason")
    if not isinstance(minutes, int) or isinstance(minutes, bool) or not isinstance(reason, str):
        raise Invalid(fields={"minutes": [_("搁置最长60分钟")], "reason": [_("请写明搁置原因，至少4个字")]})
    if len(reason) > 200:
        raise Invalid(fields={"reason": [_("最多200字")]})
    return _answer(services.shelve(alarm_id, minutes=minutes, reason=reason, by=person, now=now()))


@require_POST
def sound_tested(request: HttpRequest) -> JsonResponse:
    """试音: `{"area": "419001001"}`: somebody heard this wall just now."""
    person, code = _person(request), _said(request).get("area")
    area = Area.objects.filter(code=code).order_by("-valid_from").first() if isinstance(code, str) else None
    if area is None or "\0" in str(code):
        raise NotFound
    heard = services.sound_tested(area.path, by=person, now=now())
    return JsonResponse({"at": heard.at.isoformat()}, status=201)


def _person(request: HttpRequest) -> User:
    if not isinstance(request.user, User):
        raise SignInFirst
    return request.user


def _said(request: HttpRequest) -> dict[str, Any]:
    said = json_input.parse(request.body) if request.body else {}
    if not isinstance(said, dict):
        raise Invalid(fields={"body": ["{…}"]})
    return said


def _answer(alarm: Alarm) -> JsonResponse:
    return JsonResponse({"id": str(alarm.pk), "standing": str(alarm.standing(now()))})
