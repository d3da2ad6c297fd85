"""`python -m bench.copies MATTERS`: fills a county up to about so many matters, by copying what the generator made.

A million lives would take the generator half an hour. Here past ages are put before those that it made: every ended
matter with its clocks, photos and words, once more for each age, so many days earlier, in the order of time, by
PostgreSQL itself. So texts repeat, no more is open than before, and the ledger knows nothing of it: good for measuring
lists, and for nothing else.
"""

import sys

import django

django.setup()

from django.db import connection, models, transaction  # noqa: E402

from incidents.finding.models import Words  # noqa: E402
from incidents.models import Clock, Incident, Photo  # noqa: E402

OLDER = """
CREATE FUNCTION pg_temp.older(given uuid, days integer) RETURNS uuid LANGUAGE sql IMMUTABLE RETURN (
    lpad(to_hex(('x' || left(replace(given::text, '-', ''), 12))::bit(48)::bigint - days * 86400000::bigint), 12, '0')
    || substr(replace(given::text, '-', ''), 13))::uuid
"""
"""The id of the same matter in an age before: a UUID of version 7 begins with its milliseconds."""

SPECIAL = {
    "id": "pg_temp.older(m.id, %(days)s)",
    "incident_id": "pg_temp.older(m.incident_id, %(days)s)",
    "merged_into_id": "pg_temp.older(m.merged_into_id, %(days)s)",
    "follow_hash": "NULL",
    "number": "to_char(m.reported_at AT TIME ZONE 'Asia/Shanghai' - make_interval(days => %(days)s), 'YYMMDD')"
    " || substr(m.number, 7)",
}
PARTS: tuple[tuple[type[models.Model], str, dict[str, str]], ...] = (
    (Clock, "incident_id", {}),
    (Photo, "incident_id", {"id": "gen_random_uuid()"}),
    (Words, "incident_id", {}),
)


def main(wanted: int) -> None:
    """Copy age after age, the nearest first, each in a transaction of its own."""
    with connection.cursor() as cursor:
        cursor.execute(OLDER)
        cursor.execute("SELECT max(reported_at)::date - min(reported_at)::date + 2 FROM incidents_incident")
        (days,) = cursor.fetchone()
        cursor.execute(
            """
            CREATE TEMPORARY TABLE ended AS SELECT m.id FROM incidents_incident m
            LEFT JOIN incidents_incident parent ON parent.id = m.merged_into_id
            WHERE m.closed_at IS NOT NULL AND (m.merged_into_id IS NULL OR parent.closed_at IS NOT NULL)
            """
        )
        cursor.execute("SELECT count(*) FROM ended")
        (ended,) = cursor.fetchone()
    for age in range(1, round((wanted - Incident.objects.count()) / ended) + 1):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("ALTER TABLE incidents_incident DISABLE TRIGGER USER")
            _copy(cursor, Incident, "id", {}, age * days, "m.reported_at")
            for model, key, special in PARTS:
                _copy(cursor, model, key, special, age * days, f"m.{key}")
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("ALTER TABLE incidents_incident ENABLE TRIGGER USER")


def _copy(
    cursor: object, model: type[models.Model], key: str, special: dict[str, str], days: int, order: str
) -> None:
    """One table, one age; numbers that the database gives are left to it."""
    known = SPECIAL | special
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    columns = ", ".join(f'"{field.column}"' for field in fields)
    values = ", ".join(known.get(str(field.column)) or _earlier(field) for field in fields)
    table = model._meta.db_table
    statement = f"""
        INSERT INTO {table} ({columns}) SELECT {values} FROM {table} m JOIN ended ON ended.id = m.{key} ORDER BY {order}
    """
    cursor.execute(statement, {"days": days})  # type: ignore[attr-defined]


def _earlier(field: "models.Field[object, object]") -> str:
    column = f'm."{field.column}"'
    return (
        f"{column} - make_interval(days => %(days)s)" if isinstance(field, models.DateTimeField) else column
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
