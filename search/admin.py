"""The desk's pages about the search: every edition, the words, what people ask for, and the index."""

from search import admin_all, admin_counts, admin_files, admin_index, admin_words

__all__ = ["admin_all", "admin_counts", "admin_files", "admin_index", "admin_words"]
