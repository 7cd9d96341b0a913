"""For authors of policies and plugins: suites of cases, and Hypothesis strategies for policies and timelines."""
