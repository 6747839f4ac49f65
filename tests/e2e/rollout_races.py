#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""Somebody else changes the configuration of a real OpenClaw gateway while a rollout runs: Fabric loses no edit.

rollout_races.py BIN_DIR [--rounds 30] [--seed N]    the seed is printed; a round depends on nothing but seed and number
                         [--lanes 2]                 how many gateways, each with its agent, share the rounds

Each round is a rollout, and a rival who changes once or twice, at random moments of it, another agent, the same agent, or
the very field: by the gateway's config.patch over a connection of their own, or by saving the file as an editor does.
Whatever the outcome: the rival's last word is in the file, and nothing else but what the rollout was to change.
"""
import argparse
import contextlib
import copy
import datetime
import json
import os
import pathlib
import random
import signal
import sys
import tempfile
import threading
import time

from changes import OVER, Changes, merged
from gateway_socket import GatewaySocket, Refused
from stage import ROOT, STEP, Agent, Gateway, side_by_side, wait_for

MODELS = ("local-vllm/qwen3-32b", "local-vllm/llama-small")
FIELDS = {  # what the rival changes -> where
    "another agent": ("reviewer", "name"),
    "the same agent": ("writer", "name"),
    "the same field": ("writer", "model"),
}


class Rival:
    """Edits as one who reads, thinks, and writes only if nothing changed meanwhile."""

    def __init__(self, gateway):
        self.gateway = gateway
        self.times = []  # when each edit was being made
        self.wrote = {}  # (agent, field) -> value

    def edit(self, what, way, value):
        agent, field = FIELDS[what]
        change = {"agents": {"entries": {agent: {field: value}}}}
        began = time.time()
        while not (self.by_patch(change) if way == "patch" else self.by_file(change)):
            time.sleep(0.05)
            began = time.time()
        self.times.append((began, time.time()))
        self.wrote[agent, field] = value

    def by_patch(self, change):
        try:
            with GatewaySocket(self.gateway) as own:
                base = own.call("config.get")["hash"]
                own.call("config.patch", {"raw": json.dumps(change), "baseHash": base, "note": "a rival"})
            return True
        except Refused as refusal:
            if "changed since last load" in str(refusal):
                return False
            raise

    def by_file(self, change):
        """An editor looks at the file once more before it saves; what comes between that and the rename is its own fault."""
        before = self.gateway.config_path.read_bytes()
        after = json.dumps(merged(self.gateway.config(), change), indent=4)
        if self.gateway.config_path.read_bytes() != before:
            return False
        self.gateway.write_text(after)
        return True


class Witness(threading.Thread):
    """Remembers every version of the configuration file that lasts 2 ms or longer: who won is then read, not guessed."""

    def __init__(self, path):
        super().__init__(daemon=True)
        self.path = path
        self.versions = []  # (time, inode, bytes)
        self.start()

    def run(self):
        last = None
        while True:
            with contextlib.suppress(OSError):
                found = self.path.stat()
                seen = (found.st_ino, found.st_mtime_ns)
                if seen != last:
                    last = seen
                    self.versions.append((time.time(), found.st_ino, self.path.read_bytes()))
            time.sleep(0.002)

    def told(self, since):
        for at, inode, text in self.versions:
            if at < since:
                continue
            try:
                entries = json.loads(text)["agents"]["entries"]
                what = {name: {key: entry.get(key) for key in ("name", "model")} for name, entry in entries.items()
                        if name in ("writer", "reviewer")}
            except ValueError:
                what = "not JSON"
            yield f"{at - since:7.3f} s  inode {inode}  {len(text)} bytes, {text[:12]!r}  {json.dumps(what)}"


class Races(Changes):
    def __init__(self, programs, folder):
        os.environ["XDG_CONFIG_HOME"] = str(folder / "settings")
        self.gateway = Gateway(folder / "demo")
        self.witness = Witness(self.gateway.config_path)
        self.gateway.start()
        self.agent = Agent(programs, folder / "data", self.gateway)
        self.agent.start()

    def is_observed(self):
        with GatewaySocket(self.gateway) as own:
            config = own.call("config.get")
        return (config["valid"] and config["configRevisionHash"] == config["appliedConfigHash"]
                and self.agent.health() == "live" and self.document()["agents"] == self.gateway.config()["agents"])

    def run(self, number, dice):
        wait_for("the agent to see what is there", 2 * STEP, self.is_observed)
        self.adopt()
        before = self.gateway.config()
        new = MODELS[self.model_of("writer") == MODELS[0]]
        plan = self.plan_model("writer", new)
        confirm = dice.choice([None, None, 10])
        script = [(dice.uniform(0, 8), dice.choice(list(FIELDS)), dice.choice(["patch", "file"]))
                  for _ in range(dice.choice([1, 1, 2]))]
        told = "; ".join([f"round {number}: {'confirmed by nobody' if confirm else 'a rollout'}",
                          *(f"after {at:.1f} s {what} by {way}" for at, what, way in sorted(script))])
        began, since = time.monotonic(), time.time()
        rollout = self.begin(plan, soak=1, **({"confirmSeconds": confirm} if confirm else {}))["id"]
        rival = Rival(self.gateway)
        for index, (at, what, way) in enumerate(sorted(script)):
            time.sleep(max(0.0, began + at - time.monotonic()))
            word = f"{began:.3f}-{index}"  # never the one that is there: that were no edit
            rival.edit(what, way, f"rival/model-{word}" if what == "the same field" else f"A rival's {word}")
        done = self.wait_state(rollout, OVER, seconds=400)
        wait_for("the gateway to run what is written", STEP, self.is_observed)
        print(f"{told}: {done['state']}{', ' + done['operatorAction'] if done['operatorAction'] else ''}", flush=True)
        self.judge(before, new, rival, done, since)
        return done["state"]

    def tell(self, rival, done, since):
        """What happened when, on one clock that begins with the round."""
        for line in self.witness.told(since):
            print("   file " + line)
        for began, ended in rival.times:
            print(f"   rival {began - since:7.3f} s to {ended - since:7.3f} s")
        for step in done["steps"]:
            ends = [datetime.datetime.fromisoformat(step[name]).timestamp() - since if step[name] else None
                    for name in ("startedAt", "endedAt")]
            print(f"   step {ends} {step['state']}")

    def judge(self, before, new, rival, done, since):
        """The file is the one of before, with the rival's edits, and ours if it is there at all."""
        now = self.gateway.config()
        ways = []
        for ours in (None, new):
            wanted = copy.deepcopy(before)
            entries = wanted["agents"]["entries"]
            if ours:
                entries["writer"]["model"] = {"primary": ours} if isinstance(entries["writer"]["model"], dict) else ours
            for (agent, field), value in rival.wrote.items():
                entries[agent][field] = value
            ways.append(wanted)
        found = [plain(now) == plain(way) for way in ways]
        wanted = found[1] if done["state"] == "succeeded" else found[0]
        if not wanted and not (done["state"] == "failed_operator_needed" and any(found)):
            self.tell(rival, done, since)
            raise AssertionError(f"{done['state']}: {json.dumps(done, indent=1)}\n{json.dumps(now['agents']['entries'])}\n"
                                 f"the rival wrote {rival.wrote}, we {new}")


