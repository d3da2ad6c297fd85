"""Each invariant holds of lives told by the verbs, and finds the one corruption that is planted against it."""

import hashlib
import io
import uuid
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from core.images import reencode
from incidents import photos
from incidents.generator.pictures import album
from incidents.invariants import INVARIANTS, check, check_all
from incidents.invariants.lives import BREAK_VERB_OF, STANDING_STILL, VERB_OF
from incidents.models import Incident, Photo, Reporter
from incidents.services.clock import sweep
from incidents.timeline import LABELS
from incidents.workflow import VERBS, State
from incidents.zeros import services as zeros
from incidents.zeros import workflow as breaks
from incidents.zeros.services import Suspicion
from tests.incidents.lives import Teller

pytestmark = pytest.mark.django_db

GUARDED = ("incidents_incident", "ledger_entry", "ledger_logentry", "ledger_body", "zeros_break")


@pytest.fixture
def lives(tell: Teller, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Teller:
    """One life in every state, a photo, a reporter, an overdue mark: everything that an invariant looks at."""
    settings.MEDIA_ROOT = tmp_path
    for state in State:
        tell.in_state(state, "petition")
    one = tell.file("petition", reporter={"name": "王秀兰", "phone": "10012345678", "address": "东马蓬社区"})
    data = album()[0].data
    digest = hashlib.sha256(data).hexdigest()
    photo, _ = photos.attach(
        one.pk, slot="a", stage="before", data=data, sha256=digest, by=tell.cast.lin, now=tell.tick()
    )
    monkeypatch.setattr(photos, "reencode_apart", reencode)
    photos.make_picture(photo.pk)
    tell.act(
        tell.in_state("handling"),
        "supervise",
        tell.cast.wu,
        level=1,
        demand="请说明",
        due_at=_in_a_week(tell),
    )
    sweep(tell.now + timedelta(days=12))
    return tell


def _in_a_week(tell: Teller) -> str:
    return (tell.now + timedelta(days=7)).isoformat()


def plant(*statements: str) -> None:
    """Do to the database what no program of ours can: guards and constraints are lifted until the test is over."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for table in GUARDED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount != 0, statement


def drop(table: str, *names: str) -> str:
    return f"ALTER TABLE {table} " + ", ".join(f"DROP CONSTRAINT {name}" for name in names)


def found(name: str) -> list[str]:
    return [problem.what for problem in check(name)]


def test_every_invariant_holds_of_lives_told_by_the_verbs(lives: Teller) -> None:
    assert Incident.objects.values("state").distinct().count() == len(State)
    assert list(check_all()) == []


def test_a_submission_stored_twice_is_found(lives: Teller) -> None:
    first, second = Incident.objects.order_by("number")[:2]
    plant(f"UPDATE incidents_incident SET payload_sha256 = '{first.payload_sha256}' WHERE id = '{second.pk}'")
    assert found("one_submission_one_incident") == [f"the same submission as {second.number}"]


def test_a_state_that_no_verb_led_to_is_found(lives: Teller) -> None:
    plant("UPDATE incidents_incident SET state = 'verified' WHERE state = 'handling' AND returns = 0")
    assert "the lines end in handling, the row says verified" in found("legal_lives")


def test_a_verb_that_was_not_possible_is_found(lives: Teller) -> None:
    plant("UPDATE ledger_entry SET kind = 'taken' WHERE kind = 'accepted'")
    assert "take is not possible in reported" in found("legal_lives")


def test_a_verb_that_led_elsewhere_is_found(lives: Teller) -> None:
    plant('UPDATE ledger_entry SET header = replace(header, \'"state":"accepted"\', \'"state":"finished"\')')
    assert "accept does not lead from reported to finished" in found("legal_lives")


def test_a_hole_in_the_versions_is_found(lives: Teller) -> None:
    plant("DELETE FROM ledger_entry WHERE kind = 'taken'")
    assert "version 5 follows 3" in found("legal_lives")


def test_a_line_of_an_unknown_kind_is_found(lives: Teller) -> None:
    plant("UPDATE ledger_entry SET kind = 'forgotten' WHERE kind = 'taken'")
    assert "no verb writes a line of kind forgotten" in found("legal_lives")


def test_a_break_appealed_before_it_was_confirmed_is_found(tell: Teller, qian: Any, community: Any) -> None:
    _confirmed_break(tell, qian, community)
    assert found("legal_breaks") == []
    plant("UPDATE ledger_entry SET kind = 'appealed' WHERE stream_kind = 'break' AND kind = 'examined'")
    assert found("legal_breaks") == ["appeal is not possible in suspected"]


def _confirmed_break(tell: Teller, qian: Any, community: Any) -> None:
    filed = Suspicion(
        id=uuid.uuid4(), zero="petition", subject_kind="community", area=community,
        occurred_on=date(2026, 11, 9), severity="visit", summary="越级走访",
    )  # fmt: skip
    b = zeros.suspect(filed, by=qian, now=tell.tick())
    zeros.examine(b.pk, by=qian, now=tell.tick())
    day = date(2026, 11, 16)
    zeros.confirm(b.pk, document_number="济信认1号", document_on=day, by=qian, now=tell.tick())


def test_a_change_without_a_line_is_found(lives: Teller) -> None:
    plant("UPDATE incidents_incident SET category_id = 'fire.exit' WHERE state = 'reported'")
    assert any(what.startswith("says something else") for what in found("no_change_without_a_line"))


def test_a_line_without_its_change_is_found(lives: Teller) -> None:
    plant("UPDATE incidents_incident SET version = version - 1 WHERE state = 'closed'")
    assert len(found("no_change_without_a_line")) >= 2


def test_a_row_beside_without_its_line_is_found(lives: Teller) -> None:
    plant("UPDATE ledger_entry SET kind = 'reminded' WHERE kind = 'supervised'")
    assert found("every_row_beside_has_its_line") == ["1 rows in incidents_supervision, 0 lines supervised"]


def test_a_hole_in_the_numbers_is_found(lives: Teller) -> None:
    leaf = f"decode('{'00' * 32}', 'hex')"
    plant(
        f"INSERT INTO ledger_logentry SELECT row_number() OVER (ORDER BY id), id, {leaf}, {leaf} FROM ledger_entry",
        "DELETE FROM ledger_pending",
    )
    assert any("numbers from 1 to" in what for what in found("dense_numbers"))


def test_an_entry_without_number_and_without_queue_is_found(lives: Teller) -> None:
    plant("DELETE FROM ledger_pending WHERE entry_id = (SELECT min(entry_id) FROM ledger_pending)")
    assert found("dense_numbers") == ["has a number and waits for one, or neither (numbered: false)"]


def test_a_queue_that_nobody_drains_is_found(lives: Teller) -> None:
    plant("UPDATE ledger_pending SET since = clock_timestamp() - interval '2 minutes'")
    assert found("nothing_waits_long")[0].endswith("the oldest for 120 s")


def test_a_second_open_request_is_found(lives: Teller) -> None:
    plant(
        "DROP INDEX one_open_request",
        "UPDATE incidents_request SET decided_at = NULL",
        "INSERT INTO incidents_request (incident_id, what, asked_by_id, asked_at, reason, remark) "
        "SELECT incident_id, what, asked_by_id, asked_at, reason, remark FROM incidents_request LIMIT 1",
    )
    assert "2 requests are open at once" in found("at_most_one_open_request")


def test_a_clock_that_runs_after_the_end_is_found(lives: Teller) -> None:
    plant(
        "UPDATE incidents_clock SET stopped_at = NULL WHERE kind = 'accept' AND incident_id IN "
        "(SELECT id FROM incidents_incident WHERE state = 'closed')"
    )
    assert set(found("clocks_fit_the_state")) == {"the accept clock runs, though it is closed"}


def test_a_main_clock_that_runs_on_while_suspended_is_found(lives: Teller) -> None:
    plant("UPDATE incidents_clock SET paused_at = NULL WHERE paused_at IS NOT NULL")
    assert found("clocks_fit_the_state") == ["the main clock does not fit suspended"]


def test_a_due_date_that_differs_from_its_clock_is_found(lives: Teller) -> None:
    plant("UPDATE incidents_incident SET due_at = due_at + interval '1 day' WHERE state = 'assigned'")
    assert len(found("the_matter_mirrors_its_clock")) == 1


def test_an_overdue_mark_without_its_line_is_found(lives: Teller) -> None:
    plant(
        "UPDATE ledger_entry SET kind = 'reminded' WHERE kind = 'overdue' AND header LIKE '%\"clock\":\"handle\"%'"
    )
    assert "the handle clock is marked without a line" in found("overdue_is_marked_once")


def test_a_child_of_a_merged_matter_is_found(lives: Teller) -> None:
    plant(
        drop("incidents_incident", "a_merged_incident_names_its_parent"),
        "UPDATE incidents_incident SET merged_into_id = (SELECT id FROM incidents_incident WHERE state = 'merged') "
        "WHERE state = 'accepted'",
    )
    assert any("which is merged itself" in what for what in found("merged_matters_follow_one_parent"))


def test_a_photo_whose_file_is_gone_is_found(lives: Teller) -> None:
    photo = Photo.objects.get()
    photos.original_path(photo.sha256).unlink()
    assert found("photos_are_in_the_store") == [f"the upload {photo.sha256[:12]} is not in the store"]


def test_a_photo_line_without_its_row_is_found(lives: Teller) -> None:
    plant("UPDATE incidents_photo SET slot = 'b'")
    assert found("photos_are_in_the_store") == ["a line names the photo in slot a, and no row holds it"]


def test_a_reporter_in_plain_is_found(lives: Teller) -> None:
    assert Reporter.objects.count() == 1
    plant("UPDATE incidents_reporter SET phone = convert_to('13800138000', 'UTF8')")
    assert found("reporters_are_encrypted") == ["phone is not encrypted"]


def test_what_is_left_after_an_erasure_is_found(lives: Teller) -> None:
    plant("UPDATE incidents_reporter SET erased_at = now()")
    assert "name is still there after its erasure" in found("reporters_are_encrypted")


def test_every_verb_and_every_kind_of_line_is_known_to_the_fold() -> None:
    assert set(VERB_OF.values()) | {"grant", "suspend"} == set(VERBS)
    assert set(LABELS) - {"reported", "granted"} == set(VERB_OF) | set(STANDING_STILL)
    assert set(BREAK_VERB_OF.values()) == set(breaks.VERBS)


def test_the_command_says_what_holds_and_what_does_not(lives: Teller) -> None:
    out = io.StringIO()
    call_command("check_invariants", stdout=out)
    assert out.getvalue().count("✓") == len(INVARIANTS) and "全部成立" in out.getvalue()
    plant("UPDATE incidents_incident SET version = version - 1 WHERE state = 'closed'")
    with pytest.raises(SystemExit):
        call_command("check_invariants", only=["no_change_without_a_line"], stdout=out)
    assert "✗ no_change_without_a_line" in out.getvalue()
