#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""End to end on real parts: one change over two real OpenClaw gateways, both or none.

group_change.py BIN_DIR    programs to test; the gateways come from FABRIC_PARTS_DIR (packaging/parts)

The stories run in the order of their names.
"""
import json
import os
import pathlib
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
import uuid

from stage import CANARY, ROOT, STEP, Agent, Gateway, wait_for

BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build" / "dev" / "bin"
SOAK = 2
OVER = {"cancelled", "succeeded", "rolled_back", "failed_operator_needed"}
GROUPS = "/api/v1/rollout-groups"


class GroupChange(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="fabric-e2e-")
        cls.folder = pathlib.Path(cls.temporary.name)
        os.environ["XDG_CONFIG_HOME"] = str(cls.folder / "settings")
        cls.gateways = {"hq": Gateway(cls.folder / "demo"), "lab": Gateway(cls.folder / "lab")}
        for gateway in cls.gateways.values():
            gateway.start()
        cls.agent = Agent(BIN, cls.folder / "data", cls.gateways["hq"])
        with open(cls.agent.folder / "fabric.toml", "a", encoding="utf-8") as settings:
            lab = cls.gateways["lab"]
            settings.write(f'\n[[runtime]]\nid = "lab"\nconfig_path = "{lab.config_path}"\n'
                           f'url = "ws://127.0.0.1:{lab.port}"\nenvironment = "production"\n')
        cls.agent.start()
        for runtime in cls.gateways:
            wait_for(f"{runtime} to be live", STEP, lambda name=runtime: cls.agent.get(
                f"/api/v1/runtimes/{name}")["status"]["health"] == "live")

    @classmethod
    def tearDownClass(cls):
        if cls.agent.process.poll() is None:
            cls.agent.stop()
        for gateway in cls.gateways.values():
            gateway.kill()
        cls.temporary.cleanup()

    def posted(self, path, body=None):
        request = urllib.request.Request(
            self.agent.url + path, data=json.dumps(body).encode() if body is not None else b"", method="POST",
            headers={"Authorization": "Bearer " + self.agent.key, "Idempotency-Key": str(uuid.uuid4()),
                     **({"Content-Type": "application/json"} if body is not None else {})})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()}") from error

    def model_of(self, runtime, agent_id):
        model = self.gateways[runtime].config()["agents"]["entries"][agent_id].get("model")
        return model["primary"] if isinstance(model, dict) else model

    def bytes(self):
        return {runtime: gateway.config_path.read_bytes() for runtime, gateway in self.gateways.items()}

    def planned(self, agent_id, model):
        """Ids of the plans that give the agent of every runtime this model."""
        plans = []
        for runtime in self.gateways:
            self.posted("/api/v1/topology/intent", {"runtime": runtime, "adopt": True})
            self.posted("/api/v1/topology/intent",
                        {"runtime": runtime, "edits": [{"edit": "set-model", "subject": f"agent:{agent_id}",
                                                        "primary": f"model:{model}", "fallbacks": []}]})
            plans.append(self.posted("/api/v1/plans", {"runtime": runtime})["summary"]["id"])
        return plans

    def group(self, group_id):
        return self.agent.get(f"{GROUPS}/{group_id}")

    def wait_state(self, group_id, states, seconds=300):
        return wait_for(f"the group to be {states}", seconds, lambda: (
            lambda now: now if now["state"] in states else None)(self.group(group_id)))

    def states(self, group):
        return {member["runtime"]: member["state"] for member in group["members"]}

    def test_1_both_change_one_after_the_other(self):
        plans = self.planned("writer", "local-vllm/qwen3-32b")
        made = self.agent.run("apply", *plans, "--soak", str(SOAK), "--json", check=False, timeout=300)
        self.assertEqual(made.returncode, 0, made.stdout + made.stderr)
        done = json.loads(made.stdout)
        self.assertEqual(done["state"], "succeeded", json.dumps(done, indent=1))
        self.assertEqual(self.states(done), {"hq": "succeeded", "lab": "succeeded"})
        for runtime in self.gateways:
            self.assertEqual(self.model_of(runtime, "writer"), "local-vllm/qwen3-32b")
        # The canary was held before the other one began.
        hq, lab = (self.agent.get(f"/api/v1/rollouts/{member['rollout']}") for member in done["members"])
        held = next(step for step in hq["steps"] if step["state"] == "held")
        self.assertLess(held["startedAt"], lab["createdAt"])

    def test_2_what_the_second_cannot_do_the_first_takes_back(self):
        plans = self.planned("writer", "local-vllm/llama-small")
        before = self.bytes()
        self.gateways["lab"].kill()
        made = self.agent.run("apply", *plans, "--soak", str(SOAK), "--json", check=False, timeout=300)
        self.assertEqual(made.returncode, 5, made.stdout + made.stderr)
        done = json.loads(made.stdout)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.assertEqual(self.states(done), {"hq": "rolled_back", "lab": "cancelled"})
        self.assertIn("lab is cancelled", done["outcome"])
        self.assertEqual(self.bytes(), before)
        self.gateways["lab"].start()
        wait_for("lab to be live", STEP, lambda: self.agent.get(
            "/api/v1/runtimes/lab")["status"]["health"] == "live")

    def test_3_unconfirmed_both_go_back_although_the_agent_died(self):
        plans = self.planned("concierge", "openai/gpt-5.4")
        before = self.bytes()
        group = self.posted(GROUPS, {"plans": plans, "soakSeconds": SOAK, "confirmSeconds": 20})
        self.wait_state(group["id"], {"awaiting_confirmation"})
        for runtime in self.gateways:
            self.assertEqual(self.model_of(runtime, "concierge"), "openai/gpt-5.4")
        self.agent.kill()
        self.agent.start()
        done = self.wait_state(group["id"], OVER)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.assertEqual(self.bytes(), before)

    def test_4_one_confirmation_keeps_both(self):
        plans = self.planned("concierge", "openai/gpt-5.4")
        group = self.posted(GROUPS, {"plans": plans, "soakSeconds": SOAK, "confirmSeconds": 120})
        self.wait_state(group["id"], {"awaiting_confirmation"})
        self.posted(f"{GROUPS}/{group['id']}/confirm")
        done = self.wait_state(group["id"], OVER)
        self.assertEqual(done["state"], "succeeded", json.dumps(done, indent=1))
        for runtime in self.gateways:
            self.assertEqual(self.model_of(runtime, "concierge"), "openai/gpt-5.4")

    def test_5_the_evidence_is_whole_and_holds_no_secret(self):
        groups = self.agent.get(GROUPS)["items"]
        self.assertEqual(len(groups), 4)
        for group in groups:
            evidence = self.agent.get(f"{GROUPS}/{group['id']}/evidence")
            self.assertEqual([step["sequence"] for step in evidence["steps"]],
                             list(range(1, len(evidence["steps"]) + 1)))
            self.assertEqual(evidence["steps"][-1]["state"], group["state"])
            self.assertNotIn(CANARY, json.dumps(evidence))
        self.assertEqual(self.agent.stop(), 0)
        self.assertEqual(self.agent.run("audit", "verify", "--json").returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
