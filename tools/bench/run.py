# SPDX-License-Identifier: BSD-2-Clause
"""run - all candidates through all workloads, in turn

A round starts the candidates of a workload, gives each a short slice of load,
then each another, and ends them: what a machine does to one it so does to
all, and a ratio within a round means something even where seconds differ.
"""

import contextlib
import json
import os
import select
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time

from candidates import announced, on_free_port
from process import DEADLINE, Failed, Process
from workloads import SESSIONS, VALUE, WORKLOADS

SLICE_S = 0.2
WARM_MS = 60


class Bench:
    def __init__(self, options):
        self.options = options
        build = os.path.abspath(options.build)
        self.build = os.path.join(build, "bench")
        self.relayd = os.path.abspath(
            options.relayd or os.path.join(build, "rel", "relayd"))
        self.directory = tempfile.mkdtemp(prefix="run.", dir=self.build)
        self.origins = {}
        self.running = []
        self.runs = []
        self.failures = []
        self.missing = {}
        self.choose_workloads()

    def choose_workloads(self):
        self.workloads = [w for w in WORKLOADS
                          if w.name in self.options.workloads]
        for workload in self.workloads:
            chosen = [c for c in workload.candidates
                      if {c.label, c.kind_name} & self.options.candidates]
            for c in chosen:
                hint = c.kind.missing(self)
                if hint:
                    self.missing[c.kind_name] = hint
            workload.candidates = [c for c in chosen
                                   if c.kind_name not in self.missing]
        if not shutil.which("redis-server"):
            self.missing["redis"] = "Debian: redis-server"
            self.workloads = [w for w in self.workloads
                              if w.origin != "redis"]

    def program(self, name):
        return os.path.join(self.build, name)

    def spawn(self, name, argv, env=None):
        """It will be ended when the bench ends, however that is."""
        process = Process(name, argv, self.directory, env)
        self.running.append(process)
        return process

    def ended(self, process):
        self.running.remove(process)
        process.stop()

    def start_origin(self, kind):
        if kind == "redis":
            process, address = on_free_port(self, lambda port: self.spawn(
                "redis", ["redis-server", "--port", str(port), "--bind",
                          "127.0.0.1", "--save", "", "--appendonly", "no"]))
            set_key(address)
            return process, address
        process = self.spawn("origin " + kind, [self.program("origin"), kind])
        return process, announced(process)

    def origin(self, workload):
        kind = workload.origin
        if kind not in self.origins:
            self.origins[kind] = self.start_origin(kind)
        return self.origins[kind]

    def start(self, workload, candidate):
        return candidate.kind.start(
            self, self.origin(workload)[1], candidate)

    def load(self, workload, relay, address, *arguments):
        origin = self.origin(workload)[0]
        argv = [self.program("load"), "-o", numbers(origin), *arguments]
        if relay:
            argv += ["-p", numbers(relay)]
        return argv + workload.load + [address]

    def slice(self, workload, relay, address):
        seconds = min(SLICE_S, self.options.seconds)
        try:
            done = subprocess.run(
                self.load(workload, relay, address,
                          "-t", str(int(seconds * 1000)), "-w", str(WARM_MS)),
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                timeout=seconds + DEADLINE)
        except subprocess.TimeoutExpired:
            raise Failed(f"load: not done within {DEADLINE} s") from None
        if done.returncode != 0:
            raise Failed(done.stderr.strip())
        return json.loads(done.stdout)

    @contextlib.contextmanager
    def idle_sessions(self, n, workload, relay, address):
        """While it lasts, n sessions are open and have had one reply."""
        argv = self.load(workload, relay, address, "-c", str(n))
        with subprocess.Popen(argv, stdin=subprocess.PIPE, text=True,
                              stdout=subprocess.PIPE) as load:
            try:
                readable = select.select([load.stdout], [], [], DEADLINE)[0]
                if not readable or load.stdout.readline() != "ready\n":
                    raise Failed(f"{n} idle sessions: not opened within "
                                 f"{DEADLINE} s")
                yield
            finally:
                load.kill()

    def memory(self, workload, relay, address):
        """Growth from one session, when all has started, to more."""
        with self.idle_sessions(1, workload, relay, address):
            before = settled_pss(relay)
            with self.idle_sessions(SESSIONS, workload, relay, address):
                after = settled_pss(relay)
        return {"memory": (after - before) / SESSIONS,
                "at_rest": before / 1e6}

    def run(self):
        for i in range(self.options.rounds):
            for workload in self.workloads:
                progress(f"round {i + 1} of {self.options.rounds}: "
                         f"{workload.name}")
                if workload.name == "idle":
                    self.idle_round(i, workload)
                else:
                    self.speed_round(i, workload)
        progress("")

    def idle_round(self, i, workload):
        for candidate in workload.candidates:
            try:
                relay, address = self.start(workload, candidate)
                self.note(i, workload, candidate,
                          self.memory(workload, relay, address))
                self.ended(relay)
            except Failed as failure:
                self.fail(workload, candidate, failure)

    def speed_round(self, i, workload):
        slices = max(1, round(self.options.seconds / SLICE_S))
        started, raw = {}, {}
        for candidate in workload.candidates:
            try:
                started[candidate] = self.start(workload, candidate)
                raw[candidate] = []
            except Failed as failure:
                self.fail(workload, candidate, failure)
        for k in range(slices):
            for candidate in turned(list(raw), i + k):
                try:
                    raw[candidate].append(
                        self.slice(workload, *started[candidate]))
                except Failed as failure:
                    self.fail(workload, candidate, failure)
                    del raw[candidate]
        for candidate, slices_of in raw.items():
            self.note(i, workload, candidate,
                      speeds(workload, started[candidate][0], slices_of))
        for relay, _ in started.values():
            if relay:
                self.ended(relay)

    def note(self, i, workload, candidate, measures):
        self.runs.append({"round": i, "workload": workload.name,
                          "candidate": candidate.label,
                          "measures": measures})

    def fail(self, workload, candidate, failure):
        self.failures.append(
            f"{workload.name} {candidate.label}: {failure}")

    def close(self):
        while self.running:
            self.running.pop().stop()
        shutil.rmtree(self.directory)


