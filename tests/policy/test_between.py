"""A policy cut to some days: the rules of these days are what they were, and no later one is left."""

from datetime import date, timedelta

import pytest

from vtr_lib import policy as policies

DAY = timedelta(days=1)


@pytest.mark.parametrize("name", policies.known())
def test_the_rules_of_the_days_stay_what_they_are(name):
    policy = policies.load(name)
    changes = [rule.from_on for rule in policy.rules()]
    for first in (day for change in changes for day in (change - DAY, change, change + DAY)):
        for last in (day for change in changes for day in (change - DAY, change, change + DAY)):
            if policy.first_on <= first <= last:
                cut = policy.between(first, last)
                for day in {first, last, *(change for change in changes if first <= change <= last)}:
                    assert cut.on(day).name == policy.on(day).name
                    assert cut.on(day).values == policy.on(day).values


@pytest.mark.parametrize("name", policies.known())
def test_no_later_rule_is_left_and_no_value_that_was_replaced_before(name):
    policy = policies.load(name)
    for rule in policy.rules():
        last = (rule.until_on or rule.from_on + 9 * DAY) - DAY
        for first in (rule.from_on, last):
            cut = policy.between(first, last)
            assert cut.rules()[-1].name == rule.name
            assert [values for values in cut.timeline.values() if len(values) != 1] == []


def test_before_the_first_known_day_there_is_no_rule_still():
    policy = policies.load("us")
    cut = policy.between(date(1999, 1, 1), policy.first_on)
    assert cut.first_on == policy.first_on
    assert [rule.name for rule in cut.rules()] == [policy.on(policy.first_on).name]
