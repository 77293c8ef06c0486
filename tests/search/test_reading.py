"""What a query is taken for: which words may be one that was typed wrongly."""

from search.reading import Reader
from search.terms import Terms


def windows(query: str, synonyms: dict[str, tuple[str, ...]], known: set[str] = frozenset()) -> set[str]:
    reader = Reader(Terms(synonyms), synonyms)
    return set(reader.windows(reader.read(query), known))


def test_a_part_of_a_word_that_somebody_knows_is_not_taken_for_a_mistake():
    assert windows("โควิด", {"โควิด": ("covid",), "covid": ("โควิด",)}) == set()


def test_neighbours_and_parts_of_two_words_may_be_one_word_typed_wrongly():
    assert "แนวมทาง" in windows("แนะแนวมทาง", {})
    assert "ทาเรือ" in windows("ทาเรือ", {})
