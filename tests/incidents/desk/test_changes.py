"""Who comes late reads field by field what changed, who did it and when; what was typed stays."""

from typing import Any

from django.test import Client

from incidents.desk.changes import changes_since
from incidents.models import Incident, State
from tests.incidents.desk.conftest import do
from tests.incidents.lives import Teller


def rows(incident: Incident, version: int) -> list[tuple[str, str, str, str]]:
    """Each field that changed: what it was, what it is, and whose deed."""
    found = changes_since(Incident.objects.get(pk=incident.pk), version).fields
    return [(each.label, each.before, each.after, each.by) for each in found]


def test_each_field_says_what_it_was_what_it_is_and_who_did_it(tell: Teller) -> None:
    incident = Incident.objects.get(pk=tell.in_state(State.ACCEPTED).pk)
    tell.act(incident, "reclassify", tell.cast.wei, category="P02", urgency="urgent", reason="多人反映")
    tell.act(incident, "assign", tell.cast.zhou, to="water")
    found = rows(incident, incident.version)
    assert ("状态", "已受理", "已派遣", "周敏") in found
    assert ("主办部门", "无", "供水公司", "周敏") in found
    assert ("紧急程度", "一般", "紧急", "魏东") in found
    assert [label for label, *_ in found] == ["状态", "主办部门", "类别", "紧急程度", "办理时限"]


def test_what_was_changed_and_changed_back_is_told_as_a_deed_only(tell: Teller) -> None:
    incident = Incident.objects.get(pk=tell.in_state(State.ASSIGNED).pk)
    tell.act(incident, "send_back", tell.cast.chen, reason_code="not_ours", text="不归我们")
    tell.act(incident, "assign", tell.cast.wei, to="sanitation")
    changes = changes_since(Incident.objects.get(pk=incident.pk), incident.version)
    assert "状态" not in [each.label for each in changes.fields]
    assert [line.label for line in changes.deeds] == ["退回", "派遣"]


def test_a_photo_or_a_reminder_is_no_change(tell: Teller) -> None:
    incident = Incident.objects.get(pk=tell.in_state(State.ASSIGNED).pk)
    tell.act(incident, "remind", tell.cast.zhou, text="请尽快")
    assert not changes_since(Incident.objects.get(pk=incident.pk), incident.version)


def test_who_comes_late_may_still_do_it_on_the_new_state(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = Incident.objects.get(pk=tell.in_state(State.ACCEPTED).pk)
    tell.act(incident, "assign", tell.cast.wei, to="water")
    late: Any = do(zhou_at_the_desk, incident, "assign", to="sanitation", text="先断水再处理")
    page = late.content.decode()
    assert late.status_code == 409
    assert "看过了，仍要派遣" in page and "供水公司" in page and "先断水再处理" in page
    assert Incident.objects.get(pk=incident.pk).department.code == "water"
    assert f'name="version" value="{incident.version + 1}"' in page
    again = do(
        zhou_at_the_desk, Incident.objects.get(pk=incident.pk), "assign", to="sanitation", text="先断水"
    )
    assert again.status_code == 200


def test_what_cannot_be_done_any_more_offers_what_can(tell: Teller, zhou_at_the_desk: Client) -> None:
    incident = tell.file("petition")
    tell.act(incident, "accept", tell.cast.wei, category="P01", urgency="normal")
    late: Any = do(zhou_at_the_desk, incident, "decline", reason_code="other", channel="12345", text="不受理")
    page = late.content.decode()
    assert "现在不能不予受理了" in page
    assert f'data-instead="/desk/{incident.number}/do/assign"' in page
    assert 'type="submit"' not in page and "不受理</textarea>" in page


def test_a_form_opened_on_what_one_saw_before_says_at_once_what_changed(
    tell: Teller, zhou_at_the_desk: Client
) -> None:
    incident = Incident.objects.get(pk=tell.in_state(State.ACCEPTED).pk)
    tell.act(incident, "assign", tell.cast.wei, to="water")
    address = f"/desk/{incident.number}/do/assign"
    seen = zhou_at_the_desk.get(address, {"version": incident.version}).content.decode()
    fresh = zhou_at_the_desk.get(address, {"version": incident.version + 1}).content.decode()
    assert "您看到之后这件事变了" in seen and "魏东" in seen
    assert "您看到之后这件事变了" not in fresh
