"""The sentinel: whether what readers get is what was approved, stored and built. It tells people and changes nothing.

`rounds.py` says what is looked at and when; `pages.py` asks for pages as three readers do, `reading.py` (pure) says what is
wrong with one; `records.py` looks at rows and the ledger, `stored.py` at files. Decision 17 says what it cannot see.
"""