def numbers(process):
    return ",".join(map(str, process.pids()))


def turned(items, by):
    """So that nobody always follows the same neighbour."""
    by %= max(len(items), 1)
    return items[by:] + items[:by]


def set_key(address):
    host, port = address.rsplit(":", 1)
    with socket.create_connection((host, int(port)), DEADLINE) as redis:
        redis.sendall(f"SET key {VALUE}\r\n".encode())
        if redis.recv(64) != b"+OK\r\n":
            raise Failed("redis: SET: not accepted")


def settled_pss(process):
    """Its memory, when that has not moved for a fifth of a second."""
    last, since = process.pss(), time.monotonic()
    end = since + DEADLINE
    while time.monotonic() < min(since + 0.2, end):
        time.sleep(0.02)
        now = process.pss()
        if now != last:
            last, since = now, time.monotonic()
    return last


def speeds(workload, relay, slices):
    """What load printed for each slice, as one measure for an operation."""
    total = {name: sum(raw[name] for raw in slices) for name in slices[0]}
    ops, seconds = max(total["ops"], 1), total["seconds"]
    cpu = {who: total[who + "_cpu_ns"] for who in ("relay", "origin", "load")}
    bulk = workload.unit == "s/GB"
    measures = {
        "cpu": cpu["relay"] / ops * workload.scale if relay else None,
        "all_cpu": sum(cpu.values()) / ops * workload.scale,
        "rate": total["ops"] / seconds / (1e6 if bulk else 1),
        "errors": total["errors"],
    }
    for who, ns in cpu.items():
        measures[who + "_busy"] = ns / seconds / 1e9
    for name in () if bulk else ("p50", "p99", "p999"):
        measures[name] = statistics.median(
            raw[name + "_ns"] for raw in slices) / 1000
    return measures


def progress(text):
    if sys.stderr.isatty():
        sys.stderr.write("\r\033[K" + text)
        sys.stderr.flush()
