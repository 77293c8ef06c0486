from django.urls import path

from publishing import views

app_name = "publishing"
urlpatterns = [
    path("files/<int:number>/w/<int:width>.webp", views.rendition, name="rendition"),
    path("files/<int:number>/<str:name>", views.file, name="file"),
]
