"""What must hold of the data at every moment, whoever was killed when: one function per promise, each a reconciler.

    for problem in check_all():
        print(problem)

A function yields what contradicts it, and nothing if all is well. They read one snapshot, ask in sets, never repair.
`verify_ledger` says whether the ledger is what it was; this says whether the business agrees with it.
"""

from collections.abc import Callable, Iterator

from incidents.invariants import clocks, compartment, families, files, lives, numbering, rows
from incidents.invariants.reading import Problem, snapshot

__all__ = ["INVARIANTS", "Problem", "check", "check_all"]

INVARIANTS: dict[str, Callable[[], Iterator[Problem]]] = {
    "one_submission_one_incident": rows.one_submission_one_incident,
    "legal_lives": lives.legal_lives,
    "legal_breaks": lives.legal_breaks,
    "no_change_without_a_line": rows.no_change_without_a_line,
    "every_row_beside_has_its_line": rows.every_row_beside_has_its_line,
    "dense_numbers": numbering.dense_numbers,
    "nothing_waits_long": numbering.nothing_waits_long,
    "at_most_one_open_request": rows.at_most_one_open_request,
    "clocks_fit_the_state": clocks.clocks_fit_the_state,
    "the_matter_mirrors_its_clock": clocks.the_matter_mirrors_its_clock,
    "overdue_is_marked_once": clocks.overdue_is_marked_once,
    "merged_matters_follow_one_parent": families.merged_matters_follow_one_parent,
    "photos_are_in_the_store": files.photos_are_in_the_store,
    "reporters_are_encrypted": compartment.reporters_are_encrypted,
}
"""Name → the function that looks for what contradicts it."""


def check(name: str) -> Iterator[Problem]:
    """What contradicts one invariant. KeyError for a name that is none."""
    return INVARIANTS[name]()


def check_all() -> Iterator[Problem]:
    """What contradicts any of them, all in one snapshot."""
    with snapshot():
        for function in INVARIANTS.values():
            yield from function()
