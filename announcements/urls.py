from django.urls import path

from announcements import views

app_name = "announcements"
urlpatterns = [
    path("", views.index, name="index"),
    path("procurement/", views.procurement, name="procurement"),
    path("<str:reference>/", views.detail, name="detail"),
    path("<str:reference>/event.ics", views.event, name="event"),
]
