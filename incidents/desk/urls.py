"""Addresses of the workbench."""

from django.urls import path

from incidents.desk import claim_views, command_views, several_views, views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("queue", views.queue, name="queue"),
    path("presence", claim_views.presence, name="presence"),
    path("command", command_views.command, name="command"),
    path("several/<str:name>", several_views.verb, name="several"),
    path("<str:number>/", views.desk, name="matter"),
    path("<str:number>/case", views.case, name="case"),
    path("<str:number>/claim", claim_views.claim, name="claim"),
    path("<str:number>/leave", claim_views.leave, name="leave"),
    path("<str:number>/print", views.print_order, name="print"),
    path("<str:number>/reveal", views.reveal, name="reveal"),
    path("<str:number>/photo", views.add_photo, name="photo"),
    path("<str:number>/do/<str:name>", views.verb, name="verb"),
]
