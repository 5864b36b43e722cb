"""``vtr judge``: canonical tables in by their names, verdicts out, and one line where a table is none."""

import subprocess
import sys
from itertools import groupby

import polars as pl
import pytest
import xlsxwriter
from making import alike, canonical, package, policy_cases, tables_of_all

from vtr_lib.cli import main
from vtr_lib.schema import PACKAGES, SCANS, SNAPSHOTS, VERDICTS

TABLES = (PACKAGES, SCANS, SNAPSHOTS)


def commands() -> list[dict[str, dict]]:
    """Every case, those together that one command can judge: of one policy and day, with the same scans."""

    def asked(case: dict) -> tuple[str, str]:
        return case["policy"], case["change"].get("as_of", "")

    return [cases for _, found in groupby(sorted(policy_cases(None), key=asked), asked) for cases in alike(list(found))]


COMMANDS = commands()


def write(rows: list[dict], table, path) -> str:
    """Rows as a canonical file of the kind of ``path``; without rows only the columns that must be there."""
    names = sorted({name for row in rows for name in row}) or table.required
    frame = pl.DataFrame([{name: row.get(name) for name in names} for row in rows], dict.fromkeys(names, pl.String))
    if path.suffix == ".csv":
        frame.write_csv(path)
    elif path.suffix == ".parquet":
        canonical(rows, table).write_parquet(path)
    else:
        with xlsxwriter.Workbook(path) as book:
            sheet = book.add_worksheet()
            for at, row in enumerate([names, *frame.rows()]):
                for column, cell in enumerate(row):
                    sheet.write_string(at, column, cell or "")
    return str(path)


def judged(tmp_path, cases: dict[str, dict], kind: str, out: str = "verdicts.parquet") -> pl.DataFrame:
    """The verdicts on cases that are ``alike``, each by its package's id."""
    options = []
    for name, rows, table in zip(("packages", "scans", "snapshots"), tables_of_all(cases), TABLES, strict=True):
        options += [f"--{name}", write(rows, table, tmp_path / f"{name}.{kind}")]
    case = next(iter(cases.values()))
    options += ["--as-of", case["change"]["as_of"]] if "as_of" in case["change"] else []
    options += ["--policy", case["policy"]] if "policy" in case else []
    assert main(["judge", *options, "-o", str(tmp_path / out)]) == 0
    path = tmp_path / out
    return pl.read_parquet(path) if out.endswith("parquet") else pl.read_csv(path, infer_schema=False)


@pytest.mark.parametrize("cases", COMMANDS, ids=lambda cases: next(iter(cases.values()))["says"])
def test_boundary_cases(tmp_path, cases):
    """Through the command and files, as CSV and Parquet in turns."""
    found = judged(tmp_path, cases, ("csv", "parquet")[COMMANDS.index(cases) % 2])
    assert found.columns == VERDICTS.names
    told = {row["package_id"]: (row["state"], row["clause"]) for row in found.to_dicts()}
    assert told == {package_id: (case["state"], case["clause"]) for package_id, case in cases.items()}


def test_a_workbook_and_csv_out_say_the_same(tmp_path):
    case = {
        "change": {"origin": "CN", "value_cents": 500, "tracking": "1Z999AA10123456784"},
        "scans": ["accept", "delivered"],
        "others": [],
    }
    from_book = judged(tmp_path, {"p1": case}, "xlsx", "verdicts.csv").row(0, named=True)
    from_text = judged(tmp_path, {"p1": case}, "csv").row(0, named=True)
    assert from_book["clause"] == from_text["clause"] == "valid"
    assert from_book["first_scan_at"] == "2025-02-04T16:00:00Z"
    assert from_text["first_scan_at"].isoformat() == "2025-02-04T16:00:00+00:00"


@pytest.fixture
def tables(tmp_path):
    write([package()], PACKAGES, tmp_path / "packages.csv")
    write([], SCANS, tmp_path / "scans.csv")
    return tmp_path


def told(tables, capsys, packages: str = "packages.csv", **change: object) -> tuple[int, str]:
    """Exit code and what is said on standard error; it must be one line."""
    if change:
        write(
            [{name: cell for name, cell in (package() | change).items() if cell is not None}],
            PACKAGES,
            tables / "packages.csv",
        )
    code = main(
        [
            "judge",
            "--packages",
            str(tables / packages),
            "--scans",
            str(tables / "scans.csv"),
            "-o",
            str(tables / "v.csv"),
        ]
    )
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert not (tables / "v.csv").exists()
    return code, error


@pytest.mark.parametrize("name", PACKAGES.required)
def test_a_required_column_that_is_not_there(tables, capsys, name):
    code, error = told(tables, capsys, **{name: None})
    assert code == 65
    assert f"packages.csv [{name}]: MISSING_COLUMN" in error


def test_a_column_nobody_knows(tables, capsys):
    code, error = told(tables, capsys, traking="1Z")
    assert code == 65
    assert "packages.csv [traking]: UNKNOWN_COLUMN" in error
    assert "(tracking)" in error


@pytest.mark.parametrize(("name", "raw", "code"), [
    ("packages.parquet", b"this is no table", "NOT_A_TABLE"),
    ("packages.xlsx", b"this is no table", "NOT_A_TABLE"),
    ("packages.csv", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "ENCODING"),
    ("packages.csv", b"", "EMPTY_FILE"),
    ("packages.csv", b"Dear Sir,\n", "UNKNOWN_COLUMN"),
    ("packages.csv", b'package_id,order_id\n"unclosed,1\n', "NOT_A_TABLE"),
    ("packages.csv", b"package_id,order_id\n1,2,3\n", "RAGGED_ROW"),
    ("packages.csv", b"package_id,package_id\n1,2\n", "DUPLICATE_COLUMN"),
    ("packages.txt", b"package_id\n", "UNKNOWN_FORMAT"),
])  # fmt: skip
def test_no_table_at_all(tables, capsys, name, raw, code):
    (tables / name).write_bytes(raw)
    exit_code, error = told(tables, capsys, name)
    assert (exit_code, code in error, name in error) == (65, True, True)


