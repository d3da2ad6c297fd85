"""The clocks of a matter fit its state, the matter's own due dates mirror its main clock, overdue is marked once."""

from collections.abc import Iterator

from incidents.invariants.reading import Problem, problems
from incidents.workflow import OPEN

_RUNS_AFTER_THE_END = """
SELECT i.number, c.kind, i.state FROM incidents_clock c JOIN incidents_incident i ON i.id = c.incident_id
WHERE c.stopped_at IS NULL AND NOT i.state = ANY(%s)
"""
_RUNS_TWICE = """
SELECT i.number, c.kind, count(*) FROM incidents_clock c JOIN incidents_incident i ON i.id = c.incident_id
WHERE c.stopped_at IS NULL GROUP BY i.id, i.number, c.kind HAVING count(*) > 1
"""
_STANDS_STILL = """
SELECT i.number, i.state FROM incidents_clock c JOIN incidents_incident i ON i.id = c.incident_id
WHERE c.stopped_at IS NULL AND c.kind = 'handle' AND (c.paused_at IS NOT NULL) <> (i.state = 'suspended')
"""
_RUNS_BACKWARDS = """
SELECT i.number, c.kind FROM incidents_clock c JOIN incidents_incident i ON i.id = c.incident_id
WHERE c.due_at < c.started_at OR c.soon_at > c.due_at OR c.stopped_at < c.started_at
"""


def clocks_fit_the_state() -> Iterator[Problem]:
    """Nothing runs after the end, nothing runs twice, the main clock stands still exactly while 挂账."""
    name = "clocks_fit_the_state"
    yield from problems(name, "the {} clock runs, though it is {}", _RUNS_AFTER_THE_END, [list(OPEN)])
    yield from problems(name, "the {} clock runs {} times", _RUNS_TWICE)
    yield from problems(name, "the main clock does not fit {}", _STANDS_STILL)
    yield from problems(name, "the dates of the {} clock are in no order", _RUNS_BACKWARDS)


_MIRROR = """
SELECT i.number, c.due_at::text, coalesce(i.due_at::text, '-') FROM incidents_incident i
JOIN incidents_clock c ON c.incident_id = i.id AND c.kind = 'handle' AND c.stopped_at IS NULL
WHERE (i.due_at, i.due0_at, i.overdue_at, i.provisional) IS DISTINCT FROM
      (c.due_at, c.due0_at, c.overdue_at, c.provisional)
"""
_DUE_WITHOUT_A_CLOCK = """
SELECT i.number, i.due_at::text FROM incidents_incident i
WHERE i.due_at IS NOT NULL AND i.state = ANY(%s) AND NOT EXISTS (
    SELECT FROM incidents_clock c WHERE c.incident_id = i.id AND c.kind = 'handle' AND c.stopped_at IS NULL)
"""


def the_matter_mirrors_its_clock() -> Iterator[Problem]:
    """截止: what lists and figures read from the matter is what its running main clock says."""
    name = "the_matter_mirrors_its_clock"
    yield from problems(name, "the clock is due {}, the matter says {}", _MIRROR)
    yield from problems(name, "is due {} by no clock", _DUE_WITHOUT_A_CLOCK, [list(OPEN)])


_MARKED_WITHOUT_A_LINE = """
SELECT i.number, c.kind FROM incidents_clock c JOIN incidents_incident i ON i.id = c.incident_id
WHERE c.overdue_at IS NOT NULL AND NOT EXISTS (
    SELECT FROM ledger_entry e WHERE e.stream = i.id AND e.kind = 'overdue' AND e.at = c.overdue_at
      AND e.header::jsonb ->> 'clock' = c.kind)
"""
_MARKED_TWICE = """
SELECT header::jsonb ->> 'number', header::jsonb ->> 'clock', count(*) FROM ledger_entry
WHERE stream_kind = 'incident' AND kind = 'overdue'
GROUP BY stream, header::jsonb ->> 'number', header::jsonb ->> 'clock', header::jsonb ->> 'due_at' HAVING count(*) > 1
"""
_MARKED_EARLY = """
SELECT i.number, c.kind FROM incidents_clock c JOIN incidents_incident i ON i.id = c.incident_id
WHERE c.overdue_at < c.due_at AND cardinality(c.pauses) = 0
"""


def overdue_is_marked_once() -> Iterator[Problem]:
    """超期: a mark has its line, one due date is marked once and never before it has come (挂账 may move it later)."""
    name = "overdue_is_marked_once"
    yield from problems(name, "the {} clock is marked without a line", _MARKED_WITHOUT_A_LINE)
    yield from problems(name, "the {} clock was marked {} times for one due date", _MARKED_TWICE)
    yield from problems(name, "the {} clock is marked before it was due", _MARKED_EARLY)
