# SPDX-License-Identifier: BSD-2-Clause
"""process - start programs, watch them, end them by their process number"""

import ctypes
import glob
import os
import re
import signal
import socket
import subprocess
import time

DEADLINE = 10
PR_SET_PDEATHSIG = 1


class Failed(Exception):
    """A program did not do what it was started for; says which and why."""


def die_with_parent():
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def wait_until(condition, what):
    end = time.monotonic() + DEADLINE
    while True:
        value = condition()
        if value:
            return value
        if time.monotonic() > end:
            raise Failed(f"{what}: not within {DEADLINE} s")
        time.sleep(0.01)


def free_port():
    """A port that nobody had a moment ago, below those that dials take."""
    with open("/proc/sys/net/ipv4/ip_local_port_range") as limits:
        below = int(limits.read().split()[0])
    start = 10000 + (os.getpid() * 37) % 10000
    while start < below:
        with socket.socket() as sock:
            try:
                sock.bind(("127.0.0.1", start))
                return start
            except OSError:
                start += 1
    raise Failed("no free port")


def answers(port):
    try:
        socket.create_connection(("127.0.0.1", port), 1).close()
        return True
    except OSError:
        return False


def alive(pid):
    try:
        with open(f"/proc/{pid}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


class Process:
    """A program with its children; its output goes to a file."""

    def __init__(self, name, argv, directory, env=None):
        self.name = name
        self.log = os.path.join(directory, name.replace(" ", "-") + ".log")
        with open(self.log, "wb") as log:
            self.popen = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                env={**os.environ, **(env or {})}, preexec_fn=die_with_parent)

    def output(self):
        with open(self.log, errors="replace") as log:
            return log.read()

    def running(self):
        if self.popen.poll() is not None:
            raise Failed(f"{self.name}: ended with status "
                         f"{self.popen.returncode}: {self.output().strip()}")
        return True

    def wait_for(self, pattern):
        """Wait for a line of its output; returns what it matched."""
        return wait_until(
            lambda: self.running() and re.search(pattern, self.output()),
            f"{self.name}: {pattern}: {self.output().strip()}")

    def wait_port(self, port):
        wait_until(lambda: self.running() and answers(port),
                   f"{self.name}: port {port}")

    def pids(self):
        found = [self.popen.pid]
        for pid in found:
            for path in glob.glob(f"/proc/{pid}/task/*/children"):
                with open(path) as children:
                    found += [int(child) for child in children.read().split()]
        return found

    def pss(self):
        """Bytes of memory of all its processes, shared pages divided."""
        total = 0
        for pid in self.pids():
            with open(f"/proc/{pid}/smaps_rollup") as rollup:
                total += int(re.search(r"^Pss:\s+(\d+)", rollup.read(),
                                       re.M).group(1)) * 1024
        return total

    def stop(self):
        pids = self.pids() if self.popen.poll() is None else []
        self.popen.terminate()
        try:
            self.popen.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.popen.kill()
            self.popen.wait()
        end = time.monotonic() + 1
        while any(map(alive, pids)) and time.monotonic() < end:
            time.sleep(0.01)
        for pid in filter(alive, pids):
            os.kill(pid, signal.SIGKILL)
