"""A register saved again by LibreOffice, as a workbook and as text, has the
same people and the same faults.

usage: test/sheet/register.py BUILD-DIRECTORY   (test/sheet/run calls it)
"""
import importlib.machinery
import importlib.util
import json
import os
import random
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
PEOPLE = 800
SAVED = {  # by LibreOffice: what is asked for, and the file's name
    "workbook": ("xlsx", "again.xlsx"),
    "text with semicolons": ("csv:Text - txt - csv (StarCalc):59,34,76", "again.csv"),
    "text in UTF-16 with tabs": ("csv:Text - txt - csv (StarCalc):9,34,65535", "again.csv"),
}


def bench():
    loader = importlib.machinery.SourceFileLoader(
        "bench_register", os.path.join(HERE, "../../bench/register"))
    module = importlib.util.module_from_spec(
        importlib.util.spec_from_loader("bench_register", loader))
    loader.exec_module(module)
    return module


def spoil(sheet, i, cells):
    """Some rows get a fault; the row as it will stand."""
    faults = {3: (2, None), 11: (3, sheet.text("31/02/1980")), 17: (6, sheet.text("079180")),
              29: (8, 's="1"><v>20000</v>'), 31: (7, 's="1"><v>47849</v>'),
              41: (10, sheet.text("Đảng bộ Không Có Thật")), 43: (3, sheet.text("1957")),
              47: (10, sheet.text("ĐẢNG ỦY SỞ A")), 53: (3, sheet.text(" 7-8-1961"))}
    if i % 60 in faults:
        col, cell = faults[i % 60]
        cells[col] = cell
    return cells


def make(b, path):
    sheet, r = b.Sheet(), random.Random(11)
    sheet.row([sheet.text("DANH SÁCH ĐẢNG VIÊN")])
    sheet.row([])
    sheet.row([sheet.text(h) for h in b.HEADS])
    for i in range(1, PEOPLE + 1):
        sheet.row(spoil(sheet, i, b.person(sheet, i, r)))
    sheet.row(["", "", sheet.text(f"Danh sách này có {PEOPLE} đảng viên")])
    sheet.save(path)


def check(roviec, path, units):
    p = subprocess.run([roviec, "members", "check", path, "--units", units, "--format",
                        "json"], capture_output=True, check=False)
    if p.returncode != 1:
        sys.exit(f"FAIL register: {path}: status {p.returncode} {p.stderr.decode()}")
    all_ = json.loads(p.stdout)
    return (all_["rows"], all_["ok"],
            [(f["row"], f["field"], f["code"]) for f in all_["errors"]],
            [(f["row"], f["field"], f["code"]) for f in all_["warnings"]])


def save(folder, name, wanted):
    """The register through an OpenDocument file, so that nothing is left as it was."""
    for source, target in (("first.xlsx", "ods"), ("first.ods", SAVED[name][0])):
        subprocess.run(["soffice", f"-env:UserInstallation=file://{folder}/profile",
                        "--headless", "--convert-to", target, "--outdir", folder,
                        os.path.join(folder, source)],
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    made = os.path.join(folder, "first." + target.split(":")[0])
    path = os.path.join(folder, wanted)
    os.replace(made, path)
    return path


def main():
    roviec, b = os.path.join(sys.argv[1], "roviec"), bench()
    with tempfile.TemporaryDirectory() as folder:
        units = os.path.join(folder, "units.txt")
        with open(units, "w", encoding="utf-8") as f:
            f.write("\n".join(b.UNITS) + "\n")
        first = os.path.join(folder, "first.xlsx")
        make(b, first)
        want = check(roviec, first, units)
        if want[0] != PEOPLE or len(want[2]) < 70:
            sys.exit(f"FAIL register: {want[0]} people, {len(want[2])} errors")
        for name, (_, wanted) in SAVED.items():
            make(b, first)
            if check(roviec, save(folder, name, wanted), units) != want:
                sys.exit(f"FAIL register: another result as {name}")
            print(f"ok    register saved again as {name}")


main()
