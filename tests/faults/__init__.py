"""The site under faults (`make faults`): see `__main__.py`, and docs/reliability.md for the figures."""
