#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""bench_agent.py FABRIC_AGENT: time from start to ready, and memory at rest, of an agent with an empty data folder.

References of the same run: the start of the same program that only prints its version, and the memory of Python's own
HTTP server.
"""
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from stage import free_port  # noqa: E402

RUNS = 10
REST_SECONDS = 10


def answers(url):
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=5) as answer:
            return answer.status == 200
    except (urllib.error.URLError, OSError):
        return False


def start(command, url):
    """A running process and the milliseconds until its URL answered 200."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not answers(url):
        if process.poll() is not None or time.monotonic() - started > 60:
            process.kill()
            raise SystemExit(f"{command[0]} did not become ready")
        time.sleep(0.002)
    return process, (time.monotonic() - started) * 1000


def memory_mib(process):
    for line in pathlib.Path(f"/proc/{process.pid}/status").read_text().split("\n"):
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("no VmRSS")


def stop(process):
    process.terminate()
    process.wait(30)


def main(agent):
    ready, version, memory, reference_memory = [], [], 0.0, 0.0
    for run in range(RUNS):
        started = time.monotonic()
        subprocess.run([agent, "version"], stdout=subprocess.DEVNULL, check=True)
        version.append((time.monotonic() - started) * 1000)
        with tempfile.TemporaryDirectory() as data:
            port = free_port()
            process, milliseconds = start(
                [agent, "serve", "--data-dir", data, "--listen", f"127.0.0.1:{port}"], f"http://127.0.0.1:{port}/readyz")
            ready.append(milliseconds)
            if run == RUNS - 1:
                time.sleep(REST_SECONDS)
                memory = memory_mib(process)
            stop(process)
    port = free_port()
    process, _ = start(["/usr/bin/python3", "-m", "http.server", "--bind", "127.0.0.1", str(port)], f"http://127.0.0.1:{port}/")
    reference_memory = memory_mib(process)
    stop(process)
    start_ms, version_ms = statistics.median(ready), statistics.median(version)
    print(f"agent start to ready, median of {RUNS}\t{start_ms:.1f}\tms\t{version_ms:.1f} (agent version)\t{start_ms / version_ms:.2f}")
    print(f"agent memory at rest\t{memory:.1f}\tMiB\t{reference_memory:.1f} (python http.server)\t{memory / reference_memory:.2f}")


if __name__ == "__main__":
    main(sys.argv[1])
