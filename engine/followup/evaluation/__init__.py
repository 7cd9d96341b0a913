"""Floor 3, the kernel: what a policy makes of a timeline.

Pure: no file, no clock, no YAML, no plugin manager. Imports floor 1 only. Instants are whole minutes throughout.
"""
