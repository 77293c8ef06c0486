"""What somebody typed into an edition's form and its rows: as texts to keep, beside what is stored, and back again.

A text is a dict, as `SideDraft.texts` keeps it: `label` and `text` are for people; `field` and `posted` (name → values,
without the row's prefix) let the same field be filled in again. A text of a row also has `prefix` (the form set's),
`row` (its place) and `pk` (its key; empty for a new one).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django import forms
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.forms.formsets import DELETION_FIELD_NAME
from django.forms.models import BaseInlineFormSet
from django.utils.datastructures import MultiValueDict

from publishing.compare.passages import Passage, plain_passages, rich_passages
from publishing.compare.texts import PassageChange, Sign, compare_passages, compare_words
from publishing.markup import clean
from publishing.models import Edition
from publishing.richtext import RichTextField, RichTextFormField
from thai.digits import parse_int

NOTHING = "(ว่าง)"
#: What is ticked for one save is said of that save alone, so it is not kept.
NOT_KEPT = {DELETION_FIELD_NAME, "not_classified"}


@dataclass(frozen=True)
class Difference:
    """One field in which the stored text and the typed one differ."""

    label: str
    theirs: str
    mine: str
    changes: list[PassageChange]

    @property
    def sides(self) -> Iterator[tuple[str, list[list[tuple[str, bool]]]]]:
        """("theirs" or "mine", passages as [(words, do they differ?)]), for both."""
        yield "theirs", self._side(Sign.REMOVED)
        yield "mine", self._side(Sign.ADDED)

    def _side(self, own: Sign) -> list[list[tuple[str, bool]]]:
        passages = [
            [
                (found.text, found.sign != Sign.SAME)
                for found in change.segments
                if found.sign in (Sign.SAME, own)
            ]
            for change in self.changes
            if change.sign in (Sign.SAME, Sign.CHANGED, own)
        ]
        return [passage for passage in passages if passage] or [[(NOTHING, False)]]


# Reading


def texts_of(form: forms.ModelForm, formsets: Iterable[BaseInlineFormSet]) -> list[dict]:
    """Everything that was typed into a bound form and its rows, files and untouched new rows aside."""
    texts = [_text(form, name) for name in _typed_fields(form)]
    for formset in formsets:
        for place, row in enumerate(formset.forms):
            if row.instance.pk is None and not row.has_changed():
                continue
            about = {"prefix": formset.prefix, "row": place, "pk": str(row.instance.pk or "")}
            texts += [about | _text(row, name, _row_name(formset, place)) for name in _typed_fields(row)]
    return texts


def _typed_fields(form: forms.BaseForm) -> Iterator[str]:
    for name, field in form.fields.items():
        is_text = not (field.disabled or form[name].is_hidden or isinstance(field, forms.FileField))
        if is_text and name not in NOT_KEPT:
            yield name


def _text(form: forms.ModelForm, name: str, row_name: str = "") -> dict:
    field, widget = form.fields[name], form.fields[name].widget
    names = [name + end for end in widget.widgets_names] if isinstance(widget, forms.MultiWidget) else [name]
    posted = {
        key: form.data.getlist(form.add_prefix(key)) for key in names if form.add_prefix(key) in form.data
    }
    label = str(form[name].label)
    return {
        "field": name,
        "label": f"{row_name} {label}" if row_name else label,
        "text": as_shown(field, form[name].data),
        "is_rich": is_rich(form, name),
        "posted": posted,
    }


def _row_name(formset: BaseInlineFormSet, place: int) -> str:
    return f"{formset.model._meta.verbose_name} {place + 1}:"


def is_rich(form: forms.ModelForm, name: str) -> bool:
    return isinstance(_column(form, name), RichTextField)


def _column(form: forms.ModelForm, name: str):
    try:
        return form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def as_shown(field: forms.Field, value: object) -> str:
    """A field's value, typed or stored, as the form would show it to its reader."""
    widget = field.widget
    if isinstance(field, forms.BooleanField):
        return "ใช่" if field.to_python(value) else "ไม่ใช่"
    if hasattr(field, "choices"):
        return _choice(field, value)
    if isinstance(widget, forms.MultiWidget):
        parts = value if isinstance(value, list | tuple) else widget.decompress(value)
        shown = [one.format_value(part) or "" for one, part in zip(widget.widgets, parts, strict=False)]
        return " ".join(filter(None, map(str, shown)))
    shown = value if isinstance(value, str) else widget.format_value(field.prepare_value(value))
    return str(shown or "").replace("\r\n", "\n")


def _choice(field: forms.ChoiceField, value: object) -> str:
    key = str(field.prepare_value(value) or "")
    return next((str(label) for choice, label in field.choices if str(choice) == key and key), key)


# Comparing


def differing(form: forms.ModelForm, stored: Edition) -> list[str]:
    """The fields of a validated form whose text is not what is stored (spelling that saving would level is the same)."""
    found = []
    for name in _typed_fields(form):
        if name not in form.changed_data:
            continue
        if name not in form.cleaned_data or _as_saved(form, name) != _as_stored(form, name, stored):
            found.append(name)
    return found


def _as_saved(form: forms.ModelForm, name: str) -> object:
    column, value = _column(form, name), form.cleaned_data[name]
    if column is None or not isinstance(value, str):
        return value or None
    try:
        return column.get_prep_value(column.clean(value, form.instance)) or None
    except ValidationError:
        return value


def _as_stored(form: forms.ModelForm, name: str, stored: Edition) -> object:
    return (getattr(stored, name) if _column(form, name) else form.initial.get(name)) or None


