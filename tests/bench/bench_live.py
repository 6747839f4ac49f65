#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""bench_live.py BIN_DIR: how soon a change of a real OpenClaw gateway is known and drawn.

30 edits of the gateway's file, one after the other, each waited for until it is drawn. The gateway's own share (it looks
at its file, then applies it) is in the edit-to-revision figures only.
"""
import pathlib
import statistics
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "e2e"))
from bench_agent import memory_mib  # noqa: E402
from stage import STEP, Agent, Gateway, drawn, start_console, wait_for  # noqa: E402

CHANGES = 30
INVALID_EDITS = 5
ASK = 0.02  # seconds between two questions


def freshness_ms(agent):
    """From the gateway's config.changed to the stored revision, of the last change, as the agent measured it."""
    request = urllib.request.Request(agent.url + "/metrics", headers={"Authorization": "Bearer " + agent.key})
    with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request, timeout=10) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith("fabric_observation_freshness_seconds "):
                return float(line.split()[1]) * 1000
    raise KeyError("fabric_observation_freshness_seconds")


def edit(gateway, change):
    config = gateway.config()
    change(config)
    gateway.write(config)
    return time.monotonic()


def report(figure, values, reference=None, reference_name="-"):
    """Median and 99th percentile (of so few values: the largest)."""
    for name, of in (("median", statistics.median), ("p99", max)):
        line = f"{figure}, {name} of {len(values)}\t{of(values):.0f}\tms"
        print(line + (f"\t{of(reference):.0f} ({reference_name})\t{of(values) / of(reference):.3f}" if reference else "\t-\t-"))


def main(programs, folder):
    gateway = Gateway(folder / "demo")
    gateway.start()
    agent = Agent(programs, folder / "data", gateway)
    agent.start()
    console = start_console(programs, folder, agent)
    try:
        wait_for("the runtime to be live", STEP, lambda: agent.health() == "live")
        wait_for("the first picture", STEP, lambda: drawn(folder))
        time.sleep(10)  # the gateway makes jobs of its own after its start
        fresh, served, pictures = [], [], []
        for number in range(CHANGES):
            name = f"bench-{number}"
            since = edit(gateway, lambda config, name=name: config["agents"]["entries"].update({name: {"name": name}}))
            wait_for(name, STEP, lambda name=name: "agent:" + name in agent.node_ids(), ASK)
            served.append((time.monotonic() - since) * 1000)
            fresh.append(freshness_ms(agent))
            line = wait_for("the picture", STEP, lambda name=name: [
                line for line in drawn(folder) if "agent:" + name in line["added"]], ASK)[-1]
            pictures.append(line["milliseconds"])
        noticed = []
        good = gateway.config_path.read_text()
        for _ in range(INVALID_EDITS):
            gateway.config_path.write_text("{")
            since = time.monotonic()
            wait_for("the problem", STEP, lambda: "config-invalid" in agent.problems(), ASK)
            noticed.append((time.monotonic() - since) * 1000)
            gateway.config_path.write_text(good)
            wait_for("the problem to go", STEP, lambda: not agent.problems(), ASK)
        report("config.changed to stored revision", fresh, served, "edit to served revision")
        report("edit to served revision", served)
        report("invalid edit to problem", noticed)
        report("stored revision to drawn picture", pictures)
        print(f"agent memory, one gateway, after {CHANGES} revisions\t{memory_mib(agent.process):.1f}\tMiB\t-\t-")
    finally:
        for process in (console, agent.process):
            process.terminate()
            process.wait(timeout=STEP)
        gateway.kill()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="fabric-bench-") as temporary:
        main(pathlib.Path(sys.argv[1]), pathlib.Path(temporary))
