"""Beside floor 3, the sentences: what a policy says, as plain English that is made from the data.

Pure: no file, no clock, no YAML. Imports floor 1 only; whoever shows a policy, or finds fault with one, may use it. It
knows no act, medium, fact or event by name: the words come from the vocabulary's ``reads`` and, where a word of a
policy or plugin has none, from its name.
"""
