"""What the files of entries say, as far as one question may read them."""

from search.models import FilePage, FileText

#: Letters of files that one question reads: eight plans of 80 pages, and all files of the hits on most sites.
LETTERS = 1_000_000


class FileTexts:
    """The files of the best entries, read once for all readings of a question. Files that are longer than what is left of
    LETTERS are not looked at: their words are found still, but not whether they stand together.
    """

    def __init__(self):
        self._pages: dict[int, list[str]] = {}  # file → what is compared
        self._files: dict[int, set[int]] = {}  # entry → its files
        self._left = LETTERS

    def read(self, entries: list[int]) -> None:
        """Read the files of these entries, the best first. Two queries, none for entries that were asked for before."""
        new = [entry for entry in entries if entry not in self._files]
        if not new or not self._left:
            return
        self._files |= {entry: set() for entry in new}
        of_entry = "stored__attachments__edition__entry"
        rows = FileText.objects.filter(**{f"{of_entry}__in": new}).values_list(of_entry, "pk", "letters")
        letters = {}
        for entry, file, length in rows:
            self._files[entry].add(file)
            letters[file] = length
        wanted = []
        for file in (file for entry in new for file in sorted(self._files[entry])):
            if file not in self._pages and 0 < letters[file] <= self._left:
                self._left -= letters[file]
                self._pages[file] = []
                wanted.append(file)
        if wanted:
            for file, text in (
                FilePage.objects.filter(file__in=wanted).order_by().values_list("file", "squashed")
            ):
                self._pages[file].append(text)

    def have(self, entry: int, chunk: str) -> bool:
        """Whether the chunk stands on a page of the entry's files that were read."""
        return any(chunk in page for file in self._files.get(entry, ()) for page in self._pages.get(file, ()))
