"""The rulesets that come with ddllint; settings name them in `extends`."""

from collections.abc import Mapping
from typing import Any

BUILT_IN: Mapping[str, Mapping[str, Any]] = {
    # every rule at the severity of its own metadata
    "ddllint:recommended": {"fail-on": "error"},
    "ddllint:strict": {"fail-on": "info"},
}
"""By name: data as a settings file would hold it."""
