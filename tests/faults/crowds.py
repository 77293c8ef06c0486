"""Huge and hostile uploads under a limit of memory; two hundred slow clients beside two hundred readers through nginx."""

import http.client
import re
import socket
import ssl
import subprocess
import threading
import time
from collections import Counter
from contextlib import closing, suppress
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from publishing.models import StoredFile
from tests.faults.ground import Ground, Outcome
from tests.faults.officers import ADD, Officers, empty_form, post, reckon
from tests.front import HOST, Front, nginx
from tests.hostile import BUILDERS, build

MEMORY = 1200 * 2**20  # bytes of address space a worker; it has about 400 MB mapped at rest
CROWD = 200
MEGABYTE = 2**20


def uploads(ground: Ground, rounds: int) -> Outcome:
    """Every hostile file that the tests know and bodies of 90 MB, four at a time, while the officers write."""
    outcome = Outcome(f"hostile and huge uploads, {MEMORY // MEGABYTE} MB a worker, 4 writers")
    files = [(name, build(name)) for name in sorted(BUILDERS)]
    files += [
        (f"huge-{number}", b"%PDF-1.4\n" + b"\0" * (90 * MEGABYTE)) for number in range(max(2, rounds // 2))
    ]
    statuses: Counter[int] = Counter()
    ground.serve()
    ground.until_it_answers()
    workers = ground.workers_now()
    for worker in workers:
        subprocess.run(["prlimit", f"--as={MEMORY}", "--pid", str(worker)], check=True)
    form, queue = empty_form(), iter(files)
    lock = threading.Lock()
    connections.close_all()

    def send() -> None:
        while True:
            with lock:
                name, data = next(queue, ("", b""))
            if not name:
                return
            for prefix, ending in (("attachments", "pdf"), ("attachments-2", "jpg")):
                upload = SimpleUploadedFile(f"{name}.{ending}", data)
                given = {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-0-upload": upload, f"{prefix}-0-order": "0"}
                given |= {f"{prefix}-0-alt": "ภาพ", f"{prefix}-0-title": "เอกสาร", "not_classified": "on"}
                status, _ = post(ground, "writer", ADD, form | given | {"title": f"อันตราย {name} {ending}"})
                statuses[status] += 1

    with Officers(ground, "uploads", people=4) as officers:
        senders = [threading.Thread(target=send) for _ in range(4)]
        for sender in senders:
            sender.start()
        for sender in senders:
            sender.join()
        officers.go_on(3)
    peak = max((_peak(worker) for worker in workers), default=0)
    outcome.rounds = sum(statuses.values())
    reckon(outcome, ground, officers)
    if gone := set(workers) - set(ground.workers_now()):
        outcome.troubles.append(f"{len(gone)} workers ended")
    if statuses[500] or statuses[0]:
        outcome.troubles.append(f"uploads were answered with {dict(statuses)}")
    named = {
        name
        for one in StoredFile.objects.all()
        for name in (one.storage_name, *map(one.rendition_name, one.widths))
    }
    store = ground.data_dir / "files"
    strays = [
        path for path in store.rglob("*") if path.is_file() and str(path.relative_to(store)) not in named
    ]
    outcome.said = f"answers {dict(statuses)}; {peak} MB at the most; {len(strays)} files without a row"
    ground.stop()
    return outcome


def _peak(process: int) -> int:
    """Megabytes of real memory that it ever had."""
    with suppress(OSError):
        return int(re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{process}/status").read_text())[1]) // 1024
    return 0


def slow_clients(ground: Ground, rounds: int) -> Outcome:
    """Slow ones that dawdle with handshake, form or answer hold nobody up: every reader and officer is answered."""
    outcome = Outcome(f"{CROWD} slow clients beside {CROWD} readers through nginx, 8 writers", rounds)
    if not nginx():
        outcome.said = "skipped: no nginx"
        return outcome
    ground.serve()
    longest, answers = 0.0, Counter()
    with Front(upstream=f"127.0.0.1:{ground.port}") as front, Officers(ground, "crowd") as officers:
        slow = [_dawdle(front, number) for number in range(CROWD)]
        for _ in range(rounds):
            officers.go_on(3)
            longest = max(longest, _read_all(front, answers))
        for connection in slow:
            connection.close()
    reckon(outcome, ground, officers)
    ground.stop()
    if set(answers) != {200}:
        outcome.troubles.append(f"readers were answered with {dict(answers)}")
    if officers.refused:
        outcome.troubles.append(f"{officers.refused} writes were refused")
    outcome.said = f"{answers[200]} pages, the slowest {longest:.1f} s"
    return outcome


def _dawdle(front: Front, number: int) -> socket.socket:
    """A connection that goes on for ever: before the handshake, in the head, in the body, or reading nothing."""
    connection = socket.create_connection((HOST, front.port), source_address=(_address(number), 0))
    if number % 4 == 0:
        return connection
    secured = front.tls().wrap_socket(connection, server_hostname=HOST)
    head = f"{'POST' if number % 4 == 2 else 'GET'} / HTTP/1.1\r\nHost: {HOST}\r\n".encode()
    secured.sendall(head + {1: b"X-Slow: ", 2: b"Content-Length: 5000\r\n\r\nabc", 3: b"\r\n"}[number % 4])
    return secured


def _read_all(front: Front, answers: Counter) -> float:
    """Two hundred readers, each once; the seconds that the slowest waited."""
    longest, context = [0.0], front.tls()

    def read(number: int) -> None:
        began = time.monotonic()
        answers[_read(front, number, context)] += 1
        longest[0] = max(longest[0], time.monotonic() - began)

    threads = [threading.Thread(target=read, args=(number,)) for number in range(CROWD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return longest[0]


def _read(front: Front, number: int, context: ssl.SSLContext) -> int:
    path = ("/", "/news/", "/robots.txt", "/admin/login/")[number % 4]
    with closing(
        http.client.HTTPSConnection(
            HOST, front.port, timeout=60, context=context, source_address=(_address(number + CROWD), 0)
        )
    ) as connection:
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        except (OSError, http.client.HTTPException):
            return 0


def _address(number: int) -> str:
    """Everybody has an address of his own, as in life: nginx counts by it."""
    return f"127.1.{number // 200}.{number % 200 + 1}"
