"""Whatever is changed behind the ledger's back is found, and said where (P9, F49)."""

import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import transaction

from core.ledger import checkpoints, entries, notes
from core.ledger.checkpoints import FILE, FILE_SM3, Publisher
from core.ledger.facts import BodyErased
from core.ledger.verification import Report, verify_ledger, verify_stream
from tests.core.ledger.matter import NOW, Matter, life, new
from tests.core.ledger.sessions import session
from tests.core.ledger.tampering import tampering

pytestmark = pytest.mark.django_db(transaction=True)

SealAll = Callable[[], int]


@pytest.fixture
def lives(seal_all: SealAll) -> list[Matter]:
    """Three lives of three entries each, told one after the other, numbered 0–8, under one checkpoint; one waits."""
    told = [life("reported", "accepted", "closed") for _ in range(3)]
    seal_all()
    new()
    return told


def verified(publisher: Publisher, outside: notes.Head | None = None) -> Report:
    return verify_ledger(publisher.keys, outside)


def codes(report: Report) -> set[str]:
    for each in report.findings:
        assert each.zh and each.en, "every finding can be said in both languages"
    return {each.code for each in report.findings}


def test_an_honest_ledger_is_valid(lives: list[Matter], publisher: Publisher) -> None:
    report = verified(publisher, notes.read((publisher.directory / FILE).read_text()))
    assert (codes(report), report.exit_code) == (set(), 0)
    counts = report.counts
    assert (counts.entries, counts.sequenced, counts.pending, counts.checkpoints, counts.sealed) == (
        10,
        9,
        1,
        1,
        9,
    )


def test_an_empty_ledger_is_valid(publisher: Publisher, transactional_db: None) -> None:
    assert verified(publisher).exit_code == 0


SECOND = "(SELECT entry_id FROM ledger_logentry WHERE idx = 4)"
LAST = "(SELECT entry_id FROM ledger_logentry WHERE idx = 8)"

