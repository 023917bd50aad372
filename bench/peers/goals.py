"""The table of what was measured, and the goals as ratios within the run."""
from kit import CLIENTS, b

COLUMNS = ("ours", "ceiling", "Fossil", "Redmine")

ROWS = (
    ("list cpu", "list of 50, CPU ms"),
    *((f"list rate {n}", f"… requests/s, {n} client{'s' if n > 1 else ''}") for n in CLIENTS),
    *((f"list p99 {n}", f"… p99 ms, {n} client{'s' if n > 1 else ''}") for n in CLIENTS),
    ("list errors 64", "… errors, 64 clients"),
    ("task cpu", "one task and its history, CPU ms"),
    ("dash cpu", "units by state, CPU ms"),
    ("write cpu", "durable write, CPU ms, 1 client"),
    *((f"write rate {n}", f"… writes/s, {n} client{'s' if n > 1 else ''}") for n in CLIENTS),
    *((f"write p99 {n}", f"… p99 ms, {n} client{'s' if n > 1 else ''}") for n in CLIENTS),
    ("write errors 1", "… errors, 1 client"),
    ("write errors 8", "… errors, 8 clients"),
    ("write errors 64", "… errors, 64 clients"),
    ("fresh", "memory fresh, PSS MB"),
    ("after", "memory after 64 clients, PSS MB"),
    ("start", "start to first page, ms"),
    ("start cpu", "… CPU ms"),
    ("csv cpu", "CSV of 5,000 tasks, CPU ms"),
    ("csv ms", "… elapsed ms"),
    ("bytes", "list page as a browser loads it, kB"),
    ("requests", "… requests"),
    ("paint", "… first contentful paint, ms"),
    ("busy", "machine busy before, %"),
)

# Goal, the figure, of which column another figure or none, how they compare,
# the factor or limit; whether the machine's other users move it.
C, F, R = COLUMNS[1:]
GOALS = (
    (1, "list cpu", C, "<=", 4, False),
    (1, "list rate 8", C, ">=", 0.25, True),
    (1, "list p99 8", C, "<=", 3, True),
    (1, "list cpu", F, "<=", 1 / 15, False),
    (1, "list cpu", R, "<=", 1 / 400, False),
    (2, "task cpu", C, "<=", 6, False),
    (2, "task cpu", F, "<=", 1 / 14, False),
    (2, "task cpu", R, "<=", 1 / 800, False),
    (3, "write rate 1", C, ">=", 0.5, True),
    (3, "write rate 64", C, ">=", 1, True),
    (3, "write errors 64", None, "<=", 0, False),
    (3, "write p99 64", C, "<=", 2, True),
    (3, "write rate 1", F, ">=", 8, True),
    (3, "write rate 1", R, ">=", 80, True),
    (4, "dash cpu", C, "<=", 1.5, False),
    (4, "dash cpu", C, "<=", 0.5, False),  # what summary rows are for
    (4, "dash cpu", F, "<=", 1 / 14, False),
    (4, "dash cpu", R, "<=", 1 / 800, False),
    (5, "fresh", C, "<=", 5, False),
    (5, "after", C, "<=", 5, False),
    (5, "fresh", R, "<=", 1 / 20, False),
    (5, "after", R, "<=", 1 / 20, False),
    (6, "start", C, "<=", 2, True),
    (6, "start", F, "<=", 2, True),
    (6, "start", R, "<=", 1 / 40, True),
    (6, "start cpu", C, "<=", 2, False),
    (6, "start cpu", F, "<=", 2, False),
    (6, "start cpu", R, "<=", 1 / 40, False),
    (7, "csv cpu", C, "<=", 3, False),
    (7, "csv ms", C, "<=", 3, True),
    (7, "csv ms", F, "<=", 3, True),
    (7, "csv ms", R, "<=", 1 / 100, True),
    (8, "bytes", C, "<=", 2.6, False),
    (8, "bytes", F, "<=", 2, False),
    (8, "bytes", R, "<=", 1 / 18, False),
    (8, "requests", None, "<=", 5, False),
    (9, "paint", C, "<=", 1.3, True),
    (9, "paint", F, "<=", 1.15, True),
    (9, "paint", R, "<=", 1 / 2.5, True),
    (10, "list rate 64", "list rate 8", ">=", 0.9, True),
    (10, "list errors 64", None, "<=", 0, False),
)
BUSY = 20  # %; above it what the others do is in the figure


def print_columns(lines, left):
    wide = [max(len(line[i]) for line in lines) for i in range(len(lines[0]))]
    for line in lines:
        print("  ".join(c.ljust(w) if i in left else c.rjust(w)
                        for i, (c, w) in enumerate(zip(line, wide))).rstrip())


def shown(key, value):
    if value is None:
        return "-"
    if "errors" in key or key in ("requests", "busy"):
        return f"{value:,.0f}"
    return b.num(value / 1000 if key == "bytes" else value)


def table(figures):
    lines = [("figure", *COLUMNS)]
    for key, text in ROWS:
        lines.append((text, *(shown(key, figures.get(c, {}).get(key)) for c in COLUMNS)))
    print_columns(lines, (0,))


def part(value):
    return f"1/{1 / value:,.0f}" if 0 < value < 0.2 else f"{value:.3g}"


def names():
    """Whole names: a row that goes on names the figure above it."""
    out, head = {}, ""
    for key, text in ROWS:
        head = head if text.startswith("…") else text.split(", ")[0]
        out[key] = text.replace("…", head + ",")
    return out


def judge(goal, figures, called):
    number, key, against, how, most, timed = goal
    ours = figures.get("ours", {})
    value = ours.get(key)
    if against is None:
        other, text = 1, ""
    elif against in COLUMNS:
        other, text = figures.get(against, {}).get(key), f"to {against}"
    else:
        other, text = ours.get(against), f"to {called[against].split(', ')[-1]}"
    if value is None or not other:
        return (str(number), called[key], text, "-", f"{how} {part(most)}", "not measured")
    ratio = value / other
    met = ratio <= most if how == "<=" else ratio >= most
    busy = max((f["busy"] for f in figures.values()), default=0) >= BUSY
    return (str(number), called[key], text, part(ratio), f"{how} {part(most)}",
            ("met" if met else "MISSED") + (", busy" if timed and busy else ""))


def goals(figures):
    called = names()
    lines = [("goal", "figure", "against", "ratio", "wanted", "")]
    lines += [judge(g, figures, called) for g in GOALS]
    print_columns(lines, (1, 2, 4, 5))
    print(f'\n"busy": a figure of time, on a machine that others kept {BUSY} % busy or more.')
