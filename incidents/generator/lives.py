"""From the report to the decision whose it is: 自办自结, 核实, 不予受理, 并案, 受理, 移交, 作废.

Then `handling.py` goes on. Each branch is drawn with a share written above it. The verbs are those of the services, in
their order: a plan that the services would refuse is a mistake of this page, and a test plays a sample through them.
"""

from datetime import datetime, timedelta

from incidents.generator import handling
from incidents.generator.telling import Telling

SELF_HANDLED = 0.42
CONFIRMED_FIRST = 0.10
DECLINED = {"patrol": 0.006, "hotline": 0.055, "walk_in": 0.04}
OBJECTED = 0.14
MERGED_IN_BURST = 0.82
VOIDED = 0.006
RECLASSIFIED = 0.02
TRANSFERRED = {
    "goods": 0.62,
    "persons": 0.45,
    "order.gambling": 0.7,
    "order.crowd": 0.3,
    "labour.other": 0.12,
}
COMPLAINED_ABOUT = 0.012
SUPPLEMENTED = 0.035
PLACED_LATER = 0.93


def tell(t: Telling, parent: Telling | None) -> None:
    """Tell a whole life; `parent` is the first report of the same burst, if there was one."""
    if _settled_at_once(t) or not _looked_at(t):
        return
    if parent is not None and _merged(t, parent):
        return
    if t.perhaps(DECLINED[str(t.plan.filing.source)]) and not _declined(t):
        return
    _accepted(t)
    if not t.in_burst and t.perhaps(VOIDED) and _voided(t):
        return
    if t.perhaps(_transfers(t)):
        _transferred(t)
        return
    handling.tell(t)


def begin(t: Telling) -> None:
    """Tell how a fresh matter was sent to somebody, if it is urgent; what is not has only been reported."""
    if t.urgency == "urgent":
        _accepted(t)
        handling.assigned(t)
        t.in_hand = True


def _settled_at_once(t: Telling) -> bool:
    """自办自结: what a worker on patrol settles on the spot."""
    on_patrol = t.plan.filing.source == "patrol" and t.urgency == "normal"
    if not (on_patrol and t.category.may_self_handle and t.perhaps(SELF_HANDLED)):
        return False
    words = "self_handled_petition" if t.kind == "petition" else "settled_at_once"
    t.then("self_handle", t.plan.by, t.pace.soon(t.t, 9), what_was_done=t.say(words))
    t.ended()
    return True


def _looked_at(t: Telling) -> bool:
    """补充, 落图 and 核实 before anything is decided; False if it turned out to be nothing."""
    if t.perhaps(SUPPLEMENTED):
        t.then("supplement", t.plan.by, t.pace.soon(t.t, 25), text=t.say("supplement"))
    if t.plan.where.grid is None:
        if not t.perhaps(PLACED_LATER) and t.urgency == "normal":
            return False
        t.then("place", t.dispatcher, t.later(14), position=None, grid=t.grid.area)
    if t.plan.filing.source != "patrol" and t.perhaps(CONFIRMED_FIRST):
        return _confirmed(t)
    return True


def _confirmed(t: Telling) -> bool:
    """核实: the grid is asked to look; what is not there is declined."""
    t.then("request_confirmation", t.dispatcher, t.later(10), to_grid=t.grid.area, question=t.say("question"))
    is_so = t.perhaps(0.85)
    remark = t.say("confirmed" if is_so else "not_so")
    t.then("confirm", t.grid.worker, t.pace.soon(t.t, 50), is_so=is_so, remark=remark)
    if not is_so:
        _decline(t, "unclear")
    return is_so


def _declined(t: Telling) -> bool:
    """不予受理, perhaps 异议 against it; True if the matter goes on after all."""
    _decline(t, t.chance.choice(("not_ours", "not_ours", "legal_route", "already_handled", "unclear")))
    if not t.perhaps(OBJECTED):
        return False
    t.then("object", t.plan.by, t.later(240), text=t.say("object"))
    return True


def _decline(t: Telling, reason: str) -> None:
    channel = t.say(f"channels.{reason}")
    t.then(
        "decline",
        t.dispatcher,
        t.later(15),
        reason_code=reason,
        channel=channel,
        text=t.say(f"declined.{reason}"),
    )
    t.ended()


def _merged(t: Telling, parent: Telling) -> bool:
    """并案 into the first report of the burst, as long as that one is open."""
    at = max(t.later(18), parent.plan.at + timedelta(minutes=2), t.t + timedelta(minutes=1))
    if not (t.perhaps(MERGED_IN_BURST) and _is_open_at(parent, at)):
        return False
    t.then("merge", t.dispatcher, at, parent=parent.plan.filing.id)
    t.ended()
    return True


def _is_open_at(t: Telling, at: datetime) -> bool:
    """Whether a life has not ended, not even once, well after that instant."""
    return t.first_end_at is None or t.first_end_at > at + timedelta(minutes=5)


def _accepted(t: Telling) -> None:
    """受理, perhaps with the department that is complained about, and 定级改类 soon after."""
    about = None
    if t.category.code.startswith(("estate", "land")) and t.perhaps(COMPLAINED_ABOUT * 8):
        about = t.county.serving("enforcement", t.plan.street)
    minutes = 30 if t.urgency == "normal" else 14
    given = {"category": t.category.code, "urgency": t.urgency, "complained_about": about}
    t.then("accept", t.dispatcher, t.later(minutes, 1.0), **given)
    if t.urgency == "normal" and t.perhaps(RECLASSIFIED):
        t.urgency = "serious"
        again = {"category": t.category.code, "urgency": t.urgency, "reason": t.say("reclassified")}
        t.then("reclassify", t.dispatcher, t.later(6), **again)


def _voided(t: Telling) -> bool:
    """作废: asked by one dispatcher, granted by another; False where there is only one."""
    first = t.dispatcher
    second = t.other((*t.plan.street.dispatchers, *t.county.dispatchers), first)
    if second is None:
        return False
    t.then("ask", first, t.later(20), what="voiding", reason=t.say("void"), new_date=None)
    t.then("grant", second, t.later(45), remark=t.say("granted"))
    t.ended()
    return True


def _transfers(t: Telling) -> float:
    code = t.category.code
    return TRANSFERRED.get(code, TRANSFERRED.get(code.split(".")[0], 0.008))


def _transferred(t: Telling) -> None:
    """移交: to the police, or to the body whose it is, against a receipt."""
    to_police = t.kind == "security"
    local = t.t + timedelta(hours=8)
    receipt = f"{'JJ' if to_police else 'YJ'}{local:%Y%m%d}{t.chance.randrange(10**4):04d}"
    classified = t.say(f"classified.{t.category.code.split('.')[0]}") if to_police else ""
    body = t.say("bodies.police" if to_police else "bodies.other")
    t.then(
        "transfer", t.dispatcher, t.later(16),
        body_name=body, receipt_number=receipt, their_classification=classified,
    )  # fmt: skip
    t.ended()
