"""Signing in as Django does; on the days that somebody acts for a position, with the permissions of that role too."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Acting, User
from accounts.roles import Role


class StaffBackend(ModelBackend):
    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **_: object,
    ) -> User | None:
        """By name, or by an e-mail address that one active person has. An unknown name takes as long as a known one."""
        if username and "@" in username and not User.objects.filter(username=username).exists():
            people = list(User.objects.filter(email__iexact=username, is_active=True)[:2])
            username = people[0].username if len(people) == 1 else username
        return super().authenticate(request, username=username, password=password)

    def get_user(self, user_id: int) -> User | None:
        """Who signed in, with his own roles and whether he acts for anybody today: one query, for every page of the desk."""
        acting = Acting.objects.on(timezone.localdate()).filter(person=OuterRef("pk"))
        rows = list(
            User.objects.filter(pk=user_id).annotate(group_name=F("groups__name"), is_acting=Exists(acting))
        )
        if not rows or not self.user_can_authenticate(rows[0]):
            return None
        user, names = rows[0], {row.group_name for row in rows}
        user.own_roles = frozenset(role for role in Role if role.label in names)
        if not user.is_acting:
            user.acting_today = []
        return user

    def _get_user_permissions(self, user_obj: User) -> QuerySet:
        """None: what somebody may do comes from roles alone (and no page asks the database for it)."""
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: User) -> QuerySet:
        acting = [acting.get_role_display() for acting in user_obj.acting_today]
        return Permission.objects.filter(Q(group__user=user_obj) | Q(group__name__in=acting)).distinct()
