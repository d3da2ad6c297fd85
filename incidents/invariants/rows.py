"""P2 and P4: one submission is one matter, nothing changed without a line, and nothing stands beside without one."""

from collections.abc import Iterator

from incidents.invariants.reading import Problem, problems

_TWICE = """
SELECT min(number), max(number) FROM incidents_incident WHERE payload_sha256 <> ''
GROUP BY payload_sha256, reporter_user_id HAVING count(*) > 1
"""
_NUMBERED_TWICE = "SELECT number, count(*) FROM incidents_incident GROUP BY number HAVING count(*) > 1"
_REPORTED_TWICE = """
SELECT i.number, count(e.id) FROM incidents_incident i
LEFT JOIN ledger_entry e ON e.stream = i.id AND e.kind = 'reported'
GROUP BY i.id, i.number HAVING count(e.id) <> 1
"""


def one_submission_one_incident() -> Iterator[Problem]:
    """The same words of the same person stand once, under one number, with one line that files them."""
    name = "one_submission_one_incident"
    yield from problems(name, "the same submission as {}", _TWICE)
    yield from problems(name, "{} matters bear this number", _NUMBERED_TWICE)
    yield from problems(name, "was filed {} times", _REPORTED_TWICE)


_BEHIND = """
SELECT i.number, i.version FROM incidents_incident i
LEFT JOIN ledger_entry e ON e.stream = i.id AND e.version = i.version
WHERE e.hash IS DISTINCT FROM i.head_hash
"""
_AHEAD = """
SELECT e.stream, e.version FROM ledger_entry e LEFT JOIN incidents_incident i ON i.id = e.stream
WHERE e.stream_kind = 'incident' AND (i.id IS NULL OR e.version > i.version)
"""
_SILENTLY_CHANGED = """
SELECT i.number, e.kind FROM incidents_incident i
JOIN ledger_entry e ON e.stream = i.id AND e.version = i.version
CROSS JOIN LATERAL (SELECT e.header::jsonb AS said) h
WHERE (h.said ->> 'number', h.said ->> 'matter', h.said ->> 'category', h.said ->> 'state', h.said ->> 'path',
       h.said ->> 'department')
    IS DISTINCT FROM
      (i.number::text, i.kind_id::text, coalesce(i.category_id, ''), i.state::text, i.area_path::text,
       coalesce(i.department_id::text, ''))
"""


def no_change_without_a_line() -> Iterator[Problem]:
    """Every matter stands where its newest line says, and no line speaks of a matter that is not there."""
    name = "no_change_without_a_line"
    yield from problems(name, "version {} has no line with its hash", _BEHIND)
    yield from problems(name, "line {} has no row that went with it", _AHEAD)
    yield from problems(name, "says something else than its newest line ({})", _SILENTLY_CHANGED)


_BESIDE = """
WITH counted AS (
    SELECT incident_id AS id, count(*) AS rows FROM {table} WHERE {where} GROUP BY incident_id
), written AS (
    SELECT stream AS id, count(*) AS lines FROM ledger_entry
    WHERE stream_kind = 'incident' AND kind = ANY(%s) GROUP BY stream
)
SELECT coalesce(counted.id, written.id), coalesce(rows, 0), coalesce(lines, 0)
FROM counted FULL JOIN written USING (id) WHERE coalesce(rows, 0) <> coalesce(lines, 0)
"""
_PAIRS = (
    ("incidents_photo", "true", ["photo_attached"]),
    ("voices_voice", "true", ["voice_attached"]),
    ("incidents_supervision", "true", ["supervised"]),
    ("incidents_supervision", "answered_at IS NOT NULL", ["answered"]),
    ("incidents_followup", "true", ["followed_up"]),
    ("incidents_confirmation", "true", ["confirmation_requested"]),
    ("incidents_confirmation", "answered_at IS NOT NULL", ["confirmed"]),
    ("incidents_request", "true", ["asked"]),
    ("incidents_request", "decided_at IS NOT NULL", ["granted", "request_refused", "voided"]),
)
"""Table, which of its rows, and the kinds of line that write them: as many of one as of the other."""


def every_row_beside_has_its_line() -> Iterator[Problem]:
    """Photos, supervisions, follow-ups, confirmations and requests: as many rows as lines, matter by matter."""
    for table, where, kinds in _PAIRS:
        what = f"{{}} rows in {table}, {{}} lines {'/'.join(kinds)}"
        sql = _BESIDE.format(table=table, where=where)
        yield from problems("every_row_beside_has_its_line", what, sql, [kinds])


_OPEN_REQUESTS = """
SELECT i.number, count(*) FROM incidents_request r JOIN incidents_incident i ON i.id = r.incident_id
WHERE r.decided_at IS NULL GROUP BY i.id, i.number HAVING count(*) > 1
"""
_CLOSED_WITH_A_REQUEST = """
SELECT i.number, r.what FROM incidents_request r JOIN incidents_incident i ON i.id = r.incident_id
WHERE r.decided_at IS NULL AND i.state = 'closed'
"""


def at_most_one_open_request() -> Iterator[Problem]:
    """延期、挂账、作废: one wish at a time, and none left when the matter is closed."""
    name = "at_most_one_open_request"
    yield from problems(name, "{} requests are open at once", _OPEN_REQUESTS)
    yield from problems(name, "is closed while a request for {} waits", _CLOSED_WITH_A_REQUEST)
