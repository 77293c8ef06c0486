"""Clause 2(3), ข่าวประชาสัมพันธ์: missions, activities, festivals, notices, recruitment, services, procurement."""

from announcements.models.news import Announcement
from announcements.models.procurement import Procurement

__all__ = ["Announcement", "Procurement"]
