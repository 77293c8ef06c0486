"""How gunicorn serves the site; read by `make run`, by the tests' sites, and in production (docs/decisions/0013-delivery.md).

    python -m gunicorn ponko_site.wsgi --config deploy/gunicorn.conf.py

PORT chooses the port on 127.0.0.1, BIND another place (unix:/run/ponko/site.sock), WEB_CONCURRENCY the number of workers.
"""

import os
from pathlib import Path

bind = os.environ.get("BIND") or f"127.0.0.1:{os.environ.get('PORT') or 8000}"
# Compared by `python -m tests.bench_workers`: workers without threads ("sync") hang up after each answer, so that they gave a
# quarter of the ready pages. Between the numbers of workers and threads a busy machine showed no difference beyond chance.
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or max(2, os.cpu_count() or 1))
threads = 4
# The modules are read once, before the workers are made: they share that memory, and a new worker is there at once.
preload_app = True
# What a library might leave behind in memory goes with the worker; never all workers at the same moment.
max_requests = 100_000
max_requests_jitter = 20_000
# Of a worker that does nothing at all any more; a request that takes long in one thread does not count.
timeout = 60
graceful_timeout = 30
# Longer than nginx keeps its connections (deploy/nginx.conf), so that it is never gunicorn who hangs up.
keepalive = 60
# The workers' sign of life is a file: in memory, or a busy disk would make them look dead.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() else None
control_socket_disable = True
# Django alone decides, by BEHIND_PROXY, whether what a proxy says of the reader is believed.
forwarded_allow_ips = ""
