from django.contrib.auth.hashers import PBKDF2PasswordHasher


class TenthOfProduction(PBKDF2PasswordHasher):
    """As Django's own, quick enough for thirty tries."""

    iterations = PBKDF2PasswordHasher.iterations // 10
