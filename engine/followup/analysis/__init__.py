"""What can be said about policies without a timeline of one's own, and what follows when they change.

Imports evaluation, loading and model; pure: no clock, and no files but those that ship with the engine. Three things
that do not know of each other:

- findings: `analyse` takes a policy apart (`subject`), asks in every state of the world (`worlds`) and over all dates
  (`span`) what can never be, and says it in one of `kinds`;
- witnesses: `witness` looks for a timeline that makes a rule fire, by planning with one sketch after another (`search`,
  `trial`), and takes away what it can do without (`shrink`); `edges` moves it to the edges of the rule;
- differences: `diff` compares what is written, `moved` what is planned.
"""
