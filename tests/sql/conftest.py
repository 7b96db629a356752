"""Hypothesis finds the same examples in every run."""

from hypothesis import HealthCheck, settings

settings.register_profile(
    "sql", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("sql")