def differences(
    form: forms.ModelForm, names: Iterable[str], formsets: Iterable[BaseInlineFormSet]
) -> list[Difference]:
    """The fields `names` and everything that differs in the rows, as stored and as typed."""
    found = [_difference(form, name) for name in names]
    for formset in formsets:
        for place, row in enumerate(formset.forms):
            changed = [name for name in _typed_fields(row) if name in row.changed_data]
            found += [_difference(row, name, _row_name(formset, place)) for name in changed]
            if row.instance.pk and formset._should_delete_form(row):
                found.append(
                    _whole_row(f"{_row_name(formset, place)} {row.instance}", str(row.instance), "ลบแถวนี้")
                )
        label = f"{formset.model._meta.verbose_name}ที่เพิ่มเข้ามาภายหลัง"
        # They stay, whatever is saved.
        found += [_whole_row(label, str(row), "") for row in getattr(formset, "added_by_others", [])]
    return found


def _difference(form: forms.ModelForm, name: str, row_name: str = "") -> Difference:
    field, label = form.fields[name], str(form[name].label)
    theirs = as_shown(field, form.get_initial_for_field(field, name))
    mine = as_shown(field, form[name].data)
    if is_rich(form, name):
        changes = _changes(rich_passages(theirs), rich_passages(clean(mine)))
    else:
        changes = _changes(plain_passages(theirs), plain_passages(mine))
    return Difference(f"{row_name} {label}" if row_name else label, theirs, mine, changes)


def _whole_row(label: str, theirs: str, mine: str) -> Difference:
    return Difference(label, theirs, mine, _changes(plain_passages(theirs), plain_passages(mine)))


def _changes(theirs: list[Passage], mine: list[Passage]) -> list[PassageChange]:
    """Passages side by side; a single line is compared word by word even with one that is little like it."""
    if len(theirs) == len(mine) == 1:
        words = compare_words(theirs[0].tokens, mine[0].tokens)
        return [PassageChange(Sign.CHANGED, theirs[0], mine[0], words)]
    return compare_passages(theirs, mine)


# Rows that are gone


def settle_rows(formset: BaseInlineFormSet) -> None:
    """Make a posted form set agree with the rows that are there now.

    A row that somebody else deleted meanwhile comes after the others, as a new one, so that what was typed into it is
    neither lost nor an error; `formset.gone` counts them. Rows that somebody else added are `formset.added_by_others`.
    """
    formset.gone, formset.added_by_others = 0, []
    initial = parse_int(formset.data.get(f"{formset.prefix}-INITIAL_FORMS")) or 0
    if not 0 <= initial <= formset.absolute_max:
        return
    there = {str(row.pk): row for row in formset.get_queryset()}
    key = formset.model._meta.pk.name
    posted = [formset.data.get(f"{formset.prefix}-{place}-{key}", "") for place in range(initial)]
    formset.added_by_others = [row for pk, row in there.items() if pk not in posted]
    kept = [place for place, pk in enumerate(posted) if pk in there]
    gone = [place for place, pk in enumerate(posted) if pk not in there]
    formset._queryset = [there[posted[place]] for place in kept]  # in the order of the page, as the forms are
    if not gone:
        return
    formset.gone = len(gone)
    moved = {old: new for new, old in enumerate([*kept, *gone])}
    formset.data = _renumbered(formset.data, formset.prefix, moved)
    formset.files = _renumbered(formset.files, formset.prefix, moved)
    formset.data[f"{formset.prefix}-INITIAL_FORMS"] = str(len(kept))
    for place in range(len(kept), initial):
        formset.data[f"{formset.prefix}-{place}-{key}"] = ""
    formset.__dict__.pop("management_form", None)  # it was read from the data before


def _renumbered(data: MultiValueDict, prefix: str, moved: dict[int, int]) -> MultiValueDict:
    """A copy of posted `data` in which row `old` of the form set is row `moved[old]`."""
    names = {f"{prefix}-{old}-": f"{prefix}-{new}-" for old, new in moved.items()}
    copy = data.copy()
    copy.clear()
    for name in data:
        start = next((start for start in names if name.startswith(start)), "")
        copy.setlist(names[start] + name.removeprefix(start) if start else name, data.getlist(name))
    return copy


# Filling in again


def fill_form(form: forms.ModelForm, texts: Iterable[dict]) -> None:
    """Let an unbound form show `texts` in place of what is stored."""
    own = (text for text in texts if "prefix" not in text)
    form.initial |= {
        name: value for name, value in _values(form.fields, own) if not form.fields[name].disabled
    }


def fill_rows(formset: BaseInlineFormSet, texts: Iterable[dict]) -> None:
    """The same for its rows: by their keys; what has none, or is gone, becomes a new row."""
    rows: dict[int, list[dict]] = {}
    for text in texts:
        if text.get("prefix") == formset.prefix:
            rows.setdefault(text["row"], []).append(text)
    there = {str(row.pk) for row in formset.get_queryset()}
    again = {found[0]["pk"]: found for found in rows.values() if found[0]["pk"] in there}
    fields = formset.empty_form.fields
    new = [dict(_values(fields, found)) for found in rows.values() if found[0]["pk"] not in there]
    formset.extra, formset.initial_extra = len(new), new
    for form in formset.initial_forms:
        form.initial |= dict(_values(form.fields, again.get(str(form.instance.pk), [])))


def _values(fields: dict[str, forms.Field], texts: Iterable[dict]) -> Iterator[tuple[str, object]]:
    for text in texts:
        name = text["field"]
        if name in fields:
            value = fields[name].widget.value_from_datadict(MultiValueDict(text["posted"]), {}, name)
            # It was kept as it was sent, and the editor of somebody else must not be the first to read it.
            yield name, clean(value or "") if isinstance(fields[name], RichTextFormField) else value
