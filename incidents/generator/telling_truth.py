"""The true answers as lines to read: by street, with the rates as n/N and the balance."""

from collections.abc import Iterator

from incidents.generator.loading import WHOLE, Loaded
from incidents.generator.truth import Count

KINDS = ("petition", "hazard", "security")


def lines_of(loaded: Loaded) -> Iterator[str]:
    """The answers for the whole time: in all, by kind, by street, and the days at zero."""
    truth = loaded.truth
    yield f"事件 {truth.matters:,} 件，留痕 {loaded.lines:,} 条。真值（按生成计划，不查数据库）："
    yield _line("合计", truth.of(WHOLE))
    for kind in KINDS:
        yield _line(kind, truth.of(WHOLE, kind=kind))
    for street in truth.streets:
        yield _line(street, truth.of(WHOLE, street=street)) + _zeros(loaded, street)


def _line(name: str, count: Count) -> str:
    return (
        f"  {name:<10} 上报 {count.reported:>6} 期初 {count.opening} + 新增 {count.new} + 复发 {count.relapsed}"
        f" - 办结 {count.closed} - 移交 {count.transferred} = 期末 {count.ending}"
        f"  超期 {count.overdue} 挂账 {count.suspended} 按时办结 {count.on_time}/{count.due}{_share(count)}"
    )


def _share(count: Count) -> str:
    return f" {count.on_time / count.due:.1%}" if count.due else " —"


def _zeros(loaded: Loaded, street: str) -> str:
    days = [str(n) for (where, _), n in sorted(loaded.zero_days.items()) if where == street]
    return f"  零天数 {'/'.join(days)}" if days else ""
