"""What the functions that write raise when they do not."""


class Refused(Exception):
    """Something that may not be done; `reasons` are Thai sentences that say what to do next."""

    def __init__(self, reasons: list[str]):
        super().__init__(" / ".join(reasons))
        self.reasons = reasons
