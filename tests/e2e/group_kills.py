#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""Kills the agent, or one of two real OpenClaw gateways, before and after every step of a group of rollouts (kill -9).

Used as rollout_kills.py; without --long it runs one pair. Checked after each kill: the group ends as the pair may end, within
its deadline, both gateways on the new configuration or both on the old one, byte for byte; the audit chain is whole.
"""
import json
import pathlib
import sys
import tempfile
import threading
import time

from changes import OVER, Twins
from gateway_socket import GatewaySocket, Refused
from kill_matrix import AGENT, GROUP_SCENARIOS, GROUPS, pair_of
from rollout_kills import END, MODELS, Run, main, moment, plain
from stage import STEP, wait_for


class GroupStage(Twins):
    def __init__(self, programs):
        self.temporary = tempfile.TemporaryDirectory(prefix="fabric-kills-")
        super().__init__(programs, pathlib.Path(self.temporary.name))
        self.gateway = self.gateways["hq"]

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
        self.temporary.cleanup()

    def groups(self):
        return [group["id"] for group in self.agent.get(self.GROUPS)["items"]]

    def story(self):
        """What the newest group went through, for who looks at a failure."""
        try:
            return [json.dumps(self.group(self.groups()[0]), indent=1)]
        except (OSError, IndexError):
            return ["the agent does not answer"]

    def leftovers(self):
        return sorted(path.name for gateway in self.gateways.values()
                      for path in gateway.folder.glob("openclaw.json.fabric-*"))

    def is_settled(self):
        for gateway in self.gateways.values():
            try:
                with GatewaySocket(gateway) as own:
                    answer = own.call("config.get")
            except Refused as refused:  # it is starting
                if not str(refused).startswith("UNAVAILABLE"):
                    raise
                return False
            if not answer["valid"] or answer["configRevisionHash"] != answer["appliedConfigHash"]:
                return False
        return True


class GroupRun(Run):
    """One pair on a stage of two gateways."""

    path = Twins.GROUPS

    def __init__(self, stage, pair):
        super().__init__(stage, pair, GROUP_SCENARIOS)

    def prepare(self):
        wait_for("the gateways to be settled", STEP, self.stage.is_settled)
        if self.stage.leftovers():
            raise AssertionError(f"not clean before: {self.stage.leftovers()}")
        for runtime in self.stage.gateways:
            self.stage.wait_live(runtime)
        self.known = self.stage.groups()
        model = MODELS[self.stage.model_in("hq", "writer") == MODELS[0]]
        self.plans = wait_for("plans on what is there", STEP, lambda: self.fresh_plans(model))
        self.old = self.stage.bytes()
        self.model = model

    def fresh_plans(self, model):
        plans = self.stage.planned("writer", model)
        fresh = [self.agent.get(f"/api/v1/plans/{plan}?runtime={runtime}")
                 for plan, runtime in zip(plans, self.stage.gateways)]
        return plans if all(not plan["stale"] and plan["summary"]["operationCount"] > 0 for plan in fresh) else None

    def begin(self):
        self.arm()
        wish = {"plans": self.plans, "soakSeconds": 1}
        if self.scenario.confirm:
            wish["confirmSeconds"] = self.scenario.confirm
        self.thread(lambda: self.stage.posted(self.stage.GROUPS, wish, key=self.key))
        asked = {"group-confirmed": "confirm", "group-withdrawn": "rollback"}.get(self.pair.scenario)
        early = "awaiting_confirmation/commit", "awaiting_confirmation/group-commit"
        if asked and not self.pair.place.startswith(early):
            self.ask_when_awaited(asked)
        elif asked:
            threading.Thread(target=self.ask_when_awaited, args=(asked,), daemon=True).start()

    def ask_when_awaited(self, asked):
        """A group is asked for when it awaits its confirmation, whoever dies meanwhile."""
        self.wait_group(self.new_rollout(), {"awaiting_confirmation"} | OVER)
        self.thread(lambda: self.ask(asked))

    def wait_group(self, group, states):
        return wait_for(f"the group to be {states}", END, lambda: (
            lambda now: now if now["state"] in states else None)(self.stage.group(group)))

    def new_rollout(self):
        self.id = wait_for("the group to exist", STEP, lambda: (
            [group for group in self.stage.groups() if group not in self.known] or [None])[0])
        return self.id

    def follow(self):
        """How the group ended; `none` if it never began."""
        if self.pair.name.startswith("group:running/group-commit.before") and self.pair.victim == AGENT:
            return "none" if self.stage.groups() == self.known else "not none"
        group = self.new_rollout()
        began = time.monotonic()
        while time.monotonic() < began + END:
            now = self.stage.group(group)
            if now["state"] in OVER:
                if now["state"] not in self.pair.ends:
                    raise AssertionError(f"it ended as {now['state']}: {json.dumps(now, indent=1)}")
                return now["state"]
            for member in now["members"]:
                self.check_deadline(member)
            time.sleep(0.1)
        raise AssertionError(f"not over after {END} s: {json.dumps(now, indent=1)}")

    def check_deadline(self, member):
        if member["state"] in OVER | {None, "not_started"}:
            return
        now = self.stage.rollout(member["rollout"])
        if now["state"] not in OVER and time.time() > moment(now["deadlineAt"]) + 2:
            raise AssertionError(f"{now['state']} is over its deadline: {json.dumps(now, indent=1)}")

    def judge(self, outcome):
        for gateway in self.stage.gateways.values():
            gateway.wait_ready()
        wait_for("the gateways to run what is written", STEP, self.stage.is_settled)
        if outcome == "succeeded":
            for runtime, gateway in self.stage.gateways.items():
                config, wanted = gateway.config(), json.loads(self.old[runtime])
                wanted["agents"]["entries"]["writer"]["model"] = config["agents"]["entries"]["writer"]["model"]
                if self.stage.model_in(runtime, "writer") != self.model or plain(config) != plain(wanted):
                    raise AssertionError(f"the configuration of {runtime} is not the new one")
        elif self.stage.bytes() != self.old:
            raise AssertionError("the configurations are not the old ones, byte for byte")
        if self.stage.leftovers():
            raise AssertionError(f"left beside the configuration: {self.stage.leftovers()}")
        if self.errors:
            raise AssertionError(f"a wish was refused: {self.errors}")


if __name__ == "__main__":
    sys.exit(main(__file__, GROUPS, [pair_of("group-confirmed:awaiting_confirmation/commit.after:agent")], GroupStage, GroupRun))
