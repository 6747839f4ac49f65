#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""A real OpenClaw gateway that does not come up any more after a change, and how Fabric brings it back.

gateway_down.py BIN_DIR                   it ends with 78, and Fabric may start it (`control`)
gateway_down.py BIN_DIR RestartLoop       it is started again and again by somebody else, in vain (4 minutes)
gateway_down.py BIN_DIR WithoutControl    Fabric may not start it, and says what the operator must do (13 minutes)

Changes of which Fabric could know that they end a gateway it does not make. So a running gateway takes this one, and what
starts a gateway refuses it, as a plug-in does that is only loaded at the start. The configuration is written by hand,
without the `meta` whose absence makes a starting gateway put an older copy of its own into place; there is such a copy.
"""
import json
import os
import pathlib
import shlex
import subprocess
import sys
import tempfile
import unittest

from changes import OVER, Changes
from gateway_socket import GatewaySocket
from stage import CANARY, GATEWAY_START, ROOT, STEP, Agent, Gateway, wait_for

BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build" / "dev" / "bin"
POISON = "Writer that no gateway starts with"
CONFIG_CLASS = 78  # its exit code for a configuration that it cannot start with
ROLLING_BACK = 600  # seconds: the deadline of that state
OPERATOR_NEEDED = 6  # exit code of `fabric-agent apply`


class GatewayDown(Changes):
    """One gateway and one agent per story."""

    may_start = True

    def setUp(self):
        self.temporary = tempfile.TemporaryDirectory(prefix="fabric-e2e-")
        folder = pathlib.Path(self.temporary.name)
        os.environ["XDG_CONFIG_HOME"] = str(folder / "settings")
        self.gateway = Gateway(folder / "demo")
        picky = folder / "picky-gateway"
        picky.write_text(self.picky_start().format(is_poisoned=f"grep -q '{POISON}' '{self.gateway.config_path}'",
                                                   start=shlex.join(self.gateway.command)))
        picky.chmod(0o700)
        self.gateway.command = [str(picky)]
        self.gateway.start()
        self.make_an_older_copy()
        self.old = "// by hand\n" + json.dumps({name: value for name, value in self.gateway.config().items()
                                                if name != "meta"}, indent=3) + "\n"
        self.gateway.write_text(self.old)
        self.agent = Agent(BIN, folder / "data", self.gateway, self.gateway.control() if self.may_start else "none")
        self.agent.start()
        wait_for("the runtime to be live", STEP, lambda: self.agent.health() == "live" and self.runs_what_is_written())

    def picky_start(self):
        return f"#!/bin/sh\n{{is_poisoned}} && exit {CONFIG_CLASS}\nexec {{start}}\n"

    def tearDown(self):
        if self.agent.process.poll() is None:
            self.agent.kill()
        self.gateway.kill()
        self.temporary.cleanup()

    def make_an_older_copy(self):
        """Two writes of the gateway's own: then its .bak is one with `meta`, and not what runs."""
        with GatewaySocket(self.gateway) as own:
            for name in ("Older", "Newer"):
                own.call("config.patch", {"baseHash": own.call("config.get")["hash"], "raw": json.dumps(
                    {"agents": {"entries": {"writer": {"name": name}}}})})

    def runs_what_is_written(self):
        with GatewaySocket(self.gateway) as own:
            config = own.call("config.get")
        return config["valid"] and config["configRevisionHash"] == config["appliedConfigHash"]

    def plan_poison(self):
        self.adopt()
        return self.plan("Another name", edits=[{"edit": "set-attribute", "node": "agent:writer", "name": "name",
                                                 "value": POISON}])

    def end_the_gateway(self):
        """As a power cut does; whoever watches over it starts it again, in vain."""
        self.gateway.kill()
        self.gateway.spawn()
        self.assertEqual(self.gateway.process.wait(timeout=GATEWAY_START), CONFIG_CLASS)

    def verify_no_secret(self, text):
        self.assertNotIn(CANARY, text)


