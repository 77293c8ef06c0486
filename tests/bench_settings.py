"""The site's settings with Django's own cache of whole pages instead of ours, to compare with (tests/bench_delivery.py).

Its pages are compressed at every answer, as those of any site with GZipMiddleware.
"""

from ponko_site.settings import *  # noqa: F403

PAGE_CACHE = False
MIDDLEWARE = [
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.cache.UpdateCacheMiddleware",
    *(name for name in MIDDLEWARE if name != "ponko_site.middleware.compressed"),  # noqa: F405
    "django.middleware.cache.FetchFromCacheMiddleware",
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
