"""What tests of signing in share: the code of an app, and signing in as a browser does."""

import time

from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.http import HttpResponse
from django.test import Client

from accounts.models import User

LOGIN = "/admin/login/"
PASSWORD = "pass"
HERE, ELSEWHERE = "203.0.113.7", "198.51.100.9"


def code_of(secret: str, steps: int = 0) -> str:
    """What an app shows now for the secret, or `steps` half minutes later."""
    return format_hotp_value(hotp_value(secret.replace(" ", ""), int(time.time()) // 30 + steps))


def give_app(user: User) -> str:
    """Add an app as second factor; returns its secret."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def try_to_sign_in(
    client: Client, name: str, password: str = PASSWORD, *, address: str = HERE
) -> HttpResponse:
    return client.post(LOGIN, {"username": name, "password": password}, REMOTE_ADDR=address)


def is_signed_in(client: Client) -> bool:
    return client.get("/admin/account/").status_code == 200