class WithControl(GatewayDown, unittest.TestCase):
    def test_the_old_state_is_back_and_runs(self):
        plan = self.plan_poison()
        rollout = self.begin(plan, confirmSeconds=60)["id"]
        self.wait_state(rollout, {"awaiting_confirmation"}, seconds=GATEWAY_START)
        self.assertIn(POISON, self.gateway.config_path.read_text())
        self.end_the_gateway()
        done = self.wait_state(rollout, OVER, seconds=ROLLING_BACK)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.gateway.adopt()
        self.gateway.wait_ready()
        self.assertEqual(self.gateway.config_path.read_text(), self.old, "every byte, and not what the gateway kept")
        self.assertTrue(self.runs_what_is_written())
        evidence = self.agent.get(f"/api/v1/rollouts/{rollout}/evidence")
        self.assertIn("start-answered", [step["step"] for step in evidence["steps"]])
        self.verify_no_secret(json.dumps(evidence))
        self.assertEqual(self.agent.stop(), 0)
        self.agent.run("audit", "verify")


class RestartLoop(GatewayDown, unittest.TestCase):
    """A supervisor starts it again and again, as Docker and systemd do; Fabric need not."""

    may_start = False

    def picky_start(self):
        return (f"#!/bin/sh\nwhile :; do\n  echo begun >>'{self.gateway.folder}/starts'\n"
                "  if {is_poisoned}; then timeout --signal KILL 6 {start}; else {start}; fi\ndone\n")

    def starts(self):
        return len((self.gateway.folder / "starts").read_text().splitlines())

    def test_the_old_state_ends_the_loop(self):
        rollout = self.begin(self.plan_poison(), confirmSeconds=60)["id"]
        self.wait_state(rollout, {"awaiting_confirmation"}, seconds=GATEWAY_START)
        before = self.starts()
        subprocess.run(["pkill", "-KILL", "-P", str(self.gateway.process.pid)], check=True)
        wait_for("the gateway to restart in a loop", STEP, lambda: self.starts() > before + 6)
        done = self.wait_state(rollout, OVER, seconds=ROLLING_BACK)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.gateway.wait_ready()
        self.assertEqual(self.gateway.config_path.read_text(), self.old, "every byte, and not what the gateway kept")
        self.assertTrue(self.runs_what_is_written())
        self.assertEqual(self.agent.stop(), 0)
        self.agent.run("audit", "verify")


class WithoutControl(GatewayDown, unittest.TestCase):
    may_start = False

    def test_the_operator_is_told_exactly_what_to_do(self):
        plan = self.plan_poison()
        apply = subprocess.Popen(
            [BIN / "fabric-agent", "apply", plan["summary"]["id"], "--soak", "60", "--data-dir",
             self.agent.folder], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        rollout = wait_for("the rollout", STEP, lambda: self.agent.get("/api/v1/rollouts")["items"])[0]["id"]
        self.wait_state(rollout, {"soaking"}, seconds=GATEWAY_START)
        self.end_the_gateway()
        wait_for("the rollout to say what it waits for", ROLLING_BACK,
                 lambda: "start it by hand" in self.rollout(rollout)["waitsFor"])
        said, warned = apply.communicate(timeout=2 * ROLLING_BACK)
        self.assertEqual(apply.returncode, OPERATOR_NEEDED, said + warned)
        done = self.rollout(rollout)
        self.assertEqual(done["state"], "failed_operator_needed")
        for part in ("Start the runtime hq", str(self.gateway.config_path), plan["summary"]["id"]):
            self.assertIn(part, done["operatorAction"])
            self.assertIn(part, said)
        self.verify_no_secret(said + warned + json.dumps(done))
        self.assertEqual(self.gateway.config_path.read_text(), self.old, "the old state is in place for whoever starts it")
        # What it says is enough.
        self.gateway.start()
        wait_for("the runtime to be live", STEP, lambda: self.agent.health() == "live" and self.runs_what_is_written())
        self.assertEqual(self.gateway.config_path.read_text(), self.old, "and no older copy of the gateway's own")


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *(sys.argv[1:] or ["WithControl"])], verbosity=2)
