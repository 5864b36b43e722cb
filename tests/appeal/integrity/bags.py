"""A small pack of evidence: its files, laid anew for each test."""

from pathlib import Path

FILES = {
    "data/letter.txt": b"Plan of action for order 999-1234567-1234567\n",
    "data/evidence/0001_delivery.pdf": b"%PDF-1.7 made up " * 200,
    "data/evidence/empty.csv": b"",
    "data/orders.csv": "order,品类\r\n999-1234567-1234567,Toys\r\n".encode(),
    "README.txt": b"What a hash proves.\n",
}
INFO = {"Bagging-Date": "2025-03-31", "Source-Organization": "Example  Ltd,\nexample.com"}


def lay(folder: Path, files: dict[str, bytes] = FILES) -> Path:
    """``files`` below ``folder``, in the order given."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return folder
