"""建议: which category a matter may have and which departments may handle it, with the reason in one line.

Words that speak for a line (`lessons.py`), the table of the catalogue, who had the last ones here, and how much each
has in hand. Nothing is ever assigned by it: it puts lists in order and chooses beforehand.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from grids.models import Department
from incidents.catalogue import catalogue
from incidents.finding.bayes import Bayes
from incidents.finding.lessons import Learned, learned, pieces_of, place_of
from incidents.models import Incident

BY_TABLE = 2.0
BY_HABIT = 0.5
BY_LOAD = 0.002
"""What the table, each of the last ones, and a matter in hand weigh against words (in logs of probability)."""
UNKNOWN = -40.0
AS_CLEAR = 0.7
"""A pair belongs to the reason if it is nearly as typical as the most typical one of this text."""
LONGEST = 6


@dataclass(frozen=True)
class Suggested:
    """One department, and why; `why` is empty where nothing speaks for it."""

    department: Department
    why: str


@dataclass(frozen=True)
class Kind:
    """A category, and why."""

    code: str
    why: str


def departments(
    incident: Incident, serving: Sequence[Department], usual: Department | None, loads: Mapping[int, int]
) -> list[Suggested]:
    """The departments that serve the place, the likeliest first; of equals the nearest, as `serving` has them."""
    known, category = learned(), incident.category_id or ""
    pieces = pieces_of(incident.text, category)
    lines = {each.line or each.code for each in serving}
    words = known.lines.weights(pieces, lines) if known.lines.size else {}
    last = known.last.get(place_of(incident.area_path, category), [])

    def score(each: Department) -> float:
        by_words = words.get(each.line or each.code, UNKNOWN if words else 0.0)
        by_table = BY_TABLE if usual is not None and each.pk == usual.pk else 0.0
        return by_words + by_table + BY_HABIT * last.count(each.code) - BY_LOAD * loads.get(each.pk, 0)

    ranked = sorted(serving, key=score, reverse=True)
    first = ranked[0] if ranked and (words or usual or last) else None
    return [Suggested(each, _why(each, first, usual, last, pieces, known)) for each in ranked]


def category(incident: Incident) -> Kind | None:
    """The category that the words speak for, of those that the county offers for this kind; None where nothing does."""
    known = learned()
    offered = [each.code for each in catalogue().of_kind(incident.kind_id)]
    pieces = pieces_of(incident.text)
    weights = known.categories.weights(pieces, offered) if known.categories.size else {}
    if not weights:
        return None
    best = max(weights, key=weights.__getitem__)
    words = telling(pieces, best, known.categories)
    return Kind(best, f"“{words}”") if words else None


def _why(
    each: Department, first: Department | None, usual: Department | None, last: list[str],
    pieces: list[str], known: Learned,
) -> str:  # fmt: skip
    said = []
    if usual is not None and each.pk == usual.pk:
        said.append(_("按类别与地点"))
    times = last.count(each.code)
    if times and times == len(last):
        said.append(_("最近 %(n)s 次均由它") % {"n": times})
    elif times:
        said.append(_("最近 %(all)s 次有 %(n)s 次由它") % {"all": len(last), "n": times})
    if first is not None and each.pk == first.pk:
        words = telling(pieces, each.line or each.code, known.lines)
        said += [_("文中“%(words)s”") % {"words": words}] if words else []
    return " · ".join(said)


def telling(pieces: Collection[str], label: str, known: Bayes) -> str:
    """The words of this very text that speak most for the label: neighbouring pairs joined, up to six characters."""
    worths = [(piece, known.is_typical(piece, label)) for piece in pieces if not piece.startswith("#")]
    clear = AS_CLEAR * max((worth for _piece, worth in worths), default=0.0)
    best, weight = "", 0.0
    run, so_far = "", 0.0
    for piece, worth in worths:
        if worth <= 0 or worth < clear:
            run, so_far = "", 0.0
            continue
        joins = run and run[-1] == piece[0] and len(run) < LONGEST
        run, so_far = (run + piece[1], so_far + worth) if joins else (piece, worth)
        if so_far > weight:
            best, weight = run, so_far
    return best
