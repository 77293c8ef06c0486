"""Public pages as three readers get them: somebody at a desk, somebody with a telephone, and the robot of a search engine.

Pages that are broken into are often shown to one of these alone. Each page is asked for in this process and, where the site
can be reached at SITE_ADDRESS, through the server in front (setting SENTINEL_OUTSIDE).
"""

import logging
from collections.abc import Iterator
from datetime import timedelta
from functools import cached_property
from urllib.error import HTTPError
from urllib.request import Request, urlopen

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.modes import Mode
from ita.wire import MOST_OF_PAGE, ask, own_hosts
from ponko_site.sentinel import records
from ponko_site.sentinel.reading import Read, pieces_of, read, without_numbers, wrong_with
from ponko_site.sentinel.stored import Wrong
from publishing.categories import all_categories
from publishing.declared import functions
from publishing.gates import spam
from publishing.gates.places import texts_of
from publishing.gates.watch import SPAM_KINDS, pointed, prepare
from publishing.integrity import open_findings
from publishing.link_states import find_links
from publishing.models import Edition, IntegrityFinding, OutsideLink, WatchWord
from publishing.states import STANDING

logger = logging.getLogger(__name__)
Kind = IntegrityFinding.Kind
READER = "ผู้อ่านทั่วไป"
CHROME = "AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0"
#: who asks → headers as the server hands them on. None is counted as a reading: the last two say that nobody reads.
READERS = {
    READER: {"HTTP_USER_AGENT": f"Mozilla/5.0 (X11; Linux x86_64) {CHROME} Safari/537.36"},
    "โปรแกรมค้นหา (Googlebot)": {
        "HTTP_USER_AGENT": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
        "HTTP_ACCEPT_LANGUAGE": "en",
    },
    "ผู้อ่านทางโทรศัพท์": {
        "HTTP_USER_AGENT": f"Mozilla/5.0 (Linux; Android 14; SM-A156E) {CHROME} Mobile Safari/537.36",
        "HTTP_ACCEPT_LANGUAGE": "th-TH,th;q=0.9",
        "HTTP_REFERER": "https://www.google.com/",
    },
}  # fmt: skip
NOT_READ = {"HTTP_SEC_PURPOSE": "prefetch"}
#: Hosts that our own templates name.
OWN_WAYS = {
    "openstreetmap.org", "google.com", "youtube.com", "youtube-nocookie.com", "youtu.be", "facebook.com",
    "social-plugins.line.me",
}  # fmt: skip
#: So many publications are asked for by all three in one night. Where there are more, the robot and the telephone take turns.
BY_ALL_A_NIGHT = 5000
MOST_READINGS = 100  # of 200 editions each, at the first run
PATIENCE = 5  # seconds for an answer from outside
SETTLED = timedelta(
    minutes=5
)  # after a publication what stands in front of the site may still have the page before


