"""The budget of the first view: a phone with an empty cache on a slow connection."""

from tests.first_view import Visit
from tests.page_kinds import MAIN, addresses

KILOBYTE = 1000
AT_ONCE = 5


def test_the_first_view_is_light_and_nothing_moves(site, browser):
    paths = [addresses(site)[kind] for kind in MAIN]
    wrong = []
    for start in range(0, len(paths), AT_ONCE):
        # The connection is what is waited for: several visitors have one each.
        visits = {path: Visit(browser, site, path) for path in paths[start : start + AT_ONCE]}
        for path, visit in visits.items():
            seen = visit.end()
            kept = {
                f"{seen.rest} bytes without photos": seen.rest <= 85 * KILOBYTE,
                f"{seen.rest + seen.photos_above} bytes with the photos of the first screen": path != "/"
                or seen.rest + seen.photos_above <= 100 * KILOBYTE,
                f"{seen.rest + seen.photos} bytes with photos": seen.rest + seen.photos <= 300 * KILOBYTE,
                f"{len(seen.requests)} requests {seen.requests}": len(seen.requests) <= 10,
                f"requests to others: {seen.foreign}": not seen.foreign,
                f"scripts that hold up the page: {seen.blocking_scripts}": not seen.blocking_scripts,
                f"moved by {seen.layout_shift:.3f}": seen.layout_shift <= 0.02,
                f"{seen.fonts} fonts came": seen.fonts >= 2,
            }
            wrong += [f"{path}: {words}" for words, fine in kept.items() if not fine]
    assert wrong == [], "\n".join(wrong)
