"""Below /api/v1/feed: the room whole, what came since, its figures and its map; and the page of the wall."""

from django.urls import path

from realtime import views

urlpatterns = [
    path("", views.since, name="feed"),
    path("/snapshot", views.snapshot, name="feed_snapshot"),
    path("/figures", views.figures, name="feed_figures"),
    path("/map", views.outlines, name="feed_map"),
]
