"""Addresses under /walls/: the system administrator's page, and the one where a device brings its token."""

from django.urls import path

from realtime.walls import views

app_name = "walls"
urlpatterns = [
    path("", views.walls, name="walls"),
    path("<int:wall_id>/withdraw", views.withdraw, name="withdraw"),
    path("device", views.device, name="device"),
]
