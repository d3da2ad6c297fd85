"""The command bar: `派 0231 综执 2h`. Reads what was typed, says what it would do, and offers what may come next.

Nothing is done here: a reading that is ready carries the form that Enter would send, and one that is not says why.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.utils.translation import gettext as _

from grids.scope import Scope
from incidents.buttons import open_to
from incidents.desk import arguments
from incidents.desk.arguments import Data
from incidents.desk.looks import title_of
from incidents.desk.meanings import CHOICES, Offer, Unclear, by_tail
from incidents.desk.seeing import visible
from incidents.models import Incident
from incidents.verbs import VERBS, Verb

_MEANT: dict[str, tuple[str, ...]] = {
    "受 受理": ("accept",),
    "派 派遣 改派": ("assign",),
    "退 退回": ("send_back", "rework"),
    "返 返工": ("rework",),
    "并 并案": ("merge",),
    "督 督办": ("supervise",),
    "催 催办": ("remind",),
    "签 签收": ("take",),
    "核 核查": ("verify",),
    "结 结案": ("close",),
    "撤 撤销": ("undo",),
}
COMMANDS = {word: names for words, names in _MEANT.items() for word in words.split()}
"""First word → the verbs that it may mean, the likelier first. 找 finds and stands apart."""

LONGEST = 200
TAIL = re.compile(r"\d[\d-]{1,12}")
GLUED = re.compile(r"(\D+)(\d.*)")


@dataclass(frozen=True)
class Reading:
    """What a line would do: `sentence` says it, `problem` why not yet, `offers` what may come next."""

    typed: str
    verb: Verb | None = None
    incident: Incident | None = None
    data: Data = field(default_factory=dict)
    sentence: str = ""
    problem: str = ""
    offers: Sequence[Offer] = ()

    @property
    def is_ready(self) -> bool:
        """Whether Enter does it."""
        return self.verb is not None and self.incident is not None and not self.problem


def read(typed: str, scope: Scope, at: datetime, opened: str = "") -> Reading:
    """Read a line as this person typed it; `opened` is the number of the open matter, meant where none is named."""
    typed = typed[:LONGEST]
    words = typed.split()
    if words and (glued := GLUED.fullmatch(words[0])):
        words[:1] = [glued[1], glued[2]]
    names = COMMANDS.get(words[0], ()) if words else ()
    if not names:
        return Reading(typed, problem=_("没有这个命令"), offers=_commands())
    known = Reading(typed, VERBS[names[0]])
    try:
        incident, rest = _matter(words, scope, opened, names)
        return _deed(known, names, incident, rest, scope, at)
    except Unclear as unclear:
        return replace(known, problem=str(unclear), offers=unclear.offers)


def _deed(
    known: Reading, names: Sequence[str], incident: Incident, rest: list[str], scope: Scope, at: datetime
) -> Reading:
    possible = open_to(incident, scope)
    name = next((each for each in names if each in possible), "")
    if not name:
        said = {"state": incident.get_state_display(), "verb": VERBS[names[0]].label}
        return replace(known, incident=incident, problem=_("这件事现在是“%(state)s”，不能%(verb)s") % said)
    known = replace(known, verb=VERBS[name], incident=incident)
    try:
        said_in, data = arguments.of(name, incident, rest, scope, at)
    except Unclear as unclear:
        return replace(known, problem=str(unclear), offers=_completed(known, unclear, rest))
    sentence = f"{VERBS[name].label} {incident.number}{said_in}"
    return replace(known, data=data, sentence=sentence)


def _completed(known: Reading, unclear: Unclear, rest: list[str]) -> list[Offer]:
    """The offers as whole lines: what was typed, with its last unclear word replaced."""
    words = known.typed.split()
    kept = words[: len(words) - len(rest) + unclear.at]
    return [replace(each, line=" ".join([*kept, each.line]) + " ") for each in unclear.offers[:CHOICES]]


def _matter(words: list[str], scope: Scope, opened: str, names: Sequence[str]) -> tuple[Incident, list[str]]:
    """The matter that is meant, and the words after it."""
    named = len(words) > 1 and TAIL.fullmatch(words[1]) is not None
    if named and names == ("merge",) and opened and len(words) == 2:
        named = False  # 并 0231: the open matter into that one
    if named and names == ("supervise",) and len(words[1]) == 1:
        named = False
    if not named:
        if not opened:
            raise Unclear(_("哪一件？写编号的后几位"))
        return visible(scope, opened), words[1:]
    try:
        return by_tail(words[1], scope), words[2:]
    except Unclear as unclear:
        lines = [" ".join([words[0], each.line, *words[2:]]) + " " for each in unclear.offers]
        offers = [replace(each, line=line) for each, line in zip(unclear.offers, lines, strict=True)]
        raise Unclear(str(unclear), offers) from None


def _commands() -> list[Offer]:
    return [Offer(f"{words.split()[0]} ", words.split()[1], words.split()[0]) for words in _MEANT]


def about(reading: Reading) -> str:
    """The first words of the matter that is meant, so that nobody sends the wrong one."""
    return title_of(reading.incident) if reading.incident else ""
