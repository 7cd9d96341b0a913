"""Floor 1, the nouns: frozen data that every other floor shares.

May import the standard library only: no file, no clock, no third-party package.
"""
