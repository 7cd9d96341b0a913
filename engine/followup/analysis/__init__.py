"""What can be said of a policy before anybody uses it: which timelines make its rules fire, and what lies at its edges.

Its floor is above loading and evaluation, whose functions it calls as often as it likes, and below the testing and the
command line that show what it finds. It reads no files and knows no clock, and what it claims of a timeline it has
planned with: nothing here is inferred where it can be tried.
"""
