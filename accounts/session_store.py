"""Sessions as Django keeps them, with the person whose they are, so that they can be listed and ended.

A session ends after SESSION_COOKIE_AGE without use (the staff door notes that it is used) and after LONGEST in any case.
"""

import time
from datetime import timedelta

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.http import HttpRequest

LONGEST = timedelta(days=7)
#: A session in use is noted no oftener than this.
NOTED_EVERY = timedelta(minutes=5)
BEGAN, SEEN, FROM = "began", "seen", "from"


class SignInSession(AbstractBaseSession):
    """One browser's session; `user` once somebody has signed in there."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="sessions")

    objects = BaseSessionManager()

    class Meta(AbstractBaseSession.Meta):
        verbose_name = "การเข้าใช้"
        verbose_name_plural = "การเข้าใช้"
        default_permissions = ()

    @classmethod
    def get_session_store_class(cls) -> type:
        return SessionStore


class SessionStore(DatabaseStore):
    @classmethod
    def get_model_class(cls) -> type[SignInSession]:
        return SignInSession

    def create_model_instance(self, data: dict) -> SignInSession:
        row = super().create_model_instance(data)
        row.user_id = data.get(SESSION_KEY)
        return row

    def save(self, must_create: bool = False) -> None:
        if SESSION_KEY in self:
            self.setdefault(BEGAN, time.time())
        super().save(must_create)

    def load(self) -> dict:
        """What is in it; nothing once it has lasted for LONGEST, however busy it was."""
        data = super().load()
        if time.time() - data.get(BEGAN, time.time()) <= LONGEST.total_seconds():
            return data
        self.delete(self.session_key)
        self._session_key = None
        return {}


def note_use(request: HttpRequest) -> None:
    """Whoever works at the desk stays signed in. Writes once in NOTED_EVERY, no query otherwise."""
    now = time.time()
    seen = request.session.get(SEEN) or request.session.get(BEGAN, now)
    if now - seen > NOTED_EVERY.total_seconds():
        request.session[SEEN] = now


def end_sessions(user: models.Model, *, but: str | None = None) -> int:
    """Sign somebody out everywhere, except in the session of the key `but`; returns how many sessions ended."""
    return SignInSession.objects.filter(user_id=user.pk).exclude(session_key=but).delete()[0]