TAMPERINGS: dict[str, tuple[str, set[str]]] = {
    "who": (f"UPDATE ledger_entry SET actor = '666' WHERE id = {SECOND}", {"hash", "leaf"}),
    "when": (f"UPDATE ledger_entry SET at = at - interval '1 day' WHERE id = {SECOND}", {"hash", "leaf"}),
    "what": (f"UPDATE ledger_entry SET kind = 'closed' WHERE id = {SECOND}", {"hash", "leaf"}),
    "header": (
        f"UPDATE ledger_entry SET header = replace(header, 'accepted', 'declined') WHERE id = {SECOND}",
        {"hash", "leaf"},
    ),
    "header in another form": (
        f"UPDATE ledger_entry SET header = replace(header, ',', ', ') WHERE id = {SECOND}",
        {"hash", "leaf", "header"},
    ),
    "hash made to fit": (
        f"UPDATE ledger_entry SET hash = sha256('x') WHERE id = {SECOND}",
        {"hash", "leaf", "chain"},
    ),
    "moved to another stream": (
        f"UPDATE ledger_entry SET stream = gen_random_uuid() WHERE id = {SECOND}",
        {"hash", "leaf", "version_missing", "row_missing"},
    ),
    "two entries swapped": (
        f"CREATE TEMP TABLE it ON COMMIT DROP AS SELECT stream FROM ledger_entry WHERE id = {SECOND};"
        + "".join(
            f"UPDATE ledger_entry SET version = {new} WHERE version = {old} AND stream = (SELECT stream FROM it);"
            for old, new in ((2, 99), (3, 2), (99, 3))
        ),
        {"hash", "leaf", "chain", "order", "row"},
    ),
    "body rewritten": (f"UPDATE ledger_body SET body = '{{}}' WHERE entry_id = {SECOND}", {"body"}),
    "body with its salt": (
        f"UPDATE ledger_body SET salt = '\\x{'00' * 16}' WHERE entry_id = {SECOND}",
        {"body"},
    ),
    "body emptied in silence": (
        f"UPDATE ledger_body SET body = NULL, salt = NULL WHERE entry_id = {SECOND}",
        {"body_emptied"},
    ),
    "body row removed": (f"DELETE FROM ledger_body WHERE entry_id = {SECOND}", {"body_missing"}),
    "entry removed": (f"DELETE FROM ledger_entry WHERE id = {SECOND}", {"version_missing", "entry_missing"}),
    "number removed": (
        "DELETE FROM ledger_logentry WHERE idx = 4",
        {"number_missing", "unqueued", "tree", "truncated"},
    ),
    "leaf changed": (
        "UPDATE ledger_logentry SET leaf_sm3 = leaf_sha256 WHERE idx = 4",
        {"leaf", "root", "tree"},
    ),
    "numbers swapped": (
        "CREATE TEMP TABLE two ON COMMIT DROP AS SELECT idx, entry_id FROM ledger_logentry WHERE idx IN (3, 4);"
        "UPDATE ledger_logentry SET entry_id = -idx WHERE idx IN (3, 4);"
        "UPDATE ledger_logentry l SET entry_id = two.entry_id FROM two WHERE l.idx = 7 - two.idx",
        {"order", "leaf"},
    ),
    "tail cut off": (
        f"DELETE FROM ledger_entry WHERE id = {LAST}; DELETE FROM ledger_logentry WHERE idx = 8",
        {"row", "tree", "truncated"},
    ),
    "tail put back into the queue": (
        f"INSERT INTO ledger_pending (entry_id) SELECT {LAST}; DELETE FROM ledger_logentry WHERE idx = 8",
        {"tree", "truncated"},
    ),
    "unsealed entry removed": (
        "DELETE FROM ledger_entry WHERE id = (SELECT entry_id FROM ledger_pending); DELETE FROM ledger_pending",
        {"row"},
    ),
    "taken out of the queue": ("DELETE FROM ledger_pending", {"unqueued"}),
    "queued for nothing": ("INSERT INTO ledger_pending (entry_id) VALUES (-1)", {"queued_nothing"}),
    "queued again": (f"INSERT INTO ledger_pending (entry_id) SELECT {SECOND}", {"queued_twice"}),
    "row moved back": (
        "UPDATE ledger_tests_matter SET version = 2 WHERE version = 3 "
        f"AND id = (SELECT stream FROM ledger_entry WHERE id = {SECOND})",
        {"row", "row_behind"},
    ),
    "row removed": (
        f"DELETE FROM ledger_tests_matter WHERE id = (SELECT stream FROM ledger_entry WHERE id = {SECOND})",
        {"row_missing"},
    ),
    "row without history": (
        f"INSERT INTO ledger_tests_matter VALUES (gen_random_uuid(), 1, '\\x{'00' * 32}', 'closed')",
        {"row"},
    ),
    "whole incident removed": (
        f"CREATE TEMP TABLE gone ON COMMIT DROP AS SELECT stream FROM ledger_entry WHERE id = {SECOND};"
        "DELETE FROM ledger_tests_matter WHERE id = (SELECT stream FROM gone);"
        "DELETE FROM ledger_entry WHERE stream = (SELECT stream FROM gone)",
        {"entry_missing"},
    ),
    "root changed": ("UPDATE ledger_checkpoint SET root_sm3 = root_sha256", {"root"}),
    "note changed": ("UPDATE ledger_checkpoint SET note = replace(note, 'at 2026', 'at 2025')", {"note"}),
    "notes exchanged": ("UPDATE ledger_checkpoint SET note = note_sm3", {"origin"}),
    "tree changed": ("UPDATE ledger_tree SET size = 8", {"tree"}),
    "tree removed": ("DELETE FROM ledger_tree", {"tree"}),
}


