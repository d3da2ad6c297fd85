"""What a resident types, checked: the report at a grid's door. The words of a deed by code are those of its verb."""

from typing import Annotated, Any, Literal
from uuid import UUID, uuid4

from django.http import QueryDict
from django.utils.translation import gettext as _
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError

from core.errors import Invalid
from grids.datum import Datum
from incidents.models import Source
from incidents.services import Filing, Position
from incidents.verbs import Kept, sentences

Line = StringConstraints(strip_whitespace=True)
LONGEST_WORDS = 500


def _within(least: float, most: float) -> BeforeValidator:
    """A number as a script wrote it; anything else is no position, which is no mistake of a resident's."""

    def number(typed: Any) -> float | None:
        try:
            value = float(typed)
        except (TypeError, ValueError):
            return None
        return value if least <= value <= most else None

    return BeforeValidator(number)


class Report(BaseModel):
    """The form at the door: what, in one's own words, where if known, and who, if one likes to say."""

    model_config = ConfigDict(frozen=True)

    kind: Annotated[str, StringConstraints(pattern=r"^[a-z_]{1,20}$")]
    text: Annotated[str, Line, Field(min_length=1, max_length=LONGEST_WORDS), Kept]
    address: Annotated[str, Line, Field(max_length=100), Kept] = ""
    name: Annotated[str, Line, Field(max_length=40), Kept] = ""
    phone: Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9+() -]{0,20}$")] = ""
    lon: Annotated[float | None, _within(-180, 180)] = None
    lat: Annotated[float | None, _within(-90, 90)] = None
    accuracy: Annotated[float | None, _within(0, 1e8)] = None


class Answer(BaseModel):
    """回访, as the page asks it."""

    solved: Literal["yes", "no"]
    satisfaction: Literal["1", "2", "3", "4", "5"]
    remark: Annotated[str, Line, Field(max_length=500), Kept] = ""


def read(typed: QueryDict) -> Report:
    """The checked form. Raises Invalid, with one sentence for each wrong field."""
    try:
        return Report.model_validate({name: typed[name] for name in Report.model_fields if name in typed})
    except ValidationError as error:
        raise Invalid(fields=sentences(error)) from error


def answer_in(typed: QueryDict) -> Answer:
    """The checked answer. Raises Invalid."""
    try:
        return Answer.model_validate({name: typed[name] for name in Answer.model_fields if name in typed})
    except ValidationError as error:
        raise Invalid(_("请先选择是否解决、是否满意。"), fields=sentences(error)) from error


def form_id(typed: QueryDict) -> UUID:
    """The id that the page gave the form, so that a second tap files nothing twice; a new one where it is no id."""
    try:
        return UUID(typed.get("form", ""))
    except ValueError:
        return uuid4()


def filing_of(report_id: UUID, report: Report, grid_code: str, photos: int) -> Filing:
    """The report as the business knows it."""
    position = None
    if report.lon is not None and report.lat is not None:
        accuracy = None if report.accuracy is None else round(report.accuracy)
        position = Position(report.lon, report.lat, Datum.WGS84, accuracy)
    told = {"name": report.name, "phone": report.phone}
    return Filing(
        id=report_id,
        kind=report.kind,
        text=report.text,
        position=position,
        grid_code=grid_code,
        address=report.address,
        source=Source.RESIDENT,
        photos_expected=photos,
        reporter=told if any(told.values()) else {},
    )