class Looker:
    """One run: asks once for what many pages share. `everything`: all three readers ask for each page, however many there are."""

    def __init__(self, *, everything: bool = False) -> None:
        self.everything = everything
        self.outside = settings.SENTINEL_OUTSIDE
        self.approved: dict[str, bool] = {}

    @cached_property
    def hosts(self) -> set[str]:
        """Where approved things lead. What was saved just now is read first; what somebody wrote past the desk never is."""
        for _ in range(MOST_READINGS):
            if not find_links():
                break
        links = OutsideLink.objects.filter(places__edition__state__in=STANDING)
        watched = [address for ask_for in functions("watched_links") for address in ask_for()]
        names = [*links.values_list("host", flat=True).distinct(), *map(spam.host_of, watched)]
        return {*own_hosts(), *OWN_WAYS, *map(spam.without_www, names)}

    @cached_property
    def nights(self) -> int:
        """Over how many nights the robot and the telephone ask for all pages."""
        return 1 if self.everything else max(1, -(-Edition.objects.live().count() // BY_ALL_A_NIGHT))

    @cached_property
    def open_ones(self) -> set[str]:
        """Pages with which something is wrong: nobody says that it is over without having looked as all three."""
        return set(open_findings().filter(kind=Kind.PAGE).values_list("subject", flat=True))

    @cached_property
    def words(self) -> list:
        return prepare(WatchWord.objects.filter(kind__in=SPAM_KINDS))

    @cached_property
    def is_closed(self) -> bool:
        return Mode.objects.on(timezone.localdate()).filter(kind=Mode.Kind.MAINTENANCE).exists()

    def editions_after(self, after: str) -> Iterator[tuple[str, list[Wrong]]]:
        """Each live edition behind the publication `after`, with what is wrong with its rows and its page."""
        live = Edition.objects.live().select_related(None).select_related("publication__owner")
        if self.is_closed:
            return
        keys = live.filter(publication__gt=int(after or 0)).order_by("publication")
        for key in list(keys.values_list("pk", flat=True)):
            edition = live.filter(pk=key).first()
            if edition is None:
                continue
            wrong = [*records.wording(edition), *self.page(edition.publication.address, edition)]
            if wrong and not live.filter(pk=key, version=edition.version).exists():
                wrong = []  # It has moved while it was looked at; the next round sees it as it is then.
            yield str(edition.publication_id), wrong

    def front_pages(self) -> Iterator[Wrong]:
        """Home and the lists of the categories."""
        if self.is_closed:
            return
        lists = (address for category in all_categories() for address, _ in category.list_pages())
        for address in dict.fromkeys(["/", *(one.address for one in all_categories()), *lists]):
            yield from self.page(address)

    def page(self, address: str, edition: Edition | None = None) -> Iterator[Wrong]:
        """What is wrong with one page, whoever asks for it; all of it in one sentence."""
        specific = edition.specific if edition else None
        sentences: dict[str, None] = {}
        for where, answers in self._answers(address, edition):
            texts = {}
            for reader, answer in answers.items():
                if reader != READER and answer is answers[READER]:
                    continue  # the same to the byte
                if isinstance(answer, str):
                    sentences[f"{where}{reader}: {answer}"] = None
                    continue
                texts[reader] = without_numbers(answer.text)
                for sentence in self._wrong_with(answer, specific):
                    if sentence not in sentences:  # what everybody gets is said once
                        is_all = reader == READER and not where
                        sentences[sentence if is_all else f"{where}{reader}: {sentence}"] = None
            for reader, text in texts.items():
                if READER in texts and text != texts[READER]:
                    sentences[f"{where}{reader}เห็นข้อความไม่ตรงกับ{READER}"] = None
        if sentences:
            yield Kind.PAGE, address, " · ".join(sentences)

    def _answers(self, address: str, edition: Edition | None) -> Iterator[tuple[str, dict[str, Read | str]]]:
        found, known = {}, {}
        readers = self._readers(address, edition)
        for reader, headers in readers.items():
            page = ask(address, sent=headers | NOT_READ)
            if page.status != 200 or page.problem or not page.is_own:
                found[reader] = page.problem or f"ตอบรหัส {page.status}"
            else:
                if page.body not in known:
                    known[page.body] = read(page.body.decode("utf-8", "replace"))
                found[reader] = known[page.body]
        yield "", found
        is_settled = not (
            edition and edition.published_at and edition.published_at > timezone.now() - SETTLED
        )
        if self.outside and is_settled:
            try:
                yield "จากภายนอก ", {reader: _fetched(address, sent) for reader, sent in readers.items()}
            except OSError as error:
                # That the site does not answer is the doctor's to say.
                logger.warning("the sentinel cannot reach %s: %s", settings.SITE_ADDRESS, error)
                self.outside = False

    def _readers(self, address: str, edition: Edition | None) -> dict[str, dict[str, str]]:
        """Who asks for a page tonight: somebody at a desk always."""
        tonight = timezone.localdate().toordinal() % self.nights
        is_turn = edition is None or edition.publication_id % self.nights == tonight
        return READERS if is_turn or address in self.open_ones else {READER: READERS[READER]}

    def _wrong_with(self, page: Read, edition: Edition | None) -> Iterator[str]:
        hosts, pieces, texts = self.hosts, [], None
        if edition:
            pieces = [edition.title, *pieces_of(edition.body)]
            if page.hosts - hosts:
                texts = texts_of(edition, list(edition.attachments.select_related("stored")))
                # What was published a moment ago is not among the known links yet.
                hosts = hosts | {spam.without_www(way.link.host) for way in texts.ways}
        yield from wrong_with(page, hosts=hosts, static=settings.STATIC_URL, pieces=pieces)
        for word in dict.fromkeys(one.word.word for one in pointed(page.text, self.words)):
            if not self._is_approved(word, edition):
                yield f"มีคำการพนันหรือเงินกู้ที่ไม่มีในเรื่องที่เผยแพร่: {word}"

    def _is_approved(self, word: str, edition: Edition | None) -> bool:
        """Whether the word stands in what is approved: in this edition, or in what lists show of the others."""
        if edition:
            texts = texts_of(edition, list(edition.attachments.select_related("stored")))
            wanted = [one for one in self.words if one.word.word == word]
            if any(True for place in texts.places for _ in pointed(place.text, wanted)):
                return True
        if word not in self.approved:
            shown = Q(title__icontains=word) | Q(summary__icontains=word)
            self.approved[word] = Edition.objects.live().filter(shown).exists()
        return self.approved[word]


def _fetched(address: str, sent: dict[str, str]) -> Read | str:
    """The page as it comes over the network. Raises OSError when the site cannot be reached."""
    headers = {name.removeprefix("HTTP_").replace("_", "-").title(): value for name, value in sent.items()}
    request = Request(f"{settings.SITE_ADDRESS}{address}", headers=headers | {"Sec-Purpose": "prefetch"})
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            if not answer.geturl().startswith(f"{settings.SITE_ADDRESS}/"):
                return "พาไปเว็บไซต์อื่น"
            return read(answer.read(MOST_OF_PAGE).decode("utf-8", "replace"))
    except HTTPError as error:
        return f"ตอบรหัส {error.code}"
