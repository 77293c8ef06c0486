"""What a draft let go of: bytes with personal data in them do not wait in the store for anything."""

from django.db import transaction

from publishing.files import delete_bytes
from publishing.models import FileReading, StoredFile


def drop_unclean(stored: StoredFile) -> bool:
    """Delete, row and bytes, what no edition shows any more, unless it was read and nothing was found in it.

    Call in the transaction in which the last attachment went. The bytes go after commit. What is clean waits, as before,
    for `publishing.files.forget_unattached()`. Returns whether it was deleted.
    """
    if stored.attachments.exists():
        return False
    reading = FileReading.objects.filter(stored=stored.pk).first()
    if reading is not None and reading.verdict == FileReading.Verdict.READ and not reading.found:
        return False
    StoredFile.objects.filter(pk=stored.pk).delete()
    # Robust: what the disk refuses is logged, and holds up neither the other files nor the save.
    transaction.on_commit(lambda: delete_bytes(stored), robust=True)
    return True
