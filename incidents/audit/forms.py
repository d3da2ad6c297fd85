"""What an auditor fills in."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from grids.models import Area, Level
from incidents.audit.models import What

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ExportForm(forms.Form):
    """导出台账: which area, which days, and why."""

    what = forms.ChoiceField(label=_("台账"), choices=What.choices)
    area = forms.ChoiceField(label=_("区域"))
    first_on = forms.DateField(label=_("起日"), widget=DAY)
    last_on = forms.DateField(label=_("止日"), widget=DAY)
    reason = forms.CharField(
        label=_("导出事由"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("必填，写入留痕，督查员看得到。"),
    )  # fmt: skip

    def __init__(self, *args: Any, areas: list[Area], today: date, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"first_on": today.replace(day=1), "last_on": today})
        super().__init__(*args, **kwargs)
        self._areas = {area.code: area for area in areas}
        field = self.fields["area"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(area.code, _indented(area, areas[0])) for area in areas]

    def clean_area(self) -> Area:
        """The area of that code."""
        return self._areas[self.cleaned_data["area"]]


def _indented(area: Area, widest: Area) -> str:
    depth = area.path.count("/") - widest.path.count("/")
    return "　" * max(0, depth) + area.name


OFFERED = (Level.COUNTY, Level.DISTRICT, Level.STREET, Level.COMMUNITY)
