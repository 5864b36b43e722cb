import pytest
from appeal.redact import planted

from vtr_lib.appeal.redact.people import people


@pytest.fixture(scope="session")
def terms(tmp_path_factory):
    return people(planted.orders(tmp_path_factory.mktemp("raw")), {planted.ORDER})


@pytest.fixture(scope="session")
def tesseract():
    if "eng" not in planted.languages():
        pytest.skip("no tesseract on this machine")
    return planted.tesseract
