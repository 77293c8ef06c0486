"""Videos that a page can play: only after a press, only of hosts on the list, in their variant without cookies."""

import re
from urllib.parse import parse_qs, urlsplit

PLAYER = "https://www.youtube-nocookie.com"
#: What the page of a video may put in a frame; no other page may frame anything.
FRAME_POLICY = {"frame-src": [PLAYER]}
_HOSTS = {"youtube.com", "www.youtube.com", "m.youtube.com", "www.youtube-nocookie.com"}
_VIDEO = re.compile(r"[A-Za-z0-9_-]{11}")
_PATH = re.compile(r"/(?:embed|shorts|live)/([^/]+)/?")


def player_address(url: str) -> str:
    """The address of the player for a video's page on YouTube; empty for anything else."""
    parts = urlsplit(url)
    if parts.hostname == "youtu.be":
        name = parts.path.strip("/")
    elif parts.hostname not in _HOSTS:
        return ""
    elif parts.path == "/watch":
        name = parse_qs(parts.query).get("v", [""])[0]
    else:
        found = _PATH.fullmatch(parts.path)
        name = found[1] if found else ""
    return f"{PLAYER}/embed/{name}" if _VIDEO.fullmatch(name) else ""
