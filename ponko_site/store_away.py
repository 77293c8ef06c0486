"""Said of a store of files that does not answer. By itself, so that nobody needs the packages of S3 to know it."""


class StoreAway(OSError):
    """The store is away or refuses; the same may work in a while. Readers and staff are told by ponko_site/outage.py."""
