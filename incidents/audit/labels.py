"""The words of a matter's choices, looked up once for a whole export: Django puts them together anew for every row."""

from functools import cache

from django.utils.translation import get_language

from incidents.desk.choices import OUTCOMES
from incidents.models import Incident


def label(matter: Incident, field: str) -> str:
    """What a choice is called in the language of the one who exports; "" for what is none of the choices."""
    return _labels(field, get_language() or "").get(str(getattr(matter, field)), "")


@cache
def _labels(field: str, language: str) -> dict[str, str]:
    choices = OUTCOMES if field == "outcome" else Incident._meta.get_field(field).flatchoices
    return {str(value): str(words) for value, words in choices}
