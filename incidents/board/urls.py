"""Addresses under /board/."""

from django.urls import path

from incidents.board import views

app_name = "board"
urlpatterns = [
    path("", views.board, name="board"),
    path("list", views.behind, name="list"),
    path("breaks", views.breaks, name="breaks"),
]
