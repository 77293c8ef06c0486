from django.urls import path

from content import views

app_name = "content"
urlpatterns = [
    path("", views.index, name="index"),
    path("plans/", views.plans, name="plans"),
    path("<str:reference>/", views.detail, name="detail"),
    path("<str:reference>/contact.vcf", views.contact_card, name="contact_card"),
]
