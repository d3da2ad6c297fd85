"""How the board writes its cells: a rate as a percentage, hours, and every number as the link to what it counts."""

from typing import TYPE_CHECKING, Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from incidents import catalogue
from incidents.catalogue import Category, Kind
from incidents.statistics.rate import Share

if TYPE_CHECKING:
    from incidents.board.page import Number

register = template.Library()


@register.filter
def percent(share: Share) -> str:
    """A rate with one decimal; — of nothing, never 0 %."""
    return "—" if share.value is None else f"{share.value * 100:.1f}%"


@register.filter
def hours(value: float | None) -> str:
    """Hours with one decimal below ten, days from two days on; — of nothing."""
    if value is None:
        return "—"
    if value >= 48:
        return _("%(days)s 天") % {"days": f"{value / 24:.1f}"}
    return _("%(hours)s 小时") % {"hours": f"{value:.1f}" if value < 10 else f"{value:.0f}"}


@register.filter
def named(row: Kind | Category | None) -> str:
    """The name of a kind or category in the reader's language; — of none."""
    return "—" if row is None else catalogue.named(row)


@register.filter
def item(rows: dict[str, Any], name: str) -> Any:
    """The value of a name that a template holds in a variable."""
    return rows[name]


@register.simple_tag
def counted(number: "Number") -> SafeString:
    """A number, as the link to the list of as many rows."""
    return format_html('<a class="counted" href="{}">{}</a>', number.url, number.value)
