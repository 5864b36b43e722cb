"""What holds for every test: none of them asserts a time."""

import gc

from hypothesis import settings

settings.register_profile("without deadlines", deadline=None, max_examples=60)
settings.load_profile("without deadlines")


def pytest_collection_finish():
    """Thousands of tests lie in memory until the end: nobody need look among them for garbage."""
    gc.collect()
    gc.freeze()


def pytest_unconfigure():
    gc.unfreeze()
