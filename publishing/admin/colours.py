"""The office's colours in its form: what is hard to read is refused, with the nearest colour that is not."""

import math
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.template.loader import render_to_string

from accounts import palette
from accounts.models import Office
from accounts.models import colour as written_as_colour
from thai.digits import to_arabic

#: form field → which of the two chosen colours it is
ROLES = {"colour_main": palette.MAIN, "colour_accent": palette.ACCENT}


class ColourField(forms.CharField):
    """#rrggbb, also typed without #, in capitals, with Thai digits or with three digits."""

    default_validators = [written_as_colour]

    def to_python(self, value: Any) -> str:
        digits = to_arabic(super().to_python(value)).lower().removeprefix("#")
        if len(digits) == 3:
            digits = "".join(digit * 2 for digit in digits)
        return f"#{digits}" if digits else ""


class ColoursForm(forms.ModelForm):
    """What the office's form knows of colours. A refusal carries a button that takes the colour it offers."""

    def __init__(self, data=None, *args, **kwargs):
        taken = {name: data[f"take_{name}"] for name in ROLES if data and f"take_{name}" in data}
        if taken:
            data = data.copy()
            for name, value in taken.items():
                data[name] = value
        super().__init__(data, *args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        # What was accepted stays accepted when somebody corrects the telephone number years later.
        if not self.errors.keys() & ROLES.keys() and ROLES.keys() & set(self.changed_data):
            self._check_colours(cleaned["colour_main"], cleaned["colour_accent"])
        return cleaned

    def _check_colours(self, main: str, accent: str) -> None:
        if palette.failures(main):
            better = palette.nearest(main, role=palette.MAIN)
            self.add_error("colour_main", _refusal("colour_main", main, palette.failures(main), better))
            main = better
        if found := palette.failures(main, accent):
            better = palette.nearest(main, accent, role=palette.ACCENT)
            self.add_error("colour_accent", _refusal("colour_accent", accent, found, better))


def _refusal(field: str, typed: str, found: list[palette.Pair], better: str) -> ValidationError:
    worst = found[0]
    context = {
        "field": field,
        "typed": typed,
        "worst": worst,
        # Cut and not rounded: 4.498 is not 4.5.
        "ratio": f"{math.floor(worst.ratio * 100) / 100:.2f}",
        "others": len(found) - 1,
        "better": better,
    }
    return ValidationError(render_to_string("admin/publishing/colour_refusal.html", context))


def picture_of(office: Office) -> str:
    """A small page in the office's colours, light and dark, with the lowest contrast of both."""
    made = palette.tokens(office.colour_main, office.colour_accent)
    lowest = min(
        (pair for pair in palette.measure(office.colour_main, office.colour_accent) if pair.least > 3),
        key=lambda pair: pair.ratio,
    )
    schemes = [
        {"label": label, "colours": {name.replace("-", "_"): value for name, value in made[scheme].items()}}
        for scheme, label in palette.SCHEMES.items()
    ]
    return render_to_string(
        "admin/publishing/colours.html",
        {"schemes": schemes, "lowest": f"{math.floor(lowest.ratio * 100) / 100:.2f}"},
    )
