"""Clause 2(1), ข้อมูลพื้นฐาน: about pages, the executive structure, plans and reports, contact channels."""

from content.models.contact import Channel, Contact
from content.models.pages import Page
from content.models.plans import Plan, PlanQuerySet
from content.models.structure import Post, Structure

__all__ = ["Channel", "Contact", "Page", "Plan", "PlanQuerySet", "Post", "Structure"]
