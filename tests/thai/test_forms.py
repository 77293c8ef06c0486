from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django import forms
from django.contrib.admin import AdminSite, ModelAdmin
from django.core.exceptions import ValidationError
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone, translation

from thai.dates import BANGKOK
from thai.forms import (
    ADMIN_FIELDS,
    ThaiDateField,
    ThaiDateTimeField,
    ThaiDecimalField,
    ThaiIntegerField,
    ThaiTimeField,
    YearBEField,
)

FOUNDING_DAY = date(2020, 6, 17)
MORNING = datetime(2020, 6, 17, 9, 30, tzinfo=BANGKOK)


class EventForm(forms.Form):
    day = ThaiDateField(required=False)
    moment = ThaiDateTimeField(required=False)
    clock = ThaiTimeField(required=False)
    year = YearBEField(required=False)


def cleaned(**data):
    form = EventForm(data)
    assert form.is_valid(), form.errors
    return form.cleaned_data


def errors(form_class=EventForm, **data):
    return {name: list(messages) for name, messages in form_class(data).errors.items()}


# Reading


@pytest.mark.parametrize("typed", ["17/06/2563", "๑๗ มิ.ย. ๒๕๖๓", "2020-06-17", " 17.6.63 "])
def test_a_date_is_read_as_typed_in_thailand(typed):
    assert cleaned(day=typed)["day"] == FOUNDING_DAY


def test_a_date_and_a_time_become_one_bangkok_moment():
    moment = cleaned(moment_0="17/06/2563", moment_1="๙.๓๐ น.")["moment"]
    assert moment == datetime(2020, 6, 17, 2, 30, tzinfo=UTC)
    assert moment.tzinfo == BANGKOK


@pytest.mark.parametrize("nothing", ["", "  "])
def test_what_is_not_required_may_stay_empty(nothing):
    data = cleaned(day=nothing, moment_0="", moment_1="", clock=nothing, year=nothing)
    assert data == {"day": None, "moment": None, "clock": None, "year": None}


@pytest.mark.parametrize("typed", ["2569", "๒๕๖๙", " 2569 "])
def test_a_year_is_read_in_both_scripts(typed):
    assert cleaned(year=typed)["year"] == 2569


def test_the_language_of_the_site_changes_nothing():
    for language in ("th", "en"):
        with translation.override(language):
            assert cleaned(day="17/06/2563")["day"] == FOUNDING_DAY
            assert cleaned(clock="9.30")["clock"] == time(9, 30)
            assert 'value="17/06/2563"' in str(EventForm(initial={"day": FOUNDING_DAY})["day"])


# Refusing


def test_a_refusal_says_what_to_do_and_keeps_what_was_typed():
    form = EventForm({"day": "31/06/2563", "moment_0": "17/06/2563", "moment_1": "25.00", "year": "2020"})
    assert list(form.errors["day"]) == ["เดือนมิถุนายน พ.ศ. 2563 มีวันที่ 1 ถึง 30 โปรดแก้วันที่ให้อยู่ในช่วงนี้"]
    assert form.errors["moment"][0].startswith("เวลาต้องอยู่ระหว่าง 00.00 ถึง 23.59 น. โปรด")
    assert form.errors["year"] == ["โปรดใส่ปี พ.ศ. 4 หลัก ระหว่าง 2440 ถึง 2600 เช่น 2569"]
    assert 'value="31/06/2563"' in str(form["day"])
    assert 'value="25.00"' in str(form["moment"])
    assert 'value="2020"' in str(form["year"])


def test_half_a_moment_is_refused_by_the_missing_half():
    assert errors(moment_0="17/06/2563", moment_1="") == {"moment": ["โปรดใส่เวลาด้วย เช่น 09.30"]}
    assert errors(moment_0="", moment_1="9.30") == {"moment": ["โปรดใส่วันที่ด้วย เช่น 17/06/2563"]}


def test_what_is_required_is_asked_for_in_thai():
    class StrictForm(forms.Form):
        day = ThaiDateField()
        moment = ThaiDateTimeField()
        clock = ThaiTimeField()
        year = YearBEField()

    assert errors(StrictForm, day=" ") == {
        "day": ["โปรดใส่วันที่ เช่น 17/06/2563"],
        "moment": ["โปรดใส่วันที่และเวลา เช่น 17/06/2563 และ 09.30"],
        "clock": ["โปรดใส่เวลา เช่น 09.30"],
        "year": ["โปรดใส่ปี พ.ศ. เช่น 2569"],
    }


def test_what_was_typed_is_escaped():
    form = EventForm({"day": "<script>alert(1)</script>"})
    assert "<script>" not in form.as_p()


# Changing


INITIAL = {"day": FOUNDING_DAY, "moment": MORNING, "clock": time(9, 30), "year": 2563}
UNCHANGED = {
    "day": "๑๗ มิ.ย. ๖๓",
    "moment_0": "17/6/2563",
    "moment_1": "9:30",
    "clock": "9.30 น.",
    "year": "๒๕๖๓",
}


def test_another_spelling_of_the_same_value_is_no_change():
    assert EventForm(UNCHANGED, initial=INITIAL).changed_data == []
    assert EventForm({}, initial=dict.fromkeys(INITIAL)).changed_data == []