@pytest.mark.parametrize("what", TAMPERINGS)
def test_is_found(what: str, lives: list[Matter], publisher: Publisher) -> None:
    statement, expected = TAMPERINGS[what]
    with tampering() as cursor:
        cursor.execute(statement)
    report = verified(publisher)
    assert codes(report) == expected
    assert report.exit_code == 1


def test_the_place_is_said(lives: list[Matter], publisher: Publisher) -> None:
    with tampering() as cursor:
        cursor.execute(TAMPERINGS["who"][0])
    finding = verified(publisher).findings[0]
    assert finding.values == {"stream": lives[1].id, "version": 2}
    assert "内容与其哈希不符" in finding.zh
    assert "is not what was hashed" in finding.en


@pytest.fixture
def rewritten(lives: list[Matter], publisher: Publisher, seal_all: SealAll) -> Iterator[notes.Head]:
    """Everything forged again from the beginning by the owner of database and keys. Gives the head kept elsewhere."""
    kept = notes.read((publisher.directory / FILE).read_text())
    with tampering() as cursor:
        for table in ("entry", "body", "pending", "logentry", "checkpoint", "tree", "tests_matter"):
            cursor.execute(f"DELETE FROM ledger_{table}")
    for _ in range(3):
        life("reported", "accepted", "void")
    publisher.set_aside()
    publisher._last = None
    seal_all()
    yield kept


def test_a_rewritten_history_is_consistent_and_only_an_outside_checkpoint_shows_it(
    rewritten: notes.Head, publisher: Publisher
) -> None:
    assert verified(publisher).exit_code == 0
    report = verified(publisher, rewritten)
    assert (codes(report), report.exit_code) == ({"root"}, 1)


def test_an_outside_checkpoint_beyond_the_log_shows_the_cut(
    lives: list[Matter], publisher: Publisher
) -> None:
    later = notes.Head(publisher.origin, 10, bytes(32), NOW)
    assert codes(verified(publisher, later)) == {"truncated"}


def test_an_outside_checkpoint_of_the_sm3_tree_counts_as_well(
    lives: list[Matter], publisher: Publisher
) -> None:
    outside = notes.read((publisher.directory / FILE_SM3).read_text())
    assert verified(publisher, outside).exit_code == 0
    wrong = notes.Head(outside.origin, outside.size, bytes(32), NOW)
    assert codes(verified(publisher, wrong)) == {"root"}
    foreign = notes.Head("another.ledger", outside.size, outside.root, NOW)
    assert codes(verified(publisher, foreign)) == {"origin"}


def erase(matter: Matter, versions: tuple[int, ...]) -> None:
    with transaction.atomic():
        entries.append(matter, BodyErased(versions, "retention"), by=None, at=NOW)
        matter.save()
    with session("sanling_erasure") as erasure:
        erasure.execute(
            "UPDATE ledger_body SET salt = NULL, body = NULL FROM ledger_entry e "
            "WHERE e.id = entry_id AND e.stream = %s AND e.version = ANY(%s)",
            [matter.id, list(versions)],
        )


def test_an_erased_body_with_its_entry_is_valid(
    lives: list[Matter], publisher: Publisher, seal_all: SealAll
) -> None:
    erase(lives[1], (1, 2))
    seal_all()
    assert verified(publisher).exit_code == 0
    checked = verify_stream(lives[1].id)
    assert checked.ok
    assert [entry.emptied for entry in checked.entries] == [True, True, False, False]


def test_an_old_queue_means_cannot_tell(lives: list[Matter], publisher: Publisher) -> None:
    with session("postgres") as superuser:
        superuser.execute("UPDATE ledger_pending SET since = since - interval '10 minutes'")
    report = verified(publisher)
    assert (codes(report), report.exit_code, len(report.untold)) == (set(), 2, 1)


def test_without_keys_signatures_cannot_be_told(lives: list[Matter], publisher: Publisher) -> None:
    assert verify_ledger([]).exit_code == 2


