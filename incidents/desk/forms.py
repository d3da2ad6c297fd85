"""From a posted form to what a verb carries, and back to the form when it is refused."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import QueryDict

from core.errors import Refusal
from core.worktime import SHANGHAI
from grids.scope import Scope
from incidents.desk.choices import Field
from incidents.desk.fields import fields_of
from incidents.models import Incident, LastDeed
from incidents.services.corrections import UNDO_WITHIN
from incidents.verbs import VERBS

NOT_DATA = {"csrfmiddlewaretoken", "version", "n"}


def data_of(name: str, posted: QueryDict, incident: Incident, scope: Scope, at: datetime) -> dict[str, Any]:
    """What the verb carries, as JSON would carry it; empty optional fields are left out."""
    known = {each.name: each for each in fields_of(name, incident, scope, at)}
    data: dict[str, Any] = {key: posted[key] for key in posted if key not in known and key not in NOT_DATA}
    for key, each in known.items():
        value = _value(each, posted)
        if value is not None:
            _put(data, key, value)
    return data


def _value(each: Field, posted: QueryDict) -> Any:
    if each.widget == "lists":
        return [code for code in posted.getlist(each.name) if code]
    if each.widget == "checkbox":
        return each.name in posted
    raw = posted.get(each.name, "").strip()
    if not raw:
        return "" if each.required and each.widget in ("text", "textarea") else None
    if each.widget == "datetime":
        return _instant(raw)
    return raw


def _instant(raw: str) -> str:
    """A local date and time of the form as an aware instant; left as it is where it is none."""
    try:
        return datetime.fromisoformat(raw).replace(tzinfo=SHANGHAI).isoformat()
    except ValueError:
        return raw


def _put(data: dict[str, Any], key: str, value: Any) -> None:
    outer, _, inner = key.partition(".")
    if inner:
        data.setdefault(outer, {})[inner] = value
    else:
        data[key] = value


def form_of(
    name: str,
    incident: Incident,
    scope: Scope,
    at: datetime,
    posted: QueryDict | None = None,
    refusal: Refusal | None = None,
) -> dict[str, Any]:
    """What `desk/_form.html` prints: the verb, its fields with their values, and what was wrong with them."""
    drawn = [_filled(each, posted) for each in fields_of(name, incident, scope, at)]
    wrong = refusal.fields if refusal else {}
    known = {each.name for each in drawn}
    return {
        "verb": VERBS[name],
        "fields": [(each, wrong.get(each.name, [])) for each in drawn],
        "other_errors": [text for key, texts in wrong.items() if key not in known for text in texts],
        "refusal": refusal,
        "current": refusal.current if refusal else None,
    }


def codes_of(name: str, incident: Incident, scope: Scope, at: datetime) -> set[str]:
    """What may be chosen in the field `name` of 派遣 on this matter."""
    fields = {each.name: each for each in fields_of("assign", incident, scope, at)}
    return {option.code for option in fields[name].options}


def only(each: Field, codes: set[str]) -> Field:
    """The field with no other options than these; what was chosen falls back to the first of them."""
    if not each.options:
        return each
    options = [option for option in each.options if option.code in codes]
    kept = each.value in codes if isinstance(each.value, str) else True
    first = options[0].code if options else ""
    return replace(each, options=options, value=each.value if kept else first)


def _filled(each: Field, posted: QueryDict | None) -> Field:
    if posted is None:
        return each
    value: Any = posted.getlist(each.name) if each.widget == "lists" else posted.get(each.name, "")
    return replace(each, value=value)


def may_still_undo(incident: Incident, scope: Scope, at: datetime) -> int:
    """How many seconds are left for this person to take back the last deed; 0 if none."""
    last = LastDeed.objects.filter(
        incident=incident, by_id=scope.user_id, version=incident.moved_version
    ).first()
    if last is None:
        return 0
    return max(0, int((last.at + UNDO_WITHIN - at).total_seconds()))
