"""Below /admin/, before the admin's own: what is needed to sign in, and nothing of allauth besides."""

from allauth.account.views import reauthenticate
from django.urls import include, path

from accounts import views

urlpatterns = [
    path("login/", views.sign_in, name="account_login"),
    path("confirm/", reauthenticate, name="account_reauthenticate"),
    path("start/", views.start, name="start_account"),
    path("account/", views.own_account, name="own_account"),
    path("account/end-all/", views.end_all, name="end_all_sessions"),
    path("2fa/begin/", views.second_factor_first, name="second_factor_first"),
    path("2fa/", include("allauth.mfa.urls")),
    path("password_reset/", views.AskForReset.as_view(), name="password_reset"),
    path("password_reset/done/", views.ResetAsked.as_view(), name="password_reset_done"),
    path("password_reset/<uidb64>/<token>/", views.Reset.as_view(), name="password_reset_confirm"),
]