def plain(config):
    """Without what the gateway adds, and in one form of a model."""
    out = {name: copy.deepcopy(value) for name, value in config.items() if name != "meta"}
    for entry in out["agents"]["entries"].values():
        if isinstance(entry.get("model"), str):
            entry["model"] = {"primary": entry["model"]}
        if isinstance(entry.get("model"), dict) and entry["model"].get("fallbacks") == []:
            del entry["model"]["fallbacks"]
    return out


def play(programs, seed, rounds):
    """The rounds of that list, one after the other on one gateway. @return state -> number of rounds that ended so."""
    ends = {}
    with tempfile.TemporaryDirectory(prefix="fabric-races-") as folder:
        races = Races(programs, pathlib.Path(folder))
        try:
            for number in rounds:
                end = races.run(number, random.Random(f"{seed}-{number}"))
                ends[end] = ends.get(end, 0) + 1
            if races.agent.stop() != 0:
                raise AssertionError("the agent did not stop in order")
            races.agent.run("audit", "verify")
        except BaseException:
            print(f"again: {sys.argv[0]} {programs} --seed {seed} --only {number}\n"
                  f"{races.agent.log.read_text(errors='replace')[-3000:]}", flush=True)
            raise
        finally:
            if races.agent.process.poll() is None:
                races.agent.kill()
            races.gateway.kill()
    return ends


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path, nargs="?", default=ROOT / "build" / "dev" / "bin")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--lanes", type=int, default=2)
    parser.add_argument("--only", type=int, nargs="+", help="these rounds")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    given = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # gateway and agent end with us
    if given.only is None:
        print(f"seed {given.seed}", flush=True)
        return side_by_side([__file__, given.programs, "--seed", str(given.seed), "--only",
                             *map(str, range(lane, given.rounds, given.lanes))] for lane in range(given.lanes))
    ends = play(given.programs, given.seed, given.only)
    print(f"{sum(ends.values())} rounds, 0 edits lost: {ends}", flush=True)
    if len(given.only) >= 10 and ("succeeded" not in ends or len(ends) == 1):
        raise AssertionError("the edits all came too early, or all too late: that was no race")
    return 0


if __name__ == "__main__":
    sys.exit(main())
