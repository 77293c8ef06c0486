"""The difference between two editions of a publication, in Thai.

From small to large: `passages` reads a text, `texts` compares two, `columns` compares two values, `shelf` fetches what
editions consist of, `editions` compares them, `comparison` is the result; `minor` judges it.
"""

from publishing.compare.comparison import Comparison
from publishing.compare.editions import beside_standing, compare, compare_all
from publishing.compare.minor import why_not_minor

__all__ = ["Comparison", "beside_standing", "compare", "compare_all", "why_not_minor"]
