"""Addresses under /api/v1/alarms/: answering. What a room's alarms are is told by the feed."""

from django.urls import path

from incidents.alarms import views

urlpatterns = [
    path("alarms/<uuid:alarm_id>/acknowledge", views.acknowledge, name="alarm_acknowledge"),
    path("alarms/<uuid:alarm_id>/shelve", views.shelve, name="alarm_shelve"),
    path("alarms/sound-test", views.sound_tested, name="alarm_sound_test"),
]
