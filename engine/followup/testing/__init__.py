"""For authors of policies and plugins.

Suites of cases, what they cover and which changes they notice; suites written from a policy; the contract of plugins;
Hypothesis strategies (`strategies` and `families` need that package).
"""
