# SPDX-License-Identifier: BSD-2-Clause
"""report - medians and quartiles of the runs as tables"""

import statistics


def quartiles(values):
    """Median, first and third quartile; None without values."""
    if not values:
        return None
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return middle, low, high


def number(value):
    if value >= 1000:
        return f"{value:.0f}"
    return f"{value:.1f}" if value >= 10 else f"{value:.2f}"


def cell(values):
    found = quartiles(values)
    if found is None:
        return "-"
    return "{} [{} {}]".format(*map(number, found))


def table(head, rows):
    rows = [head] + rows
    widths = [max(len(row[i]) for row in rows) for i in range(len(head))]
    for row in rows:
        line = "  ".join(text.ljust(width)
                         for text, width in zip(row, widths))
        print("  " + line.rstrip())
    print()


class Runs:
    """The measures of a workload by candidate and round."""

    def __init__(self, workload, runs):
        self.workload = workload
        self.by_label = {}
        for run in runs:
            if run["workload"] == workload.name:
                self.by_label.setdefault(run["candidate"], {})[
                    run["round"]] = run["measures"]

    def values(self, label, measure):
        rounds = self.by_label.get(label, {})
        return [rounds[i][measure] for i in sorted(rounds)
                if rounds[i].get(measure) is not None]

    def ratios(self, label, other, measure):
        """Each round's own ratio: both ran within the same minute."""
        mine = self.by_label.get(label, {})
        theirs = self.by_label.get(other, {})
        return [mine[i][measure] / theirs[i][measure]
                for i in sorted(mine.keys() & theirs.keys())
                if mine[i].get(measure) is not None
                and theirs[i].get(measure)]


MEASURES = {
    "cpu": "relay CPU",
    "all_cpu": "all CPU",
    "rate": "rate",
    "p50": "p50 us",
    "p99": "p99 us",
    "memory": "bytes a session",
    "at_rest": "at rest, MB",
}
RATIOS = [
    ("cpu", "haproxy", "CPU/haproxy"),
    ("cpu", None, "CPU/bare"),
    ("rate", "direct", "rate/direct"),
    ("rate", "haproxy", "rate/haproxy"),
    ("p50", "haproxy", "p50/haproxy"),
    ("p99", "haproxy", "p99/haproxy"),
    ("memory", "haproxy", "memory/haproxy"),
    ("memory", None, "memory/bare"),
]


def labels(workload, runs):
    return [c for c in workload.candidates if c.label in runs.by_label]


def print_measures(workload, runs):
    present = [m for m in MEASURES
               if any(runs.values(c.label, m) for c in workload.candidates)]
    unit = {"cpu": ", " + workload.unit, "all_cpu": ", " + workload.unit,
            "rate": ", MB/s" if workload.unit == "s/GB" else ", /s"}
    head = [""] + [MEASURES[m] + unit.get(m, "") for m in present]
    table(head, [[c.label] + [cell(runs.values(c.label, m)) for m in present]
                 for c in labels(workload, runs)])


def print_ratios(workload, runs):
    columns = []
    for measure, other, title in RATIOS:
        cells = [cell(runs.ratios(c.label, other or c.bare, measure))
                 for c in labels(workload, runs)]
        if any(text != "-" for text in cells):
            columns.append([title] + cells)
    first = [""] + [c.label for c in labels(workload, runs)]
    if columns:
        head, *rows = zip(first, *columns)
        table(head, rows)


def print_report(workloads, runs):
    print("Median [first and third quartile] of the rounds.  CPU is that of "
          "the relay's\nprocesses, user and system, for one operation; all "
          "CPU adds server and clients.\n")
    for workload in workloads:
        found = Runs(workload, runs)
        if found.by_label:
            print(workload.title)
            print_measures(workload, found)
    print("Ratios, each within its round (bare reuse is the mark of relayd "
          "reuse).\n")
    for workload in workloads:
        found = Runs(workload, runs)
        if found.by_label:
            print(workload.title)
            print_ratios(workload, found)


def print_change(workloads, runs, old):
    """CPU and memory against bare, then and now: machines cancel out."""
    print("Against an earlier run: relay CPU or memory as a multiple of "
          "bare's, then and now.\n")
    rows = []
    for workload in workloads:
        now, then = Runs(workload, runs), Runs(workload, old)
        measure = "memory" if workload.name == "idle" else "cpu"
        for c in labels(workload, now):
            pair = [quartiles(r.ratios(c.label, c.bare, measure))
                    for r in (then, now)]
            if all(pair) and c.label != c.bare:
                before, after = pair[0][0], pair[1][0]
                rows.append([workload.name, c.label, number(before),
                             number(after),
                             f"{100 * (after / before - 1):+.1f} %"])
    table(["", "", "then", "now", "change"], rows)
