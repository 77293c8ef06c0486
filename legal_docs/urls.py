from django.urls import path

from legal_docs import views

app_name = "legal_docs"
urlpatterns = [
    path("", views.index, name="index"),
    path("<str:reference>/", views.detail, name="detail"),
]
