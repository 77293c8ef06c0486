"""What the first view of a page costs on a phone with an empty cache, measured by the browser itself."""

from dataclasses import dataclass
from urllib.parse import urlsplit

from playwright.sync_api import Browser

from tests.site import PHONE, Site, new_context

#: Lighthouse's slow 4G: 150 ms there and back, 1.6 Mbit/s. On it a late font or picture can be seen to come late.
SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 96_000}
OBSERVE = """() => new Promise(resolve => {
    const found = [];
    new PerformanceObserver(list => found.push(...list.getEntries())).observe({type: "layout-shift", buffered: true});
    // What was seen so far is handed over in a task of its own.
    setTimeout(() => resolve({
        shift: found.reduce((sum, one) => sum + one.value, 0),
        pictures: [...document.images].filter(one => one.getBoundingClientRect().top < innerHeight)
            .map(one => one.currentSrc),
        fonts: [...document.fonts].filter(face => face.status === "loaded").length,
        blocking: performance.getEntriesByType("resource")
            .filter(one => one.renderBlockingStatus === "blocking" && one.initiatorType === "script")
            .map(one => one.name),
    }), 100);
})"""


@dataclass
class FirstView:
    """`photos` and `rest` in bytes as they came over the wire, headers with them; pictures drawn as SVG are no photos.
    `photos_above` are those of the first screen.

    All that came counts as weight. `requests`, addresses, are what the first screen waits for: without the photos below
    it, which a browser fetches ahead on a slow connection.
    """

    photos: int
    photos_above: int
    rest: int
    requests: list[str]
    foreign: list[str]
    blocking_scripts: list[str]
    fonts: int
    layout_shift: float


class Visit:
    """A new visitor's phone on a slow connection that has begun to open `path`; several may be under way at once."""

    def __init__(self, browser: Browser, site: Site, path: str):
        self._host = urlsplit(site.address).netloc
        self._answers: dict[str, dict] = {}
        self._sizes: dict[str, int] = {}
        phone = {"viewport": PHONE, "device_scale_factor": 2, "is_mobile": True, "has_touch": True}
        self._context = new_context(browser, site, **phone)
        self._page = self._context.new_page()
        protocol = self._context.new_cdp_session(self._page)
        protocol.on("Network.responseReceived", self._answered)
        protocol.on("Network.loadingFinished", self._finished)
        protocol.send("Network.enable")
        protocol.send("Network.emulateNetworkConditions", SLOW_4G)
        self._page.goto(path, wait_until="commit")

    def _answered(self, event: dict) -> None:
        if event["response"]["url"].startswith("http"):  # and not data: within the page
            self._answers[event["requestId"]] = event["response"]

    def _finished(self, event: dict) -> None:
        self._sizes[event["requestId"]] = event["encodedDataLength"]

    def end(self) -> FirstView:
        """What it cost, when nothing more comes."""
        self._page.wait_for_load_state("networkidle")
        seen = self._page.evaluate(OBSERVE)
        self._context.close()
        photos = {number for number, answer in self._answers.items() if _is_photo(answer["mimeType"])}
        addresses = [answer["url"] for answer in self._answers.values()]
        later = {self._answers[number]["url"] for number in photos} - set(seen["pictures"])
        return FirstView(
            photos=sum(self._sizes.get(number, 0) for number in photos),
            photos_above=sum(
                self._sizes.get(number, 0) for number in photos if self._answers[number]["url"] not in later
            ),
            rest=sum(self._sizes.get(number, 0) for number in self._answers.keys() - photos),
            requests=[address for address in addresses if address not in later],
            foreign=[address for address in addresses if urlsplit(address).netloc != self._host],
            blocking_scripts=seen["blocking"],
            fonts=seen["fonts"],
            layout_shift=seen["shift"],
        )


def _is_photo(media_type: str) -> bool:
    return media_type.startswith("image/") and media_type not in {"image/svg+xml", "image/x-icon"}
