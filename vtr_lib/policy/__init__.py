"""Amazon's rule as dated data: every value with its unit, the day it starts and its source."""

from vtr_lib.policy.load import known, load
from vtr_lib.policy.model import Policy, Rule

__all__ = ["Policy", "Rule", "known", "load"]
