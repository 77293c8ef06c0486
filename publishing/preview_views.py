"""What somebody without an account sees at a preview link."""

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from publishing import previews
from publishing.fields import WordsField
from publishing.models import PreviewLink
from publishing.workflow import Refused


class AnswerForm(forms.Form):
    """The reader's answer; what is missing is said by `previews.answer()`."""

    name = WordsField(label="ชื่อของท่าน", required=False)
    verdict = forms.ChoiceField(
        label="คำตอบ", choices=PreviewLink.Answer.choices, required=False, widget=forms.RadioSelect
    )
    text = WordsField(
        label="ข้อสังเกต",
        help_text="ไม่เกิน 2,000 ตัวอักษร ต้องกรอกถ้าเลือก “มีข้อสังเกต”",
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, token: str) -> HttpResponse:
    """The edition on its public page, under a watermark. Only a GET counts as an opening."""
    link = previews.find(token)
    if link is None:
        return _ended(request)
    if request.method == "POST":
        if not link.asks_answer:
            return HttpResponseNotAllowed(["GET", "HEAD"])
        form = AnswerForm(request.POST)
        # An answer that is sent back shows the text once more, so it counts.
        if not _keep_answer(link, form) and not previews.open_link(link):
            return _ended(request)
        return _page(request, link, form, status=400 if form.errors else 200)
    if request.method == "GET" and not previews.open_link(link):
        return _ended(request)
    return _page(request, link, AnswerForm(initial={"name": link.reader}))


def _keep_answer(link: PreviewLink, form: AnswerForm) -> bool:
    if not form.is_valid():
        return False
    try:
        previews.answer(link, **form.cleaned_data)
    except Refused as refusal:
        form.add_error(None, refusal.reasons)
        return False
    return True


def _page(request: HttpRequest, link: PreviewLink, form: AnswerForm, status: int = 200) -> HttpResponse:
    edition = link.edition.specific
    edition.preview_token = previews.token_of(link)
    request.is_preview, request.preview_link, request.preview_form = True, link, form
    response = edition.publication.declared.show(request, edition)
    response.status_code = status
    return _private(response, sends_form=link.asks_answer)


def _ended(request: HttpRequest) -> HttpResponse:
    """One answer for every link that does not work, so that nobody learns whether it ever did."""
    context = {
        "title": "ลิงก์ตัวอย่างนี้ใช้ไม่ได้แล้ว",
        "sentences": [
            "ลิงก์อาจหมดอายุหรือถูกยกเลิก หรือเรื่องนี้เผยแพร่แล้วหรืออยู่ระหว่างแก้ไข",
            "ขอลิงก์ใหม่จากเจ้าหน้าที่ผู้ส่งลิงก์ให้ท่าน หรือดูเรื่องที่เผยแพร่แล้วด้านล่าง",
        ],
        "status": 404,
    }
    return _private(render(request, "error.html", context, status=404))


def _private(response: HttpResponse, *, sends_form: bool = False) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    # The address must not travel to other sites. Under no-referrer a browser sends a form with `Origin: null`, which
    # Django's protection against forged requests refuses; same-origin tells other sites as little.
    response["Referrer-Policy"] = "same-origin" if sends_form else "no-referrer"
    return response
