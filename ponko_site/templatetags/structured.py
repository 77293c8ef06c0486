"""schema.org in a template: `{% load structured %}`."""

import json

from django import template
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

from ponko_site.structured import graph

register = template.Library()

#: So that no text of an editor ends the element that the JSON stands in.
ESCAPES = {ord(letter): f"\\u{ord(letter):04X}" for letter in "<>&\u2028\u2029"}


@register.simple_tag(takes_context=True)
def structured_data(context: Context) -> SafeString:
    """The page as JSON-LD, to stand in a `<script type="application/ld+json">`; empty where there is nothing to say."""
    found = graph(context.flatten())
    text = json.dumps(found, ensure_ascii=False, separators=(",", ":")) if found else ""
    return mark_safe(text.translate(ESCAPES))