def test_only_the_first_findings_are_kept_and_all_are_counted(
    lives: list[Matter], publisher: Publisher
) -> None:
    report = Report()
    with tampering() as cursor:
        cursor.execute("UPDATE ledger_entry SET actor = 'nobody'")
    report = verified(publisher)
    assert report.total == 19
    assert len(report.findings) == 19


class TestStream:
    """The one stream of the auditor's page."""

    def test_an_honest_stream(self, lives: list[Matter]) -> None:
        result = verify_stream(lives[0].id)
        assert (result.ok, len(result.entries), result.sealed, result.covered_by) == (True, 3, 3, 9)
        assert [(entry.version, entry.idx, entry.emptied) for entry in result.entries] == [
            (1, 0, False), (2, 1, False), (3, 2, False),
        ]  # fmt: skip

    def test_what_is_not_sealed_yet_is_said(self, lives: list[Matter]) -> None:
        result = verify_stream(new().id)
        assert (result.ok, result.entries[0].idx, result.sealed) == (True, None, 0)

    def test_a_changed_entry_is_found_in_its_own_stream_only(self, lives: list[Matter]) -> None:
        with tampering() as cursor:
            cursor.execute(TAMPERINGS["who"][0])
        assert [verify_stream(matter.id).ok for matter in lives] == [True, False, True]

    def test_a_row_that_moved_alone_is_found(self, lives: list[Matter]) -> None:
        with tampering() as cursor:
            cursor.execute(TAMPERINGS["row moved back"][0])
        assert {each.code for each in verify_stream(lives[1].id).findings} == {"row", "row_behind"}

    def test_a_stream_that_does_not_exist_is_not_ok(self, lives: list[Matter]) -> None:
        assert not verify_stream(Matter().id).ok


class TestCommand:
    """`manage.py verify_ledger`: what a person reads, and the exit code a script reads."""

    @pytest.fixture(autouse=True)
    def _folder(self, publisher: Publisher, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(checkpoints, "directory", lambda: publisher.directory)

    def run(self, *arguments: str) -> tuple[int, str]:
        out, code = io.StringIO(), 0
        try:
            call_command("verify_ledger", *arguments, stdout=out, stderr=out)
        except SystemExit as exit:
            code = int(exit.code or 0)
        return code, out.getvalue()

    def test_valid(self, lives: list[Matter]) -> None:
        code, said = self.run()
        assert code == 0
        assert "账本完好 · the ledger is valid" in said
        assert "no earlier checkpoint supplied: this proves internal consistency only" in said

    def test_valid_against_an_outside_checkpoint(self, lives: list[Matter], publisher: Publisher) -> None:
        code, said = self.run("--since-checkpoint", str(publisher.directory / FILE))
        assert code == 0
        assert "internal consistency only" not in said

    def test_tampered(self, lives: list[Matter]) -> None:
        with tampering() as cursor:
            cursor.execute(TAMPERINGS["tail cut off"][0])
        code, said = self.run()
        assert code == 1
        assert "末尾被截去" in said
        assert "账本被改动 · the ledger was tampered with" in said

    def test_an_outside_file_that_nobody_signed(self, lives: list[Matter], tmp_path: Path) -> None:
        (tmp_path / "note").write_text("not a checkpoint")
        for arguments in (
            ("--since-checkpoint", str(tmp_path / "note")),
            ("--keys", str(tmp_path / "nothing")),
        ):
            code, said = self.run(*arguments)
            assert code == 2
            assert "无法断定 · cannot tell" in said

    def test_keys_kept_elsewhere(self, lives: list[Matter], publisher: Publisher, tmp_path: Path) -> None:
        kept = tmp_path / "keys-on-paper.txt"
        kept.write_text((publisher.directory / "keys.txt").read_text())
        (publisher.directory / "keys.txt").unlink()
        assert self.run()[0] == 2
        assert self.run("--keys", str(kept))[0] == 0
