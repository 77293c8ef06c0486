"""Make the secret key file once: `python -m ponko_site.secret_key PATH`; an existing file is kept."""

import os
import secrets
import sys
from pathlib import Path


def make(file: Path) -> bool:
    """Write a new key to `file`, readable by the owner only; False if there is one already."""
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as out:
        out.write(secrets.token_urlsafe(64))
    return True


if __name__ == "__main__":
    make(Path(sys.argv[1]))
