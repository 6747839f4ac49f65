#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""End to end on real parts: changes of a real OpenClaw gateway, planned, run, verified and taken back.

safe_change.py BIN_DIR    programs to test; the gateway comes from FABRIC_PARTS_DIR (packaging/parts)

One gateway serves all stories, which run in the order of their names. A canary secret is planted in the gateway's
configuration at the start and looked for everywhere at the end.
"""
import json
import os
import pathlib
import sys
import tempfile
import unittest

from changes import OVER, Changes
from stage import CANARY, ROOT, STEP, Agent, Gateway, post, wait_for

BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build" / "dev" / "bin"
REFUSED, CHANGES_PENDING = 3, 7


class SafeChange(Changes, unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="fabric-e2e-")
        cls.folder = pathlib.Path(cls.temporary.name)
        os.environ["XDG_CONFIG_HOME"] = str(cls.folder / "settings")
        cls.gateway = Gateway(cls.folder / "demo")
        cls.gateway.start()
        cls.agent = Agent(BIN, cls.folder / "data", cls.gateway)
        cls.agent.start()
        wait_for("the runtime to be live", STEP, lambda: cls.agent.health() == "live")

    @classmethod
    def tearDownClass(cls):
        if cls.agent.process.poll() is None:
            cls.agent.stop()
        cls.gateway.kill()
        cls.temporary.cleanup()

    def test_1_a_changed_model_is_verified(self):
        before = self.gateway.config()
        plan = self.plan_model("writer", "local-vllm/qwen3-32b")
        self.assertEqual(plan["summary"]["risk"], "low", plan["plan"]["risks"])
        self.assertEqual(plan["summary"]["operationCount"], 1)
        self.assertEqual(plan["stale"], [])
        self.assertEqual(self.gateway.config(), before, "a plan touches nothing")
        done = self.wait_state(self.begin(plan)["id"], OVER)
        self.assertEqual(done["state"], "succeeded", json.dumps(done, indent=1))
        self.assertEqual(self.model_of("writer"), "local-vllm/qwen3-32b")
        self.assertEqual([step["state"] for step in done["steps"]],
                         ["requested", "waiting_gates", "preflight", "backing_up", "writing", "reloading", "verifying",
                          "soaking", "succeeded"])
        wait_for("the new model in the topology", STEP, lambda: any(
            edge["kind"] == "uses-model" and edge["from"] == "agent:writer" and edge["key"] == "primary"
            and edge["to"] == "model:local-vllm/qwen3-32b" for edge in self.agent.topology()["graph"]["edges"]))
        wait_for("the intent to agree with what runs", STEP,
                 lambda: not self.agent.get("/api/v1/topology/intent?runtime=hq")["fields"])

    def test_2_a_stale_plan_is_refused(self):
        plan = self.plan_model("writer", "local-vllm/llama-small")
        config = self.gateway.config()
        config["agents"]["entries"]["writer"]["name"] = "Writer of somebody else"
        self.gateway.write(config)
        wait_for("the plan to be stale", STEP, lambda: self.agent.get(
            "/api/v1/plans/" + plan["summary"]["id"])["stale"] == ["agents.entries.writer"])
        done = self.wait_state(self.begin(plan)["id"], OVER)
        self.assertEqual(done["state"], "cancelled", done)
        self.assertEqual(self.model_of("writer"), "local-vllm/qwen3-32b")

    def test_3_an_unconfirmed_change_goes_back_although_the_agent_died(self):
        plan = self.plan_model("concierge", "local-vllm/nope")
        self.assertEqual([(risk["rule"], risk["level"]) for risk in plan["plan"]["risks"]], [("model-dangling", "high")])
        old = self.gateway.config_path.read_bytes()
        rollout = self.begin(plan, confirmSeconds=20)
        self.wait_state(rollout["id"], {"awaiting_confirmation"})
        self.assertEqual(self.model_of("concierge"), "local-vllm/nope")
        self.agent.kill()
        self.agent.start()
        done = self.wait_state(rollout["id"], OVER)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.assertEqual(self.gateway.config_path.read_bytes(), old)
        self.agent.run("rollback", rollout["id"][:10])  # whoever asks for what is done already has it
        self.assertIn("model:local-vllm/nope: the runtime does not tell of it, so nothing shows that it works",
                      done["findings"])
        self.assertIn(f"rollout={rollout['id']} runtime=hq state=rolled_back", self.agent.log.read_text())

    def test_4_a_confirmed_change_stays_until_it_is_undone(self):
        old = self.model_of("concierge")
        self.adopt()
        plan = self.plan_model("concierge", "openai/gpt-5.4")
        rollout = self.begin(plan, confirmSeconds=120)
        self.wait_state(rollout["id"], {"awaiting_confirmation"})
        self.posted(f"/api/v1/rollouts/{rollout['id']}/confirm")
        done = self.wait_state(rollout["id"], OVER)
        self.assertEqual(done["state"], "succeeded", done)
        self.assertEqual(self.model_of("concierge"), "openai/gpt-5.4")
        refused = self.agent.run("rollback", rollout["id"][:10], check=False)
        self.assertEqual(refused.returncode, REFUSED)
        self.assertIn("--undo " + rollout["id"], refused.stderr)
        wait_for("what was applied to be observed", STEP,
                 lambda: self.document()["agents"] == self.gateway.config()["agents"])
        made = self.agent.run("plan", "hq", "--undo=" + rollout["id"][:10], "--json", check=False)
        self.assertEqual(made.returncode, CHANGES_PENDING, made)
        done = self.wait_state(self.begin(json.loads(made.stdout))["id"], OVER)
        self.assertEqual(done["state"], "succeeded", done)
        self.assertEqual(done["title"], f"undoes rollout {rollout['id']}")
        newest = self.agent.run("plans").stdout.splitlines()[1].split()
        self.assertEqual(newest[1:3], ["low", "succeeded"], newest)
        shown = self.agent.run("plans", "show", newest[0]).stdout
        self.assertIn(f"Plan {done['plan']}\n", shown)
        self.assertEqual(self.model_of("concierge"), old)

    def test_5_a_wider_authority_needs_an_admin(self):
        self.posted("/api/v1/topology/intent",
                    {"runtime": "hq", "edits": [{"edit": "set-tool", "subject": "agent:operations", "tool": "tool:exec",
                                                 "permission": "also-allow"}]})
        plan = self.posted("/api/v1/plans", {"runtime": "hq"})
        self.assertEqual(plan["summary"]["risk"], "critical")
        answer = self.posted("/api/v1/rollouts", {"plans": [plan["summary"]["id"]]}, status=(403,))
        self.assertIn("admin", answer["detail"])

    def test_6_a_repeated_request_begins_nothing_new(self):
        self.adopt()
        plan = self.plan_model("reviewer", "local-vllm/llama-small")
        body = {"plans": [plan["summary"]["id"]], "soakSeconds": 2}
        first = post(self.agent, "/api/v1/rollouts", body, key="once")
        done = self.wait_state(first[1]["id"], OVER)
        self.assertEqual(done["state"], "succeeded", done)
        self.assertEqual(post(self.agent, "/api/v1/rollouts", body, key="once"), first)

    def test_7_the_evidence_says_all_and_no_secret_is_anywhere(self):
        rollouts = self.agent.get("/api/v1/rollouts")["items"]
        served = json.dumps(rollouts)
        for rollout in rollouts:
            evidence = self.agent.get(f"/api/v1/rollouts/{rollout['id']}/evidence")
            self.assertEqual([step["sequence"] for step in evidence["steps"]],
                             list(range(1, len(evidence["steps"]) + 1)))
            served += json.dumps(evidence)
        for plan in self.agent.get("/api/v1/plans")["items"]:
            served += json.dumps(self.agent.get("/api/v1/plans/" + plan["id"]))
            served += json.dumps(self.agent.get(f"/api/v1/plans/{plan['id']}/texts"))
        self.assertNotIn(CANARY, served)
        self.assertEqual(self.agent.stop(), 0)
        self.assertEqual(self.agent.run("audit", "verify", "--json").returncode, 0)
        files = [path for path in [*self.agent.folder.rglob("*"), self.agent.log] if path.is_file()]
        kept = json.loads(self.agent.run("backups", "--json").stdout)["backups"]
        self.assertTrue(kept, "the old state was kept")
        for backup in kept:
            self.assertEqual(backup["files"], [str(self.gateway.config_path)], "an operator finds the one of this gateway")
        for path in files:
            self.assertNotIn(CANARY.encode(), path.read_bytes(), path)


if __name__ == "__main__":
    unittest.main(verbosity=2)
