"""并案: a merged matter follows one parent, which goes on its own way and was not merged itself."""

from collections.abc import Iterator

from incidents.invariants.reading import Problem, problems

_MERGED_INTO_A_MERGED = """
SELECT child.number, parent.number FROM incidents_incident child
JOIN incidents_incident parent ON parent.id = child.merged_into_id WHERE parent.state = 'merged'
"""
_PARENT_CAME_TO_NOTHING = """
SELECT child.number, parent.number, parent.state FROM incidents_incident child
JOIN incidents_incident parent ON parent.id = child.merged_into_id
WHERE child.state = 'merged' AND parent.state = 'void'
"""
_PARENT_WAS_AT_AN_END = """
SELECT child.number, parent.number FROM incidents_incident child
JOIN incidents_incident parent ON parent.id = child.merged_into_id
WHERE child.state = 'merged' AND parent.closed_at < child.closed_at AND parent.reopened_at IS NULL
"""
_NOT_WHAT_IT_SAYS = """
SELECT number, state FROM incidents_incident
WHERE (state = 'merged') <> (merged_into_id IS NOT NULL) OR merged_into_id = id
"""


def merged_matters_follow_one_parent() -> Iterator[Problem]:
    """The parent is another matter, was open when the child came, was not merged itself, and was not voided."""
    name = "merged_matters_follow_one_parent"
    yield from problems(name, "is merged into {}, which is merged itself", _MERGED_INTO_A_MERGED)
    yield from problems(name, "is merged into {}, which is {}", _PARENT_CAME_TO_NOTHING)
    yield from problems(name, "was merged into {}, which was at an end already", _PARENT_WAS_AT_AN_END)
    yield from problems(name, "is {}, and its parent says otherwise", _NOT_WHAT_IT_SAYS)
