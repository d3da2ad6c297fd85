"""The breaks of the demo county: about three a year in each street, told by the moves of `incidents.zeros`.

Each of the three offices recognises its own; a few are still waiting, a few were appealed or revoked, one day was
corrected afterwards. A reported matter plays no part in it.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from core.ledger import entries
from core.ledger.facts import Fact
from core.models import User
from core.worktime import SHANGHAI, Calendar, local_date
from grids.models import Zero
from incidents.generator.county import Community, County, Street
from incidents.zeros import moves
from incidents.zeros.models import Break, Campaign, Severity, SubjectKind
from incidents.zeros.services import number_for
from incidents.zeros.workflow import COUNTING

A_YEAR = timedelta(days=365)
PER_STREET = 3
ZEROS = (Zero.PETITION, Zero.ACCIDENT, Zero.CASE)
SHARES = (5, 3, 4)

_SUMMARIES = {
    Severity.VISIT: (
        "反映宅基地纠纷越级到上级信访部门走访，本级可以解决而未及时解决",
        "因欠薪未及时处理，工人到上级机关走访",
    ),
    Severity.COLLECTIVE: ("六名业主因物业纠纷集体到市走访", "八名村民因征地补偿集体走访"),
    Severity.INJURY: (
        "施工工地物体坠落，一人受伤送医",
        "电动自行车楼道充电起火，一人吸入烟气受伤",
        "有限空间作业一人受伤",
    ),
    Severity.ORDINARY: ("企业检修作业机械伤害，一人死亡", "自建房施工坍塌，一人死亡"),
    Severity.CRIMINAL: (
        "辖区内发生入户盗窃刑事案件",
        "辖区内发生故意伤害刑事案件",
        "辖区内发生电信网络诈骗刑事案件",
    ),
    Severity.PUBLIC_ORDER: ("多人聚众斗殴，造成较大影响",),
}
_SEVERITIES = {
    Zero.PETITION: (Severity.VISIT, Severity.VISIT, Severity.VISIT, Severity.COLLECTIVE),
    Zero.ACCIDENT: (Severity.INJURY, Severity.INJURY, Severity.INJURY, Severity.ORDINARY),
    Zero.CASE: (Severity.CRIMINAL, Severity.CRIMINAL, Severity.PUBLIC_ORDER),
}
_OFFICES = {Zero.PETITION: "济信认", Zero.ACCIDENT: "济应急认", Zero.CASE: "济公认"}
_ENTERPRISES = ("铸造有限公司", "建材有限公司", "物流有限公司", "化工有限公司")
_INSTITUTIONS = ("中心小学", "卫生院", "实验幼儿园")


@dataclass
class Breaks:
    """What is to be written, and the true days at zero: by the code of the street and the zero."""

    campaign: Campaign
    rows: list[Break] = field(default_factory=list)
    lines: list[entries.Sealed] = field(default_factory=list)
    days: dict[tuple[str, str], int] = field(default_factory=dict)


@dataclass
class _Story:
    """One break being told."""

    row: Break
    by: User
    chance: Random
    calendar: Calendar
    now: datetime
    t: datetime
    lines: list[entries.Sealed] = field(default_factory=list)

    def then(self, move: Callable[..., Fact], after_days: float, **args: Any) -> bool:
        """The next deed, some days later in office hours; False if that is still to come."""
        at = self.office(self.t + timedelta(days=after_days))
        if at > self.now:
            return False
        self.t = at
        fact = move(self.row, now=at, **args)
        sealed = entries.seal(self.row, fact, str(self.by.pk), at, self.chance.randbytes(entries.SALT_BYTES))
        sealed.advance(self.row)
        self.lines.append(sealed)
        return True

    def office(self, at: datetime) -> datetime:
        """A morning hour of that day, or of the next one on which people work."""
        day = local_date(at)
        while not self.calendar.is_workday(day):
            day += timedelta(days=1)
        hour = time(self.chance.randint(9, 11), self.chance.randrange(60), self.chance.randrange(60))
        return max(datetime.combine(day, hour, SHANGHAI).astimezone(UTC), self.t + timedelta(minutes=1))


def told(
    county: County,
    offices: dict[str, User],
    calendar: Calendar,
    now: datetime,
    seed: int,
    serial: Callable[[], int],
) -> Breaks:
    """The breaks of the last year in every street. `offices` names who recognises each zero, `serial` gives numbers."""
    start = local_date(now) - A_YEAR
    at = datetime.combine(start, time(9, 0), SHANGHAI).astimezone(UTC)
    campaign = Campaign(area_path=county.area.path, starts_on=start, set_at=at, set_by=offices[Zero.PETITION])
    breaks = Breaks(campaign)
    chance = Random(f"{seed}:breaks")  # noqa: S311 - a demo, not a secret
    stories = list(_Teller(county, offices, calendar, now, chance, serial).all())
    for story in sorted((story for story in stories if story.lines), key=lambda story: story.lines[0].at):
        breaks.rows.append(story.row)
        breaks.lines += story.lines
    for street in county.streets:
        for zero in ZEROS:
            breaks.days[street.area.code, zero.value] = _days(
                breaks.rows, street, zero, start, local_date(now)
            )
    return breaks


@dataclass
class _Teller:
    """Begins stories, and tells each as far as it has gone."""

    county: County
    offices: dict[str, User]
    calendar: Calendar
    now: datetime
    chance: Random
    serial: Callable[[], int]

    def all(self) -> Iterator[_Story]:
        """Three in each street, and in each office something on the desk: one that waits, one that is appealed."""
        for street in self.county.streets:
            for n in range(PER_STREET):
                zero = self.chance.choices(ZEROS, SHARES)[0]
                yield self._whole(zero, street, self.chance.randint(1, 118) + 118 * (PER_STREET - 1 - n))
        for zero in ZEROS:
            yield self._waiting(zero, self.chance.choice(self.county.streets))
            yield self._appealed(zero, self.chance.choice(self.county.streets))

    def _begun(self, zero: Zero, street: Street, back: int) -> _Story:
        """A break so many days ago, somewhere in the street; suspected within two days."""
        occurred = local_date(self.now) - timedelta(days=back)
        community = self.chance.choice([each for each in self.county.communities if each.street is street])
        row = _row(zero, community, occurred, self.chance)
        begun = datetime.combine(occurred, time(18, 0), SHANGHAI).astimezone(UTC)
        story = _Story(row, self.offices[zero], self.chance, self.calendar, self.now, begun)
        first = story.office(begun + timedelta(days=self.chance.randint(0, 2)))
        row.number, row.suspected_at = number_for(self.serial(), local_date(first)), begun
        story.then(moves.suspect, (first - begun) / timedelta(days=1))
        return story

    def _whole(self, zero: Zero, street: Street, back: int) -> _Story:
        story = self._begun(zero, street, back)
        if story.lines and _recognised(story, zero):
            if self.chance.random() < 0.12:
                _corrected(story)
            if self.chance.random() < 0.22 and _appealed(story):
                _decided(story)
        return story

    def _waiting(self, zero: Zero, street: Street) -> _Story:
        story = self._begun(zero, street, self.chance.randint(4, 6))
        if story.lines and self.chance.random() < 0.5:
            story.then(moves.examine, 0.5)
        return story

    def _appealed(self, zero: Zero, street: Street) -> _Story:
        story = self._begun(zero, street, self.chance.randint(45, 70))
        if story.lines and _recognised(story, zero):
            _appealed(story)
        return story


def _row(zero: Zero, community: Community, occurred: date, chance: Random) -> Break:
    subject = chance.choices(list(SubjectKind), (7, 2, 1))[0]
    severity = chance.choice(_SEVERITIES[zero])
    ending = chance.choice(_INSTITUTIONS if subject is SubjectKind.INSTITUTION else _ENTERPRISES)
    row: Break = Break(
        id=UUID(int=chance.getrandbits(128), version=4),
        zero=zero.value,
        subject_kind=subject.value,
        area=community.area,
        area_path=community.area.path,
        subject_name="" if subject is SubjectKind.COMMUNITY else community.area.short_name + ending,
        occurred_on=occurred,
        severity=severity.value,
        summary=chance.choice(_SUMMARIES[severity]),
    )
    return row


def _recognised(story: _Story, zero: Zero) -> bool:
    """提请 and 认定 by a document of the office; False if that is still to come."""
    if not story.then(moves.examine, story.chance.uniform(0.5, 4)):
        return False
    document = f"{_OFFICES[zero]}〔{local_date(story.t).year}〕{story.chance.randint(1, 99)}号"
    return _confirmed(story, document)


def _appealed(story: _Story) -> bool:
    return story.then(moves.appeal, story.chance.uniform(3, 9), text="对责任认定有异议，申请复核")


def _confirmed(story: _Story, document: str) -> bool:
    after = story.chance.uniform(3, 12)
    day = local_date(story.office(story.t + timedelta(days=after)))
    if day > local_date(story.now):
        return False
    return story.then(moves.confirm, after, document_number=document, document_on=day)


def _corrected(story: _Story) -> None:
    """更正: the day turns out to be some days earlier, and the count goes back."""
    earlier = story.row.occurred_on - timedelta(days=story.chance.randint(1, 6))
    words = "经核实，实际发生日期早于登记日期"
    story.then(moves.correct, 3, occurred_on=earlier, severity=story.row.severity, text=words)


def _decided(story: _Story) -> None:
    if story.chance.random() < 0.35:
        story.then(moves.revoke, story.chance.uniform(5, 14), text="经复核不属于本主体，予以撤销")
    else:
        story.then(moves.uphold, story.chance.uniform(5, 14), text="经复核事实清楚，维持认定")


def _days(rows: list[Break], street: Street, zero: Zero, start: date, today: date) -> int:
    broken = [
        row.occurred_on
        for row in rows
        if row.zero == zero and row.state in COUNTING and row.area_path.startswith(street.area.path)
    ]
    return (today - max([start, *broken])).days
