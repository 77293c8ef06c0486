"""Fields whose text is normalised whoever saves it. To migrations those of models are plain Django fields."""

from django import forms
from django.db import models

from thai.forms import YearBEField, YearBEInput
from thai.text import normalise, normalise_line


class LineField(models.CharField):
    """One line of Thai text: normalised, without line breaks."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return normalise_line(value) if isinstance(value, str) else value

    def clean(self, value, model_instance):
        return super().clean(normalise_line(value) if isinstance(value, str) else value, model_instance)

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.CharField", args, kwargs


class YearField(models.PositiveSmallIntegerField):
    """A year พ.ศ., typed in either script."""

    def formfield(self, **kwargs):
        return super().formfield(**{**kwargs, "form_class": YearBEField, "widget": YearBEInput})

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.PositiveSmallIntegerField", args, kwargs


class ParagraphField(models.TextField):
    """Plain Thai text of several lines: normalised."""

    def get_prep_value(self, value):
        value = super().get_prep_value(value)
        return normalise(value) if isinstance(value, str) else value

    def deconstruct(self):
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs


class WordsField(forms.CharField):
    """Text of several lines in a form, normalised before it is judged: what cannot be seen is gone, not refused."""

    def to_python(self, value):
        return normalise(super().to_python(value))
