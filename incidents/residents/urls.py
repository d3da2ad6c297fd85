"""Addresses under /t/."""

from django.urls import path

from incidents.residents import views

app_name = "residents"
urlpatterns = [
    path("", views.ask, name="ask"),
    path("<path:code>", views.follow, name="follow"),
]
