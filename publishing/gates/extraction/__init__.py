"""Run as a program in its own process (`python -m publishing.gates.extraction FILE EXTENSION`): the text of a file.
And `python -m publishing.gates.extraction.finding`: what a long text says of people.

A hostile file may loop, crash a parser or eat memory; the limits in `limits.py` end this process, not the site. Only
`publishing/gates/extract.py` starts it. Django is not set up in here.
"""
