#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""Somebody else changes the configuration of a real OpenClaw gateway while a rollout runs: Fabric loses no edit.

rollout_races.py BIN_DIR [--rounds 30] [--seed N]    the seed is printed; a round depends on nothing but seed and number

Each round is a rollout, and a rival who changes once or twice, at random moments of it, another agent, the same agent, or
the very field: by the gateway's config.patch over a connection of their own, or by saving the file as an editor does.
Whatever the outcome: the rival's last word is in the file, and nothing else but what the rollout was to change. Two
writes that meet inside the gateway (met_in_the_gateway) are told apart; an edit lost there fails the run at its end.
"""
import argparse
import copy
import datetime
import json
import os
import pathlib
import random
import signal
import sys
import tempfile
import time

from changes import OVER, Changes, merged
from gateway_socket import GatewaySocket, Refused
from stage import ROOT, STEP, Agent, Gateway, wait_for

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


class Races(Changes):
    def __init__(self, programs, folder):
        os.environ["XDG_CONFIG_HOME"] = str(folder / "settings")
        self.lost_in_gateway = 0
        self.gateway = Gateway(folder / "demo")
        self.gateway.start()
        self.agent = Agent(programs, folder / "data", self.gateway)
        self.agent.start()

    def is_observed(self):
        with GatewaySocket(self.gateway) as own:
            config = own.call("config.get")
        return (config["valid"] and config["configRevisionHash"] == config["appliedConfigHash"]
                and self.agent.health() == "live" and self.document()["agents"] == self.gateway.config()["agents"])

    def run(self, dice):
        wait_for("the agent to see what is there", 2 * STEP, self.is_observed)
        self.adopt()
        before = self.gateway.config()
        new = MODELS[self.model_of("writer") == MODELS[0]]
        plan = self.plan_model("writer", new)
        confirm = dice.choice([None, None, 10])
        script = [(dice.uniform(0, 8), dice.choice(list(FIELDS)), dice.choice(["patch", "file"]))
                  for _ in range(dice.choice([1, 1, 2]))]
        print(f"   {'confirmed by nobody' if confirm else 'a rollout'}; "
              + "; ".join(f"after {at:.1f} s {what} by {way}" for at, what, way in sorted(script)), flush=True)
        began = time.monotonic()
        rollout = self.begin(plan, soak=1, **({"confirmSeconds": confirm} if confirm else {}))["id"]
        rival = Rival(self.gateway)
        for number, (at, what, way) in enumerate(sorted(script)):
            time.sleep(max(0.0, began + at - time.monotonic()))
            rival.edit(what, way, f"rival/model-{number}" if what == "the same field" else f"A rival's {began:.3f} {number}")
        done = self.wait_state(rollout, OVER, seconds=400)
        wait_for("the gateway to run what is written", STEP, self.is_observed)
        self.judge(before, new, rival, done)
        return done["state"]

    @staticmethod
    def met_in_the_gateway(rival, done):
        """True if an edit was made while the gateway worked on a write of ours. It looks at the hash at the beginning and renames
        over whatever is there at the end (2026.9.6: 0.1 s to 7 s later), so that it loses one of two that meet, be they both
        calls with the right hash. A known gap (docs/plan.md): the other rounds are still run, and then all of it fails."""
        moments = [(step["startedAt"], step["endedAt"]) for step in done["steps"] if step["state"] == "writing"]
        spans = [tuple(datetime.datetime.fromisoformat(at).timestamp() for at in moment) for moment in moments if all(moment)]
        return any(begin <= end and start <= until for begin, until in rival.times for start, end in spans)

    def judge(self, before, new, rival, done):
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
        if not wanted and self.met_in_the_gateway(rival, done):
            print("   the gateway lost an edit: both were at work on it", flush=True)
            self.lost_in_gateway += 1
            return
        if not wanted and not (done["state"] == "failed_operator_needed" and any(found)):
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


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path, nargs="?", default=ROOT / "build" / "dev" / "bin")
    parser.add_argument("--rounds", type=int, default=30)
    parser.add_argument("--only", type=int, help="one round")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(1_000_000))
    given = parser.parse_args()
    print(f"seed {given.seed}", flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # gateway and agent end with us
    ends = {}
    with tempfile.TemporaryDirectory(prefix="fabric-races-") as folder:
        races = Races(given.programs, pathlib.Path(folder))
        try:
            for number in range(given.rounds) if given.only is None else [given.only]:
                print(f"round {number}", flush=True)
                end = races.run(random.Random(f"{given.seed}-{number}"))
                print(f"   {end}", flush=True)
                ends[end] = ends.get(end, 0) + 1
            if races.agent.stop() != 0:
                raise AssertionError("the agent did not stop in order")
            races.agent.run("audit", "verify")
        except BaseException:
            print(f"again: {sys.argv[0]} {given.programs} --seed {given.seed} --only {number}\n"
                  f"{races.agent.log.read_text(errors='replace')[-3000:]}", flush=True)
            raise
        finally:
            if races.agent.process.poll() is None:
                races.agent.kill()
            races.gateway.kill()
    print(f"{sum(ends.values())} rounds, 0 edits lost by Fabric, {races.lost_in_gateway} by the gateway: {ends}")
    return 1 if races.lost_in_gateway else 0


if __name__ == "__main__":
    sys.exit(main())
