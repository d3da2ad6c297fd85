"""The one door of the desk's pages, and the one way from a number to a matter that the person sees."""

from core.errors import NotFound
from grids.scope import Scope
from incidents.desk.boxes import DESK_ROLES
from incidents.entrance import only_for
from incidents.models import Incident

for_the_desk = only_for(*DESK_ROLES)


def visible(scope: Scope, number: str) -> Incident:
    """The matter with what its page prints. Raises NotFound where it is not seen."""
    rows = Incident.objects.visible_to(scope).with_names()
    rows = rows.select_related("reporter_user", "merged_into", "complained_about", "reporter")
    incident: Incident | None = rows.filter(number=number).first()
    if incident is None:
        raise NotFound()
    return incident