def test_a_file_that_is_not_there(tables, capsys):
    code, error = told(tables, capsys, "nothing.csv")
    assert code == 66
    assert "nothing.csv: NOT_FOUND" in error


@pytest.mark.parametrize(("arguments", "code"), [
    (["judge"], 64), (["nonsense"], 64), (["judge", "--packages"], 64), (["rate", "--by", "shoe-size"], 64),
    (["rate", "--lang", "tlh"], 64), (["rate", "--as-of", "28.02.2025"], 64), (["rate", "--as-of", "9999-12-31"], 64),
    (["sample", "--packages", "0"], 64),
])  # fmt: skip
def test_wrong_words(capsys, arguments, code):
    assert main(arguments) == code
    assert capsys.readouterr().err.count("\n") == 1


def test_help_imports_nothing_heavy():
    heavy = "{'polars', 'pandas', 'numpy', 'plotly', 'narwhals', 'pyarrow', 'papermill', 'jinja2', 'nbformat'}"
    script = "import sys, vtr_lib.cli as c\ntry: c.main(['--help'])\nexcept SystemExit: pass\n"
    script += f"sys.exit(len({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert "judge" in done.stdout


def judged_lines(tmp_path, packages: list[str], scans: list[str], *options: str) -> list[dict]:
    """Verdicts of eight columns typed by hand, and of scans with as few."""
    heads = {
        "packages": "marketplace,package_id,order_id,confirmed_at,destination,carrier,tracking,origin",
        "scans": "tracking,scanned_at,kind,physical,leg,alias_of",
    }
    for name, lines in (("packages", packages), ("scans", scans)):
        (tmp_path / f"{name}.csv").write_text("\n".join([heads[name], *lines]) + "\n", "utf-8")
    tables = [word for name in heads for word in (f"--{name}", str(tmp_path / f"{name}.csv"))]
    assert main(["judge", *tables, *options, "-o", str(tmp_path / "v.parquet")]) == 0
    return pl.read_parquet(tmp_path / "v.parquet").to_dicts()


NUMBER, YUN, LAST = "1Z999AA10123456784", "YT2499170511141760", "9400199206683460822034"
ONE = f"US,p1,999-1-1,2025-02-03T16:00:00Z,US,ups,{NUMBER},US"


@pytest.mark.parametrize(("package", "scans", "options", "clause"), [
    ("US,p1,999-1-1,2025-02-03T16:00:00Z,US,,,", [], [], "id.missing"),
    (ONE.replace("16:00:00Z", "08:00:00-08:00"), [f"{NUMBER},2025-02-03T07:00:00-08:00,accept,yes,,"], [], "valid"),
    (ONE, [f"{NUMBER},2025-02-01T07:00:00Z,accept,yes,,"], [], "valid"),
    (ONE, [f"{NUMBER},2025-02-01T07:00:00Z,delivered,yes,,"], [], "id.late"),
    (ONE, [f"{NUMBER},2025-02-05T07:00:00Z,accept,yes,return,"], [], "scan.none"),
    (ONE, [f"{NUMBER},2025-02-05T07:00:00Z,accept,yes,,{NUMBER}"], [], "valid"),
    (ONE, [f"{NUMBER},2025-02-05T07:00:00Z,accept,yes,,"], ["--as-of", "2010-01-01"], "out_of_scope.unconfirmed"),
    (ONE, [f"{NUMBER},2025-02-05T07:00:00Z,accept,yes,,"], ["--as-of", "2025-02-04"], "valid"),
    (ONE, [f"{NUMBER},2025-02-05T08:00:00Z,accept,yes,,"], ["--as-of", "2025-02-04"], "pending"),  # the day is Pacific
])  # fmt: skip
def test_eight_columns_typed_by_hand(tmp_path, package, scans, options, clause):
    assert [row["clause"] for row in judged_lines(tmp_path, [package], scans, *options)] == [clause]


def test_aliases_both_ways(tmp_path):
    packages = [
        ONE.replace(f"ups,{NUMBER},US", f"yunexpress,{YUN},CN"),
        ONE.replace("p1", "p2").replace("999-1-1", "999-1-2").replace(f"ups,{NUMBER}", f"usps,{LAST}"),
    ]
    scans = [
        f"{YUN},2025-02-04T07:00:00Z,accept,yes,,{LAST}",
        f"{LAST},2025-02-09T07:00:00Z,delivered,yes,,{YUN}",
    ]
    for row in judged_lines(tmp_path, packages, scans):
        assert (row["clause"], row["first_scan_at"].day, row["delivery_at"].day) == ("valid", 4, 9)


def test_a_number_of_three_orders(tmp_path):
    orders = [ONE.replace("p1", f"p{at}").replace("999-1-1", f"999-1-{at}") for at in (1, 2, 3)]
    orders[2] = orders[2].replace("02-03", "02-09")
    found = judged_lines(tmp_path, orders, [f"{NUMBER},2025-02-05T07:00:00Z,accept,yes,,"])
    assert [row["clause"] for row in found] == ["valid", "valid", "id.reused"]
    assert ["combined" in row["flags"].split(";") for row in found] == [True, True, False]


def test_no_rows_at_all(tmp_path):
    assert judged_lines(tmp_path, [], [], "--as-of", "2025-02-01") == []
