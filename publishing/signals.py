"""The one signal. Sent by `workflow.move()` after commit, with `publication_id`."""

from django.dispatch import Signal

edition_moved = Signal()
