"""Addresses of the business: the workbench, the board, and the pictures."""

from django.urls import include, path

from incidents.alarms.month_page import month
from incidents.photo_views import picture
from incidents.residents.doors import door, filed
from incidents.residents.sheets import sheets
from incidents.residents.verifying import verify
from incidents.voices.views import sound

urlpatterns = [
    path("desk/", include("incidents.desk.urls")),
    path("board/alarms", month, name="alarm_month"),
    path("board/", include("incidents.board.urls")),
    path("photos/<uuid:photo_id>", picture, name="picture"),
    path("photos/voices/<uuid:voice_id>", sound, name="voice"),
    path("g/filed/<str:code>", filed, name="filed"),
    path("g/<str:code>", door, name="door"),
    path("grids/<str:code>/qr", sheets, name="grid_qr"),
    path("verify", verify, name="verify"),
]
