"""Bytes that coverage steers into every branch of the readers: read or refused, and nothing else?

    pip install atheris
    python benchmarks/fuzz_readers.py [-max_total_time=60] [-runs=N] [FOLDER]

Whatever is no ``VtrError``, and every line that is in no bucket or in two, ends it and leaves the bytes in a file.
``FOLDER`` keeps what was found worth trying; without it that is thrown away. All options are libFuzzer's.
"""

import contextlib
import sys
import tempfile
from pathlib import Path

try:
    import atheris
except ImportError:
    print("atheris is not installed, so nothing was tried: pip install atheris")
    sys.exit(0)

with atheris.instrument_imports(include=["vtr_lib.sources"]):
    from vtr_lib.errors import VtrError
    from vtr_lib.sources import recognise

TIME, LONGEST = 60, 4_096
ORDER = "amazon-order-id\tpurchase-date\torder-status\tsku\titem-price\tship-country\tsales-channel\n"
SEEDS = (
    f"{ORDER}999-0000001-0000001\t2025-01-10T08:00:00+00:00\tShipped\tA\t10.00\tUS\tAmazon.com\n",
    f"{ORDER}999-0000001-0000001\t2025-01-10T08:00:00Z\tShipped\t表\t1,00\tJP\tAmazon.co.jp\n".encode("cp932"),
    "order-id\tship-date\ttracking-number\tcarrier-code\tquantity\n"
    '999-0000001-0000001\t2025-01-11\t9.40011E+21\tOther\t1\n\n="1"\t11/1/2025\tNULL\t圆通\t-1\n',
    'sku,category,is-digital\r\nA,"Home, ""Kitchen""",no\r\n"B\r\nC",Toys,yes\r\n',
    "order-id;tracking-id;has-valid-tracking\n1;2;x\n",
    '{"data":{"accepted":[{"number":"N1","track_info":{}}]}}',
    '{"orders":[{"orderId":"999-0000001-0000001","packages":[]}]}',
)


def one(raw: bytes) -> None:
    """The first byte says whether a cut is accepted and what was declared; the rest is the file."""
    if not raw:
        return
    declared = (None, "iso-8859-1", "windows-31j", "gbk")[raw[0] >> 1 & 3]
    how = {"encoding": declared} if raw[0] & 8 else {}
    with contextlib.suppress(VtrError):
        recognise.of_bytes("fuzzed", raw[1:], zone="America/Los_Angeles", is_cut_ok=bool(raw[0] & 1), **how).identity()


def run(options: list[str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(SEEDS):
            Path(folder, str(number)).write_bytes(b"\0" + (seed if isinstance(seed, bytes) else seed.encode()))
        folders = [option for option in options if not option.startswith("-")]
        limits = [
            f"-max_total_time={TIME}",
            f"-max_len={LONGEST}",
            "-len_control=0",
        ]  # those given come after, and hold
        atheris.Setup([sys.argv[0], *limits, *(set(options) - set(folders)), *folders, folder], one)
        atheris.Fuzz()


if __name__ == "__main__":
    run(sys.argv[1:])
