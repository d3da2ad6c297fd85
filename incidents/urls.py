"""Addresses of the business: the workbench, the board, and the pictures."""

from django.urls import include, path

from incidents.photo_views import picture

urlpatterns = [
    path("desk/", include("incidents.desk.urls")),
    path("board/", include("incidents.board.urls")),
    path("photos/<uuid:photo_id>", picture, name="picture"),
]
