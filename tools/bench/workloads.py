# SPDX-License-Identifier: BSD-2-Clause
"""workloads - what is done to each candidate"""

from candidates import Candidate

GET = r"*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"
VALUE = "0123456789abcdef"
REDIS = ["-s", GET, "-n", str(len(VALUE) + 7)]
LINE = ["-s", r"GET key\n", "-n", str(len(VALUE) + 1)]

SESSIONS = 1000
CLIENTS = 50
LINES = "protocol line; pool "

PLAIN = [
    Candidate("direct", "direct"),
    Candidate("relayd", "relayd", "pool off"),
    Candidate("haproxy", "haproxy"),
    Candidate("nginx", "nginx"),
    Candidate("go", "go"),
    Candidate("bare", "bare"),
]
POOLS = [
    Candidate("direct", "direct"),
    Candidate("relayd off", "relayd", LINES + "off"),
    Candidate("relayd preconnect", "relayd",
              LINES + f"preconnect; min-idle {CLIENTS}"),
    Candidate("relayd reuse", "relayd", LINES + "reuse; stateless yes",
              "bare reuse"),
    Candidate("haproxy", "haproxy"),
    Candidate("nginx", "nginx"),
    Candidate("go", "go"),
    Candidate("bare", "bare"),
    Candidate("bare reuse", "bare", f"-r {CLIENTS + 14}", "bare reuse"),
]
BULK = PLAIN + [
    Candidate("haproxy splice", "haproxy", "    option splice-response"),
]


class Workload:
    """origin: redis, line or bulk; unit and scale: of one operation."""

    def __init__(self, name, title, origin, candidates, load, unit="us",
                 scale=1e-3):
        self.name = name
        self.title = title
        self.origin = origin
        self.candidates = candidates
        self.load = load
        self.unit = unit
        self.scale = scale


WORKLOADS = [
    Workload("rr1", "request and reply, 1 open connection (Redis GET)",
             "redis", PLAIN, ["-c", "1", *REDIS, "rr"]),
    Workload("rr50", f"request and reply, {CLIENTS} open connections "
             "(Redis GET)", "redis", PLAIN,
             ["-c", str(CLIENTS), *REDIS, "rr"]),
    Workload("short", f"short sessions, {CLIENTS} clients (connect, "
             "a line, its reply, close)", "line", POOLS,
             ["-c", str(CLIENTS), *LINE, "short"]),
    Workload("bulk", "bulk, one stream from the server", "bulk", BULK,
             ["-m", str(2 << 30), "bulk"], unit="s/GB", scale=1.0),
    Workload("idle", f"memory, {SESSIONS} idle sessions", "redis", PLAIN[1:],
             [*REDIS, "idle"]),
]
