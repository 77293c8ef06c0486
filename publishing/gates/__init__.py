"""The gates before submit and approval: what they point at, and what refuses (`publishing/gates/findings.py`)."""
