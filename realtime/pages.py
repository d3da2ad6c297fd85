"""Below /wall/: the one page of the command centre."""

from django.urls import path

from realtime import views

urlpatterns = [path("", views.wall, name="wall")]
