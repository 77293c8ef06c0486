"""The search page, what is suggested while somebody types, and what tells a browser that it can search here."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from publishing.pages import way_to
from search.asking import Question, answer
from search.counting import count
from search.indexing import serving
from search.limits import address_of, allow, charge_more
from search.patience import limited
from search.ranking import TooSlow
from search.suggesting import most_asked, suggestions, titles_of
from thai.line_breaks import keep_together

#: Questions that are offered to whoever has not asked yet: those of others, or these until there are any.
EXAMPLES = 6
FIRST_EXAMPLES = ("เบี้ยยังชีพ", "ภาษีที่ดิน", "แผนพัฒนาท้องถิ่น", "รับสมัคร", "ซ่อมถนน")
#: Seconds that a browser may keep suggestions: what was taken away is nowhere ten seconds later.
KEPT = 10


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The box, and below it the answer, or what can be asked. Its title never says what was asked for."""
    question = Question.of(request.GET)
    context = {"question": question, "crumbs": way_to(("ค้นหา", reverse("search:page")))}
    if not question.text:
        index = serving()
        context["most_asked"] = most_asked(titles_of(index))[:EXAMPLES] if index else []
        context["examples"] = context["most_asked"] or FIRST_EXAMPLES
        return _shown(request, context)
    if not allow(request):
        return _shown(request, context | {"is_too_often": True}, status=429, again=60)
    try:
        with limited():
            found = answer(question, request.GET.get("page"))
    except TooSlow:
        charge_more(request)
        return _shown(request, context | {"is_too_slow": True}, status=503, again=10)
    if found is None:
        return _shown(request, context | {"is_not_ready": True}, status=503, again=60)
    # The same question again in another order, or narrowed, is not counted once more.
    if found.page.number == 1 and question == Question(question.text):
        count(question.text, found.count, address_of(request), request.headers.get("User-Agent", ""))
    return _shown(request, context | {"answer": found, "page": found.page, "parameters": question.parameters})


def _shown(
    request: HttpRequest, context: dict[str, object], *, status: int = 200, again: int = 0
) -> HttpResponse:
    response = render(request, "search/page.html", context, status=status)
    # What somebody asked for stays between him and the site.
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    if again:
        response["Retry-After"] = str(again)
    return response


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """For static/js/search.js: {"suggestions": [{"text", "address", "is_title"}, …]}, at most eight."""
    if not allow(request, "suggest"):
        response = JsonResponse({"suggestions": []}, status=429)
        response["Retry-After"] = "60"
    else:
        found = [
            vars(one) | {"text": keep_together(one.text)} for one in suggestions(request.GET.get("q", ""))
        ]
        response = JsonResponse({"suggestions": found}, json_dumps_params={"ensure_ascii": False})
        response["Cache-Control"] = f"private, max-age={KEPT}"
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def opensearch(request: HttpRequest) -> HttpResponse:
    """OpenSearch 1.1: a browser can then search this site from its address bar."""
    context = {"site_address": settings.SITE_ADDRESS}
    response = render(
        request, "search/opensearch.xml", context, content_type="application/opensearchdescription+xml"
    )
    response["Cache-Control"] = "public, max-age=86400"
    return response
