"""Below /api/v1/: the room whole, what came since, its figures and its map; and the page of the wall."""

from django.urls import path

from realtime import views

urlpatterns = [
    path("feed", views.since, name="feed"),
    path("feed/snapshot", views.snapshot, name="feed_snapshot"),
    path("feed/figures", views.figures, name="feed_figures"),
    path("feed/map", views.outlines, name="feed_map"),
    path("feed/alarms", views.alarms, name="feed_alarms"),
    path("feed/seal", views.seal, name="feed_seal"),
    path("feed/matter", views.matter, name="feed_matter"),
]
