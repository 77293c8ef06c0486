"""What an installed app declares on its AppConfig for those below it, which cannot import it.

`clock`: (words, function) that `tick` runs. `objections`: functions that `workflow.move()` asks. `marks`: what the page of an
item says of itself. `desk_links`: what the desk offers beside an edition. `watched_links`: outside addresses that the check of
links looks at though no edition leads there. Functions are named by dotted names and imported when they are asked.
"""

from collections.abc import Callable, Iterator

from django.apps import apps
from django.utils.module_loading import import_string


def declared(name: str) -> Iterator[object]:
    """Everything that the installed apps declare under `name`, in the order of the apps."""
    for config in apps.get_app_configs():
        yield from getattr(config, name, ())


def functions(name: str) -> Iterator[Callable]:
    """The functions that are declared under `name`."""
    yield from (import_string(path) for path in declared(name))
