"""Settings for all tests."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile("here", max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", parent=settings.get_profile("here"), max_examples=500, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")
