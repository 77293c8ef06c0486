"""One form for what is compared: the same for a text that is indexed and for what somebody types."""

import re

from thai.digits import to_arabic
from thai.text import normalise_line

_LETTERS = "\u0e01-\u0e2e\u0e30-\u0e3a\u0e40-\u0e45\u0e47-\u0e4e"
#: พ.ร.บ.จราจร → พรบ จราจร: what ends in points is one short form, and stands apart from what follows.
_SHORT_FORM = re.compile(rf"(?<![{_LETTERS}.])(?:[{_LETTERS}]{{1,5}}\.)+")
_ET_CETERA = re.compile("[\u0e2f\u0e46]")
#: 044 123 456 and 0 4412 3456 are one number.
_TELEPHONE = re.compile(r"(?<![0-9/.,])0[0-9]{0,2} [0-9]{3,4}[ -]?[0-9]{3,4}(?![0-9/,])")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_NOTHING = re.compile(rf"[^0-9a-z{_LETTERS}]+")


def folded(text: str) -> str:
    """Readable still, with its words apart: Arabic digits, small letters, no points of abbreviations. Idempotent."""
    # Once more: small letters can be two, with marks of their own.
    text = normalise_line(to_arabic(normalise_line(text)).casefold())
    text = _TELEPHONE.sub(lambda number: number[0].replace(" ", "-"), text)
    text = _SHORT_FORM.sub(lambda form: form[0].replace(".", "") + " ", text)
    text = _ET_CETERA.sub(" ", text)
    return " ".join(_THOUSANDS.sub("", text).split())


def squashed(text: str) -> str:
    """Letters and digits only, of a folded text: what a phrase is looked for in. Other scripts are left out."""
    return _NOTHING.sub("", text)
