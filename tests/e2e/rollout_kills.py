#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""Kills the agent, or the gateway, before and after every effect of a rollout on a real OpenClaw gateway (kill -9).

rollout_kills.py BIN_DIR           the twelve pairs of kill_matrix.py
rollout_kills.py BIN_DIR --long    all pairs; those that this commit has passed already are not run again
                 --only NAME       one pair, however often it passed (repeatable)
                 --lanes N         so many at a time
                 --list, --table   the names, the results of this commit

Checked after each kill: what was killed is started again, and nothing else is done by hand. The next step of the rollout
is durable within a second of the agent's being ready; it ends within the deadline of each of its states, as the pair may
end; the configuration is the old one, byte for byte, or the new one; nothing is left beside it; the audit chain is whole.
Results are kept per commit in build/rollout-kills.jsonl.
"""
import argparse
import contextlib
import datetime
import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import traceback
import uuid

from changes import OVER, Changes, merged, post, set_model
from gateway_socket import GatewaySocket, Refused
from kill_matrix import AGENT, ALL, GATEWAY, SCENARIOS, TWELVE, left_out, pair_of
from stage import ROOT, STEP, Agent, Gateway, side_by_side, wait_for

RESULTS = ROOT / "build" / "rollout-kills.jsonl"
MODELS = ("local-vllm/qwen3-32b", "local-vllm/llama-small")
RIVALS = ("openai/gpt-5.4", "anthropic/claude-opus-4-6")
HIT = 240  # seconds until the place is passed; 90 of silence are in one of the scenarios
END = 400  # seconds until the rollout has ended
DURABLE = 1.0  # seconds from ready to the next durable step


def moment(text):
    return datetime.datetime.fromisoformat(text).timestamp()


def plain(config):
    return {name: value for name, value in config.items() if name != "meta"}


class Healthy(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()


class Stage(Changes):
    """One gateway and one agent for many pairs."""

    def __init__(self, programs):
        self.temporary = tempfile.TemporaryDirectory(prefix="fabric-kills-")
        folder = pathlib.Path(self.temporary.name)
        os.environ["XDG_CONFIG_HOME"] = str(folder / "settings")
        self.gateway = Gateway(folder / "demo")
        self.agent = Agent(programs, folder / "data", self.gateway, control=self.gateway.control(), role="admin")
        self.healthy = http.server.HTTPServer(("127.0.0.1", 0), Healthy)
        self.probed = f"http://127.0.0.1:{self.healthy.server_port}/health"
        threading.Thread(target=self.healthy.serve_forever, daemon=True).start()

    def start(self):
        self.gateway.start()
        self.agent.start()

    def close(self):
        if self.agent.process and self.agent.process.poll() is None:
            self.agent.kill()
        if self.gateway.process:
            self.gateway.kill()
        self.healthy.shutdown()
        self.healthy.server_close()
        self.temporary.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()

    def rollouts(self):
        return [rollout["id"] for rollout in self.agent.get("/api/v1/rollouts")["items"]]

    def story(self):
        """What the newest rollout went through, for who looks at a failure."""
        with contextlib.suppress(OSError, IndexError):
            evidence = self.agent.get(f"/api/v1/rollouts/{self.rollouts()[0]}/evidence")
            return [f"{step['at']} {step['state']} {step['step']} {step['detail']}" for step in evidence["steps"]]
        return ["the agent does not answer"]

    def leftovers(self):
        return sorted(path.name for path in self.gateway.folder.glob("openclaw.json.fabric-*"))

    def is_settled(self):
        try:
            with GatewaySocket(self.gateway) as own:
                answer = own.call("config.get")
        except Refused as refused:  # it is starting: an edit may restart it
            if not str(refused).startswith("UNAVAILABLE"):
                raise
            return False
        return answer["valid"] and answer["configRevisionHash"] == answer["appliedConfigHash"]

    def is_taken_for_good(self):
        """A gateway that is killed before puts an older copy of its own in place of a file without `meta`."""
        copy = self.gateway.config_path.with_name(self.gateway.config_path.name + ".last-good")
        return copy.read_bytes() == self.gateway.config_path.read_bytes()


class Run:
    """One pair on a stage."""

    path = "/api/v1/rollouts"

    def __init__(self, stage, pair, scenarios=SCENARIOS):
        self.stage = stage
        self.agent = stage.agent
        self.gateway = stage.gateway
        self.pair = pair
        self.scenario = scenarios[pair.scenario]
        self.known = []
        self.times = {}
        self.errors = []  # of the threads that act
        self.key = str(uuid.uuid4())  # of the request that begins the rollout
        self.wish = {}

    def __call__(self):
        began = time.monotonic()
        self.prepare()
        self.begin()
        self.strike()
        outcome = self.follow()
        self.judge(outcome)
        return {"outcome": outcome, "seconds": round(time.monotonic() - began, 1), **self.times}

    # --- before

    def prepare(self):
        wait_for("the gateway to be settled", STEP, self.stage.is_settled)
        if self.stage.leftovers():
            raise AssertionError(f"not clean before: {self.stage.leftovers()}")
        if not self.gateway.config_path.read_bytes().startswith(b"//"):
            self.write_by_hand(self.gateway.config())
        wait_for("the runtime to be live", STEP, self.is_observed)
        self.known = self.stage.rollouts()
        self.plan = wait_for("a plan on what is there", STEP, self.fresh_plan)
        if self.pair.scenario == "stale":
            self.write_by_hand(self.gateway.config())
        self.old = self.gateway.config_path.read_bytes()
        self.old_config = self.gateway.config()

    def is_observed(self):
        return self.agent.health() == "live" and self.stage.document()["agents"] == self.gateway.config()["agents"]

    def write_by_hand(self, config):
        """With comments, and without what the gateway adds to a file that it writes. A gateway misses an edit right after its start,
        and skips its own copy of it, for good, where something reads its configuration at that moment: then it is edited once
        more. Some lose sight of their file until they are started anew (docs/plan.md)."""
        for attempt in range(6):
            if attempt == 3:
                self.gateway.kill()
                self.gateway.start()
            config = merged(config, {"agents": {"entries": {"writer": {"name": f"Writer at {time.time():.3f}"}}}})
            self.gateway.write_text("// by hand\n" + json.dumps(plain(config), indent=3) + "\n// to the end\n")
            with contextlib.suppress(AssertionError):
                wait_for("the edit to run", STEP / 3, self.stage.is_settled)
                wait_for("the gateway to take the edit for good", STEP / 6, self.stage.is_taken_for_good)
                return
        raise AssertionError("the gateway did not run any of six edits and take it for good")

    def fresh_plan(self):
        self.stage.adopt()
        now = self.stage.model_of("writer")
        wish = {"edits": [set_model("writer", MODELS[now == MODELS[0]])]}
        if self.pair.scenario == "addition":
            wish = {"edits": [{"edit": "add-agent", "id": "scribe", "name": "Scribe"}]}
        elif self.pair.scenario == "removal":
            wish = {"edits": [{"edit": "remove-agent", "agent": "agent:support"}]}
        elif self.pair.scenario == "restart":
            document = self.stage.document()
            is_local = "DEMO_LOCAL_KEY" in json.dumps(document.get("env"))
            document["env"] = {"vars": {"STORY": "${DEMO_OPENAI_KEY}" if is_local else "${DEMO_LOCAL_KEY}"}}
            wish = {"document": json.dumps(document)}
        plan = self.stage.plan(self.pair.name, **wish)
        is_restart = plan["summary"]["reload"] == "restart"
        if is_restart != (self.pair.scenario == "restart"):
            raise AssertionError(f"not the plan of this scenario: {json.dumps(plan['summary'])}")
        return plan if plan["stale"] == [] and plan["summary"]["operationCount"] > 0 else None

    # --- the rollout, and what people do with it

    def arm(self):
        new = self.agent.failpoint.with_suffix(".new")
        new.write_text(f"{self.pair.place}:{'kill' if self.pair.victim == AGENT else 'stop'}\n")
        new.rename(self.agent.failpoint)

    def begin(self):
        if not self.pair.place.endswith(".on-disk"):
            self.arm()
        digits = self.plan["summary"]["id"].removeprefix("sha256:")[:8]  # a removal is of critical risk
        options = {"digits": digits}
        if self.scenario.confirm:
            options["confirmSeconds"] = self.scenario.confirm
        if self.scenario.is_probed:
            options |= {"probes": [{"kind": "http", "target": self.stage.probed}], "greenSeconds": 1}
        self.wish = {"plans": [self.plan["summary"]["id"]], "soakSeconds": self.scenario.soak, **options}
        self.thread(lambda: self.stage.posted("/api/v1/rollouts", self.wish, key=self.key))
        wishes = {"confirmed": ("awaiting_confirmation", "confirm"), "withdrawn": ("awaiting_confirmation", "rollback"),
                  "cancelled": ("soaking", "cancel")}
        if self.pair.scenario in wishes:
            state, wish = wishes[self.pair.scenario]
            self.stage.wait_state(self.new_rollout(), {state})
            self.thread(lambda: self.ask(wish))
        if self.pair.scenario == "down":
            self.stage.wait_state(self.new_rollout(), {"awaiting_confirmation"})
            self.gateway.kill()
            self.thread(lambda: self.ask("rollback"))
        if self.pair.scenario == "disputed":
            self.stage.wait_state(self.new_rollout(), {"awaiting_confirmation"})
            self.thread(self.dispute)

    def dispute(self):
        """As another editor: the same field, neither the old nor the new value. Again if the gateway misses it, see write_by_hand."""
        was = self.old_config["agents"]["entries"]["writer"].get("model")
        config = merged(self.gateway.config(), {"agents": {"entries": {"writer": {"model": RIVALS[was == RIVALS[0]]}}}})
        self.rivals = ("// by a rival\n" + json.dumps(config, indent=3)).encode()
        for _ in range(6):
            self.gateway.write_text(self.rivals.decode())
            with contextlib.suppress(AssertionError):
                wait_for("the rollout to see it", STEP / 3, lambda: (
                    self.agent.process.poll() is not None or self.stage.rollout(self.id)["state"] != "awaiting_confirmation"))
                return

    def ask(self, wish):
        """As every client does: again, under the same key, if the answer broke off. What broke off may not be durable."""
        key = str(uuid.uuid4())
        for _ in range(STEP * 5):
            try:
                post(self.agent, f"{self.path}/{self.id}/{wish}", key=key)
                return
            except OSError:
                time.sleep(0.2)

    def thread(self, work):
        """The agent may die or stop before it answers."""
        def run():
            try:
                work()
            except (OSError, ValueError):
                pass
            except AssertionError as error:
                self.errors.append(str(error))
        threading.Thread(target=run, daemon=True).start()

    def new_rollout(self):
        self.id = wait_for("the rollout to exist", STEP, lambda: (
            [rollout for rollout in self.stage.rollouts() if rollout not in self.known] or [None])[0])
        return self.id

    # --- the kill

    def strike(self):
        agent = self.agent.process
        if self.pair.place.endswith("write.on-disk"):
            self.await_hit(lambda: self.gateway.config_path.read_bytes() != self.old)
        elif self.pair.place.endswith("restore.on-disk"):
            self.await_hit(lambda: self.gateway.config_path.read_bytes() != self.old)
            self.await_hit(lambda: self.gateway.config_path.read_bytes() == self.old)
        elif self.pair.victim == AGENT:
            self.await_hit(lambda: agent.poll() is not None)
            if agent.returncode != -signal.SIGKILL:
                raise AssertionError(f"the agent ended with {agent.returncode}")
        else:
            stat = pathlib.Path(f"/proc/{agent.pid}/stat")
            self.await_hit(lambda: stat.read_text().rpartition(")")[2].split()[0] == "T")
        if self.pair.victim == AGENT:
            self.agent.kill()
            self.agent.run("audit", "verify")
            self.agent.start()
            if self.pair.place == "requested/commit.after":  # durable, and nobody was told of it
                first = self.stage.posted("/api/v1/rollouts", self.wish, key=self.key)["id"]
                made = [rollout for rollout in self.stage.rollouts() if rollout not in self.known]
                if made != [first]:
                    raise AssertionError(f"the request began {made}, and is told of {first} when it is repeated")
        else:
            self.gateway.kill()
            agent.send_signal(signal.SIGCONT)
            self.gateway.spawn()

    def await_hit(self, is_there):
        wait_for(f"the place {self.pair.place} to be passed", HIT, lambda: self.errors or is_there(), pause=0.0005)
        if self.errors:
            raise AssertionError(f"a wish was refused: {self.errors}")

    # --- after

    def follow(self):
        """How the rollout ended; `none` if it never began."""
        if self.pair.place == "requested/commit.before" and self.pair.victim == AGENT:
            return "none" if self.stage.rollouts() == self.known else "not none"
        rollout = self.new_rollout()
        deadline = time.monotonic() + END
        while time.monotonic() < deadline:
            now = self.stage.rollout(rollout)
            if now["state"] in OVER:
                if now["state"] not in self.pair.ends:
                    raise AssertionError(f"it ended as {now['state']}: {json.dumps(now, indent=1)}")
                return now["state"]
            if time.time() > moment(now["deadlineAt"]) + 2:
                raise AssertionError(f"{now['state']} is over its deadline: {json.dumps(now, indent=1)}")
            time.sleep(0.1)
        raise AssertionError(f"not over after {END} s: {json.dumps(now, indent=1)}")

    def judge(self, outcome):
        if self.pair.scenario == "down":
            self.gateway.adopt()
        self.gateway.wait_ready()
        wait_for("the gateway to run what is written", STEP, self.stage.is_settled)
        if outcome == "succeeded":
            wanted = self.old_config
            for operation in self.plan["plan"]["operations"]:
                wanted = merged(wanted, operation["payload"]["patch"])
            if plain(self.gateway.config()) != plain(wanted):
                raise AssertionError("the configuration is not the new one")
        elif outcome == "failed_operator_needed":
            if self.gateway.config_path.read_bytes() != self.rivals:
                raise AssertionError("the configuration is not that of the rival, byte for byte")
            if not self.stage.rollout(self.id)["operatorAction"]:
                raise AssertionError("nobody says what the operator must do")
        elif self.gateway.config_path.read_bytes() != self.old:
            raise AssertionError("the configuration is not the old one, byte for byte")
        if self.stage.leftovers():
            raise AssertionError(f"left beside the configuration: {self.stage.leftovers()}")
        if self.errors:
            raise AssertionError(f"a wish was refused: {self.errors}")
        if outcome != "none":
            self.time_steps()

    def time_steps(self):
        """When the agent that took over made its first steps durable, in seconds after it was ready."""
        steps = self.agent.get(f"/api/v1/rollouts/{self.id}/evidence")["steps"]
        over = [at for at, step in enumerate(steps) if step["step"] == "recovered"]
        if not over:
            if self.pair.victim == AGENT and steps[-1]["at"] > datetime.datetime.fromtimestamp(
                    self.agent.ready_at, datetime.timezone.utc).isoformat():
                raise AssertionError("the rollout went on without being taken over")
            return
        after = [max(0.0, round(moment(step["at"]) - self.agent.ready_at, 3)) for step in steps[over[0]:over[0] + 2]]
        self.times = {"in": steps[over[0]]["state"], "durable": after[0], "next": after[-1]}
        if after[0] > DURABLE:
            raise AssertionError(f"the next step was durable {after[0]} s after the agent was ready")


# --- results

def commit():
    def git(*arguments):
        return subprocess.run(["git", "-C", ROOT, *arguments], capture_output=True, text=True, check=False).stdout.strip()
    return (git("rev-parse", "HEAD") or "unknown") + ("+" if git("status", "--porcelain", "-uno") else "")


def results(of):
    """Pair -> its last result."""
    rows = {}
    with contextlib.suppress(FileNotFoundError):
        for line in RESULTS.read_text().splitlines():
            row = json.loads(line)
            if row["commit"] == of:
                rows[row["pair"]] = row
    return rows


def keep(row):
    RESULTS.parent.mkdir(exist_ok=True)
    with open(RESULTS, "a", encoding="utf-8") as file:
        file.write(json.dumps(row) + "\n")


def print_table(pairs, rows):
    print(f"{'pair':62} {'ended':12} {'in':22} {'durable':>8} {'next':>7} {'whole':>7}")
    ran = [rows[pair.name] for pair in pairs if pair.name in rows]
    for pair in pairs:
        row = rows.get(pair.name)
        if row:
            print(f"{pair.name:62} {row['outcome']:12} {row.get('in', ''):22} {row.get('durable', ''):>8} "
                  f"{row.get('next', ''):>7} {row['seconds']:>7}")
    failed = [row for row in ran if not row["ok"]]
    print(f"{len(ran)} of {len(pairs)} pairs were run, {len(failed)} failed. Times in seconds: from the agent's being ready "
          "to the first and the second step of who took over; of the whole pair.")


def last_words(folder):
    """What agents and gateways wrote last."""
    return [f"--- {log.name}\n{log.read_text(errors='replace')[-3000:]}"
            for name in ("agent.log", "gateway.out") for log in sorted(folder.rglob(name))]


def run_all(programs, pairs, of, stage_of, run_of):
    failed = []
    left = list(pairs)
    while left:
        with stage_of(programs) as stage:
            stage.start()
            while left:
                pair = left.pop(0)
                row = {"commit": of, "pair": pair.name, "at": datetime.datetime.now().isoformat(timespec="seconds")}
                try:
                    row |= {"ok": True, **run_of(stage, pair)()}
                except (AssertionError, OSError, ValueError, KeyError, Refused, subprocess.SubprocessError) as error:
                    traceback.print_exc()
                    row |= {"ok": False, "outcome": "FAILED", "seconds": 0, "error": str(error)[:2000]}
                    print(f"FAILED {pair.name}; again: {sys.argv[0]} {programs} --only {pair.name}",
                          *stage.story(), *last_words(pathlib.Path(stage.temporary.name)), sep="\n", flush=True)
                    failed.append(pair.name)
                keep(row)
                print(f"{'ok    ' if row['ok'] else 'FAILED'} {pair.name}: {row['outcome']}, {row['seconds']} s", flush=True)
                if not row["ok"]:
                    break  # the next one on a new stage
            else:
                stage.finish()
    return failed


def main(script, every, few, stage_of, run_of):
    """@param every pairs of --long; @param few those of every run."""
    parser = argparse.ArgumentParser()
    parser.add_argument("programs", type=pathlib.Path, nargs="?", default=ROOT / "build" / "dev" / "bin")
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", action="append", type=pair_of, default=[])
    parser.add_argument("--lanes", type=int, default=1, help="so many at a time, each with a gateway and an agent of its own")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--table", action="store_true")
    given = parser.parse_args()
    of = commit()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # gateway and agent end with us
    if given.list:
        print("\n".join(pair.name for pair in every))
        return 0
    if given.table:
        print_table(every, results(of))
        return 0
    names = re.findall(r'"([a-z-]+\.[a-z]+)"', (ROOT / "agent" / "failpoints" / "failpoints.h").read_text())
    if not names or left_out(names):
        raise AssertionError(f"no pair kills at {left_out(names)}")
    # Of a tree with changes nobody knows which ones: what it passed before says nothing.
    passed = {name for name, row in results(of).items() if row["ok"]} if given.long and not of.endswith("+") else set()
    pairs = given.only or [pair for pair in (every if given.long else few) if pair.name not in passed]
    if given.lanes > 1:
        lanes = [pairs[lane::given.lanes] for lane in range(given.lanes)]
        status = side_by_side([script, given.programs, *(word for pair in lane for word in ("--only", pair.name))]
                              for lane in lanes if lane)
    else:
        status = 1 if run_all(given.programs, pairs, of, stage_of, run_of) else 0
    if not given.only:
        print_table(every, results(of))
    return status


if __name__ == "__main__":
    sys.exit(main(__file__, ALL, TWELVE, Stage, Run))
