"""Signing in as Django does; on the days that somebody acts for a position, with the permissions of that role too."""

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import Permission
from django.db.models import Q, QuerySet

from accounts.models import User


class StaffBackend(ModelBackend):
    def _get_user_permissions(self, user_obj: User) -> QuerySet:
        """None: what somebody may do comes from roles alone (and no page asks the database for it)."""
        return Permission.objects.none()

    def _get_group_permissions(self, user_obj: User) -> QuerySet:
        acting = [acting.get_role_display() for acting in user_obj.acting_today]
        return Permission.objects.filter(Q(group__user=user_obj) | Q(group__name__in=acting)).distinct()
