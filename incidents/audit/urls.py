"""Addresses under /audit/."""

from django.urls import path

from incidents.audit import views

app_name = "audit"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("export", views.export, name="export"),
    path("find", views.find, name="find"),
    path("matter/<str:number>", views.matter, name="matter"),
    path("checkpoint.txt", views.checkpoint, {"name": "checkpoint.txt"}, name="checkpoint"),
    path("checkpoint-sm3.txt", views.checkpoint, {"name": "checkpoint-sm3.txt"}, name="checkpoint_sm3"),
]
