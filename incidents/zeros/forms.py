"""What the three offices fill in. A form checks shape; whether it may be, the services say."""

import uuid
from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from grids.models import Area, Level, Zero
from incidents.models import Incident
from incidents.zeros.models import SEVERITIES, Break, Severity, SubjectKind
from incidents.zeros.services import Suspicion

DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class SuspicionForm(forms.Form):
    """登记疑似破零, for the zeros and the areas that the officer recognises."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    zero = forms.ChoiceField(label=_("零"))
    severity = forms.ChoiceField(label=_("程度"))
    occurred_on = forms.DateField(label=_("发生日期"), widget=DAY)
    subject_kind = forms.ChoiceField(label=_("主体类型"), choices=SubjectKind.choices)
    area = forms.CharField(label=_("所在村（社区）"), max_length=20, widget=forms.Select)
    subject_name = forms.CharField(
        label=_("单位名称"),
        max_length=60,
        required=False,
        help_text=_("企业、事业单位填写；村（社区）不填。"),
    )
    summary = forms.CharField(
        label=_("情况摘要"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("写事，不写人：不出现姓名、电话、证件号。"),
    )  # fmt: skip
    known_as = forms.CharField(
        label=_("此前的事件编号"),
        max_length=20,
        required=False,
        help_text=_("此前已上报并在办的，填编号；没有就不填。"),
    )

    def __init__(self, *args: Any, zeros: list[str], areas: list[Area], **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"id": uuid.uuid4()})
        super().__init__(*args, **kwargs)
        self._areas = {area.code: area for area in areas}
        self._choose("zero", [(zero, Zero(zero).label) for zero in zeros])
        self._choose("severity", severity_choices(zeros))
        self.fields["area"].widget.choices = [("", _("请选择")), *grouped(areas)]

    def _choose(self, name: str, choices: list[Any]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - declared so above
        field.choices = choices

    def clean_area(self) -> Area:
        """The area of that code, among those that were offered."""
        area = self._areas.get(self.cleaned_data["area"])
        if area is None:
            raise forms.ValidationError(_("请选择村（社区）"))
        return area

    def clean(self) -> dict[str, Any]:
        """The matter of the number that was typed; one outside the area is as unknown as one that is none."""
        given: dict[str, Any] = super().clean() or {}
        number, area = given.get("known_as", ""), given.get("area")
        given["known_as"] = None
        if number.strip() and area is not None:
            matters = Incident.objects.within(area.path)
            given["known_as"] = matters.filter(number=number.strip()).first()
            if given["known_as"] is None:
                self.add_error("known_as", _("这个区域没有这个编号的事件"))
        return given

    def suspicion(self) -> Suspicion:
        """What was filled in."""
        return Suspicion(**self.cleaned_data)


def severity_choices(zeros: list[str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """The severities of these zeros, under the name of each zero."""
    return [
        (str(Zero(zero).label), [(each.value, str(each.label)) for each in SEVERITIES[zero]])
        for zero in zeros
    ]


def grouped(areas: list[Area]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Communities under their streets, as a select shows them."""
    names = {area.path: area.name for area in areas if area.level == Level.STREET}
    groups: dict[str, list[tuple[str, str]]] = {}
    for area in areas:
        if area.level == Level.COMMUNITY:
            street = area.path.rstrip("/").rpartition("/")[0] + "/"
            groups.setdefault(names.get(street, ""), []).append((area.code, area.name))
    return list(groups.items())


class DeedForm(forms.Form):
    """A verb on a break: what every one carries is the version that the officer saw."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    says: ClassVar[Promise]
    button: ClassVar[str] = "primary"

    def carried(self) -> dict[str, Any]:
        """The verb's own arguments, and the version."""
        return dict(self.cleaned_data)


class ExamineForm(DeedForm):
    """提请认定."""

    says = _("提请认定")


class ConfirmForm(DeedForm):
    """认定, by a document."""

    says = _("认定")
    button = "danger"
    document_number = forms.CharField(label=_("依据文号"), max_length=60)
    document_on = forms.DateField(label=_("文件日期"), widget=DAY)


class AppealForm(DeedForm):
    """申诉."""

    says = _("登记申诉")
    text = forms.CharField(label=_("申诉理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class UpholdForm(DeedForm):
    """维持."""

    says = _("维持认定")
    text = forms.CharField(label=_("维持理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class RevokeForm(DeedForm):
    """撤销."""

    says = _("撤销")
    button = "danger"
    text = forms.CharField(label=_("撤销理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class CorrectForm(DeedForm):
    """更正."""

    says = _("更正")
    occurred_on = forms.DateField(label=_("发生日期"), widget=DAY)
    severity = forms.ChoiceField(label=_("程度"), choices=Severity.choices)
    text = forms.CharField(label=_("更正理由"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


DEEDS: dict[str, type[DeedForm]] = {
    "examine": ExamineForm,
    "confirm": ConfirmForm,
    "appeal": AppealForm,
    "uphold": UpholdForm,
    "revoke": RevokeForm,
    "correct": CorrectForm,
}


def deed_form(verb: str, b: Break, data: Any = None) -> DeedForm:
    """The form of a verb for this break, filled with what stands there now, or with what was sent."""
    now = {"version": b.version, "occurred_on": b.occurred_on, "severity": b.severity}
    form = DEEDS[verb](data, initial=now, prefix=verb)
    severity = form.fields.get("severity")
    if isinstance(severity, forms.ChoiceField):
        severity.choices = [(each.value, str(each.label)) for each in SEVERITIES[b.zero]]
    return form
