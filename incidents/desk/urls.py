"""Addresses of the workbench."""

from django.urls import path

from incidents.desk import claim_views, command_views, paper_views, queue_views, several_views, views

app_name = "desk"
urlpatterns = [
    path("", views.desk, name="desk"),
    path("queue", queue_views.queue, name="queue"),
    path("filter", queue_views.filter_form, name="filter-form"),
    path("filters", queue_views.save_filter, name="save-filter"),
    path("filters/<int:number>/forget", queue_views.forget_filter, name="forget-filter"),
    path("handover", paper_views.handover, name="handover"),
    path("presence", claim_views.presence, name="presence"),
    path("command", command_views.command, name="command"),
    path("several/<str:name>", several_views.verb, name="several"),
    path("<str:number>/", views.desk, name="matter"),
    path("<str:number>/case", views.case, name="case"),
    path("<str:number>/claim", claim_views.claim, name="claim"),
    path("<str:number>/leave", claim_views.leave, name="leave"),
    path("<str:number>/letter", paper_views.letter, name="letter"),
    path("<str:number>/print", views.print_order, name="print"),
    path("<str:number>/reveal", views.reveal, name="reveal"),
    path("<str:number>/photo", views.add_photo, name="photo"),
    path("<str:number>/do/<str:name>", views.verb, name="verb"),
]
