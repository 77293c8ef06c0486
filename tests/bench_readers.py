"""Many readers at once, each with a kept connection and a moment's pause (tests/bench_soak.py).

    python -m tests.bench_readers 127.0.0.1 8080 --seconds 60 --clients 200 --paths / /news/

Prints JSON: `times`, milliseconds of each answer; `errors`, what was not answered with 200; `seen`, pairs of when PAGE was
asked for (seconds since 1970) and the largest number behind MARK in it. A process of its own, for it takes much of a processor.
"""

import argparse
import asyncio
import gzip
import json
import random
import re
import sys
import time
from contextlib import suppress

PAGE = "/news/"
MARK = "เรื่องที่"
NUMBER = re.compile(rf"{MARK} (\d+)".encode())
PATIENCE = 20  # seconds


class Readers:
    def __init__(self, host: str, port: int, paths: list[str], pause: float):
        self.host, self.port, self.paths, self.pause = host, port, paths, pause
        self.times: list[float] = []
        self.errors: list[str] = []
        self.seen: list[tuple[float, int]] = []
        self._numbers: dict[str, int] = {}

    async def run(self, clients: int, seconds: float) -> None:
        end = time.monotonic() + seconds
        await asyncio.gather(*(self._read(random.Random(number), end) for number in range(clients)))

    async def _read(self, chance: random.Random, end: float) -> None:
        reader = writer = None
        await asyncio.sleep(chance.random() * self.pause)
        while time.monotonic() < end:
            path = chance.choice(self.paths)
            began = time.perf_counter()
            try:
                async with asyncio.timeout(PATIENCE):
                    if writer is None:
                        reader, writer = await asyncio.open_connection(self.host, self.port, limit=1 << 20)
                    goes_on = await self._ask(path, reader, writer)
                self.times.append((time.perf_counter() - began) * 1000)
            except (OSError, EOFError, ValueError, TimeoutError) as error:
                self.errors.append(f"{path}: {error!r}")
                goes_on = False
            if not goes_on and writer:
                writer.close()
                writer = None
            await asyncio.sleep(chance.random() * 2 * self.pause)
        if writer:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()

    async def _ask(self, path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection may be used again."""
        at = time.time()
        writer.write(
            f"GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\nUser-Agent: Mozilla/5.0 (bench)\r\n"
            "X-Forwarded-Proto: https\r\n\r\n".encode()
        )
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        status = head.split(" ", 2)[1]
        headers = {
            name.lower(): value
            for name, _, value in (line.partition(": ") for line in head.split("\r\n")[1:])
        }
        if "content-length" in headers:
            body = await reader.readexactly(int(headers["content-length"]))
        else:
            body = b""
            while size := int(await reader.readline(), 16):
                body += await reader.readexactly(size)
                await reader.readline()
            await reader.readline()
        if status != "200":
            self.errors.append(f"{path}: {status}")
        elif path == PAGE:
            etag = headers.get("etag", "")
            if etag not in self._numbers or not etag:
                page = gzip.decompress(body) if headers.get("content-encoding") == "gzip" else body
                self._numbers[etag] = max(map(int, NUMBER.findall(page)), default=0)
            self.seen.append((at, self._numbers[etag]))
        return headers.get("connection", "").lower() != "close"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    arguments.add_argument("host")
    arguments.add_argument("port", type=int)
    arguments.add_argument("--paths", nargs="+", default=[PAGE])
    arguments.add_argument("--clients", type=int, default=200)
    arguments.add_argument("--seconds", type=float, default=60)
    arguments.add_argument("--pause", type=float, default=0.2, help="seconds on average between two pages")
    options = arguments.parse_args()
    readers = Readers(options.host, options.port, options.paths, options.pause)
    asyncio.run(readers.run(options.clients, options.seconds))
    json.dump({"times": readers.times, "errors": readers.errors, "seen": readers.seen}, sys.stdout)


if __name__ == "__main__":
    main()
