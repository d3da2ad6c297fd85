"""一案一码: eighty bits that are not the incident number, and that the database does not know."""

from uuid import UUID, uuid4

import pytest
from django.db import connection

from incidents.follow import follow_code, follow_hash, hash_of_code
from incidents.models import Incident
from tests.incidents.lives import Teller

ID = UUID("0190a3c2-7c1e-7d5a-9b3f-2f6a1c4d5e6f")
ALPHABET = set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_it_is_sixteen_characters_that_nobody_confuses_in_groups_of_four() -> None:
    code = follow_code(ID)
    assert [len(group) for group in code.split("-")] == [4, 4, 4, 4]
    assert set(code.replace("-", "")) <= ALPHABET


def test_it_can_be_printed_again_and_is_another_for_every_matter() -> None:
    assert follow_code(ID) == follow_code(UUID(str(ID)))
    assert len({follow_code(uuid4()) for _ in range(200)}) == 200


def test_it_does_not_follow_from_the_id_without_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    from incidents import follow

    before = follow_code(ID)
    monkeypatch.setattr(follow, "keyed_digest", lambda purpose, data: bytes(32))
    assert follow_code(ID) != before


@pytest.mark.parametrize(
    "typed",
    [
        lambda code: code.lower(),
        lambda code: code.replace("-", ""),
        lambda code: code.replace("-", " "),
        lambda code: f" {code} ",
        lambda code: code.replace("0", "O").replace("1", "l"),
        lambda code: code.replace("1", "I").replace("0", "o"),
    ],
)
def test_however_it_is_typed_it_is_the_same(typed: object) -> None:
    assert hash_of_code(typed(follow_code(ID))) == follow_hash(ID)  # type: ignore[operator]


def test_one_wrong_character_is_another_code() -> None:
    code = follow_code(ID)
    wrong = ("2" if code[0] != "2" else "3") + code[1:]
    assert hash_of_code(wrong) != follow_hash(ID)


def test_the_database_holds_only_its_digest(tell: Teller) -> None:
    incident = tell.file()
    code = follow_code(incident.pk)
    with connection.cursor() as cursor:
        cursor.execute("SELECT row_to_json(i)::text FROM incidents_incident i")
        (row,) = cursor.fetchone()
    assert code not in row and code.replace("-", "") not in row
    assert Incident.objects.get(follow_hash=hash_of_code(code)) == incident
    assert code.replace("-", "") not in incident.number
