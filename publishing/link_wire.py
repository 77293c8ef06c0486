"""The line to somebody else's machine: every wait on it ends at one deadline, and only so much is read from it."""

import io
import socket
import ssl
import time
from functools import cache

MOST_SENT = 256 * 1024  # bytes of one answer, headers included


def left(deadline: float) -> float:
    """Seconds until `deadline`. Raises TimeoutError."""
    left = deadline - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


class Wire:
    """A line on which every wait ends at one deadline, and from which only so much is read: what http.client needs of a
    socket.
    """

    def __init__(self, line: socket.socket, deadline: float):
        self.line, self.deadline = line, deadline

    def sendall(self, data: bytes) -> None:
        self.line.settimeout(left(self.deadline))
        self.line.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Limited(self.line, self.deadline))

    def close(self) -> None:
        """http.client hangs up when it has read the head; the page is still to come."""


class _Limited(io.RawIOBase):
    def __init__(self, line: socket.socket, deadline: float):
        self.line, self.deadline, self.more = line, deadline, MOST_SENT

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        if self.more <= 0:
            return 0
        self.line.settimeout(left(self.deadline))
        got = self.line.recv_into(buffer)
        self.more -= got
        return got


@cache
def trusting() -> ssl.SSLContext:
    return ssl.create_default_context()


@cache
def believing() -> ssl.SSLContext:
    """Asks for no certificate: nothing is sent that is a secret, and what comes back only says that somebody answers."""
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
