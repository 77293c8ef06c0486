"""What gunicorn serves: ponko_site.wsgi:application."""

import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ponko_site.settings")
application = get_wsgi_application()
if settings.PAGE_CACHE:
    from ponko_site.page_cache import PageCache

    application = PageCache(application)
if settings.ACCESS_LOG:
    from ponko_site.access_log import AccessLog

    application = AccessLog(application)
# What was imported stays: to look through it again and again takes a tenth of the time of a ready page, and unshares memory.
gc.collect()
gc.freeze()
