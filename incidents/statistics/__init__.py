"""The figures (指标): one function each, and one definition for a number and for the list that it opens.

    q = Question("/419001/", Period.month(2026, 11), now, scope)
    rate = due_closure_rate(q)        # rate.n, rate.N, rate.cut_off, rate.value
    rate.rows("met")                  # exactly the rate.n rows that were counted

House rules (domain page, section 5): every rate keeps n, N and its cut-off; of nothing it is None, never 0 %; what
is not yet due stands beside, never inside; units are listed in the order of their codes, and people are never ranked.
Formulas: field page, section 4.2, row by row; where that table leaves a case open, the function's docstring says how
it was decided.
"""

from incidents.statistics.deadlines import (
    accept_on_time_rate,
    due_closure_rate,
    on_time_rate,
    on_time_rate_by_first_due,
    take_on_time_rate,
)
from incidents.statistics.flow import Balance, balance, balances
from incidents.statistics.overdue import BANDS, OverdueStock, overdue_stock
from incidents.statistics.quality import (
    return_rate,
    rework_rate,
    satisfaction_rate,
    self_handled_rate,
    solved_rate,
)
from incidents.statistics.question import Period, Question
from incidents.statistics.rate import Rate
from incidents.statistics.stages import StageHours, stage_hours

__all__ = [
    "BANDS",
    "Balance",
    "OverdueStock",
    "Period",
    "Question",
    "Rate",
    "StageHours",
    "accept_on_time_rate",
    "balance",
    "balances",
    "due_closure_rate",
    "on_time_rate",
    "on_time_rate_by_first_due",
    "overdue_stock",
    "return_rate",
    "rework_rate",
    "satisfaction_rate",
    "self_handled_rate",
    "solved_rate",
    "stage_hours",
    "take_on_time_rate",
]
