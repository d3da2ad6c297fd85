"""Addresses under /zeros/."""

from django.urls import path

from incidents.zeros import views

app_name = "zeros"
urlpatterns = [
    path("", views.breaks, name="breaks"),
    path("new", views.file, name="file"),
    path("<str:number>/", views.one, name="break"),
    path("<str:number>/do/<str:verb>", views.do, name="do"),
]
