"""Data of any length, as JSON or CSV, in memory that does not grow with them."""

import json
from collections.abc import Iterable, Iterator, Sequence
from hashlib import sha256
from itertools import chain
from tempfile import SpooledTemporaryFile

from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, HttpResponse
from django.utils.http import quote_etag

from publishing.spreadsheet import csv_pieces

AT_A_TIME = 500  # rows of a long list that are in memory
IN_MEMORY = 2 * 1024 * 1024  # bytes of an answer; longer ones are written to the disk first


def as_json(about: dict[str, object], items: Iterable[dict[str, object]]) -> HttpResponse:
    """An object of `about`, the `items` one after the other, and their `count`."""

    def pieces() -> Iterator[str]:
        yield f'{_dumped(about)[:-1]}, "items": ['
        count = 0
        for count, item in enumerate(items, 1):
            yield f"{', ' if count > 1 else ''}{_dumped(item)}"
        yield f'], "count": {count}}}'

    return _whole(pieces(), "application/json")


def _dumped(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, ensure_ascii=False)


def as_csv(name: str, heads: Sequence[str], rows: Iterable[Iterable[str]]) -> HttpResponse:
    """The rows under their `heads`, to be kept as `<name>.csv`."""
    response = _whole(csv_pieces(chain([heads], rows)), "text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response


def _whole(pieces: Iterable[str], content_type: str) -> HttpResponse:
    """What has become long is on the disk and not in memory, and goes out from there as it was then."""
    file, digest = SpooledTemporaryFile(IN_MEMORY), sha256()  # noqa: SIM115 - the answer closes it
    for piece in pieces:
        data = piece.encode()
        digest.update(data)
        file.write(data)
    size = file.tell()
    file.seek(0)
    if size > IN_MEMORY:
        response = FileResponse(file, content_type=content_type)
        response["Content-Length"] = size
    else:
        response = HttpResponse(file.read(), content_type=content_type)
    response["ETag"] = quote_etag(digest.hexdigest())
    return response
