#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""End to end on real parts: one change over two real OpenClaw gateways, both or none.

group_change.py BIN_DIR    programs to test; the gateways come from FABRIC_PARTS_DIR (packaging/parts)

The stories run in the order of their names.
"""
import json
import pathlib
import sys
import tempfile
import unittest

from changes import OVER, Twins
from stage import CANARY, ROOT

BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build" / "dev" / "bin"
SOAK = 2


class GroupChange(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="fabric-e2e-")
        cls.twins = Twins(BIN, pathlib.Path(cls.temporary.name))
        cls.agent = cls.twins.agent
        cls.twins.start()

    @classmethod
    def tearDownClass(cls):
        cls.twins.close()
        cls.temporary.cleanup()

    def states(self, group):
        return {member["runtime"]: member["state"] for member in group["members"]}

    def test_1_both_change_one_after_the_other(self):
        plans = self.twins.planned("writer", "local-vllm/qwen3-32b")
        made = self.agent.run("apply", *plans, "--soak", str(SOAK), "--json", check=False, timeout=300)
        self.assertEqual(made.returncode, 0, made.stdout + made.stderr)
        done = json.loads(made.stdout)
        self.assertEqual(done["state"], "succeeded", json.dumps(done, indent=1))
        self.assertEqual(self.states(done), {"hq": "succeeded", "lab": "succeeded"})
        for runtime in self.twins.gateways:
            self.assertEqual(self.twins.model_in(runtime, "writer"), "local-vllm/qwen3-32b")
        # The canary was held before the other one began.
        hq, lab = (self.agent.get(f"/api/v1/rollouts/{member['rollout']}") for member in done["members"])
        held = next(step for step in hq["steps"] if step["state"] == "held")
        self.assertLess(held["startedAt"], lab["createdAt"])

    def test_2_what_the_second_cannot_do_the_first_takes_back(self):
        plans = self.twins.planned("writer", "local-vllm/llama-small")
        before = self.twins.bytes()
        self.twins.gateways["lab"].kill()
        made = self.agent.run("apply", *plans, "--soak", str(SOAK), "--json", check=False, timeout=300)
        self.assertEqual(made.returncode, 5, made.stdout + made.stderr)
        done = json.loads(made.stdout)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.assertEqual(self.states(done), {"hq": "rolled_back", "lab": "cancelled"})
        self.assertIn("lab is cancelled", done["outcome"])
        self.assertEqual(self.twins.bytes(), before)
        self.twins.gateways["lab"].start()
        self.twins.wait_live("lab")

    def test_3_unconfirmed_both_go_back_although_the_agent_died(self):
        plans = self.twins.planned("concierge", "openai/gpt-5.4")
        before = self.twins.bytes()
        group = self.twins.posted(Twins.GROUPS, {"plans": plans, "soakSeconds": SOAK, "confirmSeconds": 20})
        self.twins.wait_group(group["id"], {"awaiting_confirmation"})
        for runtime in self.twins.gateways:
            self.assertEqual(self.twins.model_in(runtime, "concierge"), "openai/gpt-5.4")
        self.agent.kill()
        self.agent.start()
        done = self.twins.wait_group(group["id"], OVER)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.assertEqual(self.twins.bytes(), before)

    def test_4_one_confirmation_keeps_both(self):
        plans = self.twins.planned("concierge", "openai/gpt-5.4")
        group = self.twins.posted(Twins.GROUPS, {"plans": plans, "soakSeconds": SOAK, "confirmSeconds": 120})
        self.twins.wait_group(group["id"], {"awaiting_confirmation"})
        self.twins.posted(f"{Twins.GROUPS}/{group['id']}/confirm")
        done = self.twins.wait_group(group["id"], OVER)
        self.assertEqual(done["state"], "succeeded", json.dumps(done, indent=1))
        for runtime in self.twins.gateways:
            self.assertEqual(self.twins.model_in(runtime, "concierge"), "openai/gpt-5.4")

    def test_5_the_evidence_is_whole_and_holds_no_secret(self):
        groups = self.agent.get(Twins.GROUPS)["items"]
        self.assertEqual(len(groups), 4)
        for group in groups:
            evidence = self.agent.get(f"{Twins.GROUPS}/{group['id']}/evidence")
            self.assertEqual([step["sequence"] for step in evidence["steps"]],
                             list(range(1, len(evidence["steps"]) + 1)))
            self.assertEqual(evidence["steps"][-1]["state"], group["state"])
            self.assertNotIn(CANARY, json.dumps(evidence))
        self.assertEqual(self.agent.stop(), 0)
        self.assertEqual(self.agent.run("audit", "verify", "--json").returncode, 0)


if __name__ == "__main__":
    unittest.main(verbosity=2)
