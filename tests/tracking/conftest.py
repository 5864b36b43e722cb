import importlib.util
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def twin():
    """The slow twin of the engine, ``twin.py`` beside this file."""
    spec = importlib.util.spec_from_file_location("tracking_twin", Path(__file__).with_name("twin.py"))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
