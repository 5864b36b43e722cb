"""A folder of papers."""

from pathlib import Path

import pytest


@pytest.fixture
def put(tmp_path):
    """Writes a file into a folder of papers and gives the folder."""

    def write(path: str, raw: bytes) -> Path:
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(raw)
        return tmp_path

    return write
