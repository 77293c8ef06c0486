"""Thai text as it is stored and searched; as it is shown, see `thai.line_breaks`.

NFKC is never used: it splits ำ in two. What looks the same on the screen is stored the same, so that search,
order and comparison see one word. Characters are written as escapes because the marks cannot be read alone.
"""

import re
import unicodedata

_SARA_AA = "\u0e32"
_SARA_AM = "\u0e33"
_NIKHAHIT = "\u0e4d"
_TONES = "\u0e48-\u0e4b"
_THAI_MARKS = "\u0e31\u0e34-\u0e3a\u0e47-\u0e4e"
_LATIN_MARKS = "\u0300-\u036f"

_LINE_END = re.compile("\r\n?|[\v\f\x85\u2028\u2029]")
# Controls, soft hyphen, zero-width and bidi controls, word joiners (keep_together puts its own in again),
# interlinear marks, noncharacters and lone surrogates. U+200D stays: it holds emoji together.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u200b\u200c\u200e\u200f\u202a-\u202e\u2060-\u206f"
    "\ufeff\ufff9-\ufffc\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile("[ \xa0\u1680\u2000-\u200a\u202f\u205f\u3000]+")
_BLANK_LINES = re.compile("\n{3,}")

_MARK_RUN = re.compile(f"[{_THAI_MARKS}{_LATIN_MARKS}]{{2,}}")
_SPLIT_SARA_AM = re.compile(f"{_NIKHAHIT}([{_TONES}]*){_SARA_AA}")
# Looked for where a run begins: from every place within it, a long one would take hours.
_TONE_AFTER_SARA_AM = re.compile(f"(?<!{_SARA_AM})({_SARA_AM}+)([{_TONES}]+)")
_SARA_E_RUN = re.compile("เ{2,}")


def normalise(text: str) -> str:
    """Return the one spelling under which a text is stored, with its lines and tabs. Idempotent."""
    text = _LINE_END.sub("\n", text)
    text = _INVISIBLE.sub("", text)
    # Taken apart first, so that a mark typed twice on one letter is seen twice.
    text = unicodedata.normalize("NFD", text)
    text = _MARK_RUN.sub(_tidy_marks, text)
    text = _SPLIT_SARA_AM.sub(rf"\1{_SARA_AM}", text)
    text = _TONE_AFTER_SARA_AM.sub(r"\2\1", text)
    # The two repairs above can bring a second tone mark beside the first one.
    text = _MARK_RUN.sub(_tidy_marks, text)
    text = _SARA_E_RUN.sub("แ", text)
    text = unicodedata.normalize("NFC", text)
    text = _SPACES.sub(" ", text)
    text = "\n".join(line.rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", text).strip()


def normalise_line(text: str) -> str:
    """Return `normalise(text)` as a single line: every run of white space becomes one space."""
    return " ".join(normalise(text).split())


def normalise_query(text: str, limit: int = 200) -> str:
    """Return what a visitor typed into a search box as one line of at most `limit` characters."""
    # Cut before the work as well, so that a query of a megabyte costs no more than a long one.
    return normalise_line(text[: 4 * limit])[:limit].rstrip()


def _tidy_marks(run: re.Match[str]) -> str:
    """Each mark once, tone marks after the vowel that they stand on."""
    return "".join(sorted(dict.fromkeys(run[0]), key=lambda mark: "\u0e48" <= mark <= "\u0e4b"))