def test_a_stored_moment_is_compared_in_bangkok():
    in_utc = {**INITIAL, "moment": MORNING.astimezone(UTC), "day": datetime(2020, 6, 16, 17, tzinfo=UTC)}
    assert EventForm(UNCHANGED, initial=in_utc).changed_data == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("day", {"day": "18/06/2563"}),
        ("day", {"day": ""}),
        ("day", {"day": "nonsense"}),
        ("moment", {"moment_1": "9:31"}),
        ("moment", {"moment_0": ""}),
        ("clock", {"clock": "25.00"}),
        ("year", {"year": "2564"}),
    ],
)
def test_another_value_is_a_change(name, data):
    assert EventForm(UNCHANGED | data, initial=INITIAL).changed_data == [name]


def test_seconds_survive_an_unchanged_form():
    second = MORNING.replace(second=15)
    form = EventForm(initial={"moment": second})
    assert 'value="09.30.15"' in str(form["moment"])
    assert cleaned(moment_0="17/06/2563", moment_1="09.30.15")["moment"] == second


# Showing


def test_the_input_shows_the_buddhist_year_and_says_the_date_back():
    html = str(EventForm(initial={"day": FOUNDING_DAY})["day"])
    assert 'value="17/06/2563"' in html
    assert 'placeholder="วว/ดด/ปปปป (พ.ศ.)"' in html
    assert 'autocomplete="off"' in html
    assert 'id="id_day_echo" role="status">= วันพุธที่ 17 มิถุนายน พ.ศ. 2563<' in html
    assert 'aria-describedby="id_day_helptext id_day_echo"' in html
    assert html == html.strip()


def test_the_date_is_said_back_as_it_was_understood():
    assert "= วันอังคารที่ 17 มิถุนายน พ.ศ. 2512" in str(EventForm({"day": "17/06/12"})["day"])
    assert 'role="status"><' in str(EventForm({"day": "31/06/2563"})["day"])
    assert 'role="status"><' in str(EventForm()["day"])


def test_a_moment_has_two_labelled_inputs_and_one_date_said_back():
    html = str(EventForm(initial={"moment": MORNING.astimezone(UTC)})["moment"])
    assert 'name="moment_0" value="17/06/2563"' in html
    assert 'name="moment_1" value="09.30"' in html
    assert 'aria-label="วันที่"' in html
    assert 'aria-label="เวลา (นาฬิกา)"' in html
    assert html.count("= วันพุธที่ 17 มิถุนายน พ.ศ. 2563") == 1


def test_a_disabled_date_has_no_calendar_button():
    class ClosedForm(forms.Form):
        day = ThaiDateField(disabled=True, initial=FOUNDING_DAY)

    assert "<button" not in str(ClosedForm()["day"])
    assert "<button" in str(EventForm()["day"])


def test_widgets_bring_one_script_and_one_stylesheet_and_nothing_inline():
    form = EventForm(initial=INITIAL)
    assert str(form.media).count("<script") == 1
    assert str(form.media).count('rel="stylesheet"') == 1
    assert "style=" not in form.as_p()
    assert "<script" not in form.as_p()
    assert "onclick" not in form.as_p()


# The admin


@isolate_apps("thai")
def test_the_admin_uses_the_fields_with_their_widgets():
    class Event(models.Model):
        day = models.DateField("วันที่", help_text="วันที่จัดงาน", default=timezone.localdate)
        moment = models.DateTimeField("เวลาเริ่ม", null=True, blank=True, default=timezone.now)
        clock = models.TimeField("เวลา", null=True, blank=True)
        year = models.PositiveSmallIntegerField("ปี")

        class Meta:
            app_label = "thai"

        def __str__(self) -> str:
            return "งาน"

    class EventAdmin(ModelAdmin):
        formfield_overrides = ADMIN_FIELDS

    form_class = EventAdmin(Event, AdminSite()).get_form(request=None, fields=["day", "moment", "clock"])
    form = form_class(instance=Event(day=FOUNDING_DAY, moment=MORNING, clock=time(9, 30)))
    html = form.as_p()
    assert html.count('value="17/06/2563"') == 2
    assert html.count('value="09.30"') == 2
    assert "วันที่จัดงาน" in html
    # A default that is a callable makes Django keep the initial value in hidden inputs.
    assert '<input type="hidden" name="initial-moment_0" value="2020-06-17"' in html

    hidden = {"initial-day": "2020-06-17", "initial-moment_0": "2020-06-17", "initial-moment_1": "09:30:00"}
    data = {"day": "17 มิ.ย. 2563", "moment_0": "17/06/2563", "moment_1": "9.30", "clock": "9.30"} | hidden
    unchanged = form_class(data, instance=Event(clock=time(9, 30)))
    assert unchanged.is_valid(), unchanged.errors
    assert unchanged.changed_data == []
    assert unchanged.instance.moment == MORNING
    changed = form_class(data | {"moment_1": "10.00"}, instance=Event(clock=time(9, 30)))
    assert changed.changed_data == ["moment"]

    year = Event._meta.get_field("year").formfield(form_class=YearBEField)
    assert year.clean("๒๕๖๙") == 2569


@pytest.mark.parametrize("typed", ["1,250,000.50", "๑,๒๕๐,๐๐๐.๕๐", " 1250000.5 "])
def test_amounts_are_taken_in_either_script_with_or_without_commas(typed):
    assert ThaiDecimalField().clean(typed) == Decimal("1250000.50")


@pytest.mark.parametrize("typed", ["สิบ", "1.2.3", "NaN", "1e999999"])
def test_an_amount_that_is_none_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError):
        ThaiDecimalField(max_digits=15, decimal_places=2).clean(typed)


def test_whole_numbers_are_taken_in_either_script():
    assert ThaiIntegerField().clean("๑๒") == 12
