"""What can be said about policies without a timeline of one's own, and what follows when they change.

Imports evaluation, loading and model; pure: no clock, and no files but those that ship with the engine.
"""
