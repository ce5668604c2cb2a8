# SPDX-License-Identifier: BSD-2-Clause
"""candidates - how each relay is started before a given server

Each has one process, or one thread, that relays; all else is its default.
"""

import os
import shutil
import subprocess

from process import DEADLINE, Failed, free_port

HAPROXY = """\
global
    nbthread 1
defaults
    mode tcp
    timeout connect 5s
    timeout client 1h
    timeout server 1h
{splice}
frontend bench
    bind 127.0.0.1:{port}
    default_backend origin
backend origin
    server origin {upstream}
"""

NGINX = """\
daemon off;
worker_processes 1;
user root;
pid {directory}/nginx.pid;
error_log stderr error;
include /etc/nginx/modules-enabled/*stream*.conf;
events {{
    worker_connections 8192;
}}
stream {{
    server {{
        listen 127.0.0.1:{port};
        proxy_pass {upstream};
    }}
}}
"""

RELAYD = """\
name {name}
workers 1
upstream origin {{
        server {upstream}
        {settings}
}}
listener bench {{
        address 127.0.0.1:0
        upstream origin
}}
"""


def announced(process, pattern=r"address (127\.0\.0\.1:\d+)"):
    return process.wait_for(pattern).group(1)


def write(bench, candidate, text):
    path = os.path.join(bench.directory, candidate.label + ".conf")
    with open(path, "w") as file:
        file.write(text)
    return path


def on_free_port(bench, launch):
    """A port is chosen and then taken: somebody may be quicker."""
    for _ in range(3):
        port = free_port()
        process = launch(port)
        try:
            process.wait_port(port)
            return process, f"127.0.0.1:{port}"
        except Failed as failure:
            bench.ended(process)
            last = failure
    raise last


def first_line(*argv):
    """What a program says of its version; None if it does not."""
    try:
        done = subprocess.run(argv, stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              timeout=DEADLINE)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.split("\n")[0].strip()


class Direct:
    """No relay: what the clients and the server do alone."""

    def version(self, bench):
        return None

    def missing(self, bench):
        return None

    def start(self, bench, upstream, candidate):
        return None, upstream


class Haproxy:
    def version(self, bench):
        return first_line("haproxy", "-v")

    def missing(self, bench):
        return None if shutil.which("haproxy") else "Debian: haproxy"

    def start(self, bench, upstream, candidate):
        def launch(port):
            path = write(bench, candidate, HAPROXY.format(
                port=port, upstream=upstream, splice=candidate.settings))
            return bench.spawn(candidate.label,
                               ["haproxy", "-db", "-f", path])
        return on_free_port(bench, launch)


class Nginx:
    def version(self, bench):
        return first_line("nginx", "-v")

    def missing(self, bench):
        if not shutil.which("nginx"):
            return "Debian: nginx"
        if not os.path.isdir("/etc/nginx/modules-enabled"):
            return "Debian: libnginx-mod-stream"
        return None

    def start(self, bench, upstream, candidate):
        def launch(port):
            path = write(bench, candidate, NGINX.format(
                port=port, upstream=upstream, directory=bench.directory))
            return bench.spawn(candidate.label,
                               ["nginx", "-e", "stderr", "-c", path])
        return on_free_port(bench, launch)


class Go:
    def version(self, bench):
        return first_line("go", "version")

    def missing(self, bench):
        return None if os.path.exists(bench.program("gorelay")) \
            else "Debian: golang-go"

    def start(self, bench, upstream, candidate):
        process = bench.spawn(candidate.label,
                              [bench.program("gorelay"), upstream],
                              {"GOMAXPROCS": "1"})
        return process, announced(process)


class Bare:
    def version(self, bench):
        return None

    def missing(self, bench):
        return None

    def start(self, bench, upstream, candidate):
        process = bench.spawn(
            candidate.label, [bench.program("bare"),
                              *candidate.settings.split(), upstream])
        return process, announced(process)


class Relayd:
    def version(self, bench):
        return first_line(bench.relayd, "-V")

    def missing(self, bench):
        return None if os.access(bench.relayd, os.X_OK) else bench.relayd

    def start(self, bench, upstream, candidate):
        path = write(bench, candidate, RELAYD.format(
            name=f"bench{os.getpid()}-{candidate.label.replace(' ', '-')}",
            upstream=upstream,
            settings=candidate.settings.replace("; ", "\n        ")))
        process = bench.spawn(candidate.label,
                              [bench.relayd, "-f", path])
        address = announced(
            process, r"listener bench: address (127\.0\.0\.1:\d+)")
        process.wait_for(r"\bready\b")
        return process, address


KINDS = {"direct": Direct(), "relayd": Relayd(), "haproxy": Haproxy(),
         "nginx": Nginx(), "go": Go(), "bare": Bare()}


class Candidate:
    """A relay in one way of use; bare is the label of its mark."""

    def __init__(self, label, kind, settings="", bare="bare"):
        self.label = label
        self.kind = KINDS[kind]
        self.kind_name = kind
        self.settings = settings
        self.bare = bare
