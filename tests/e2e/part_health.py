#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""End to end on a real OpenClaw gateway: a change is judged by how the parts that it touches are.

part_health.py BIN_DIR    programs to test; the gateway comes from FABRIC_PARTS_DIR (packaging/parts)

The gateway's Telegram account talks to a stand-in of the bot API and its models to one of a model API, both on this machine,
so that "healthy" and "worse" really happen. The stories run in the order of their names.
"""
import contextlib
import json
import os
import pathlib
import sqlite3
import sys
import tempfile
import unittest
import urllib.error
import urllib.request
import uuid

from stage import ROOT, STEP, Agent, Gateway, wait_for

sys.path.insert(0, str(ROOT / "tests" / "support"))
from stand_ins import BotApi, ModelApi  # noqa: E402

BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build" / "dev" / "bin"
OVER = {"cancelled", "succeeded", "rolled_back", "failed_operator_needed"}
ACCOUNT = "account:telegram/shop"


class PartHealth(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="fabric-e2e-")
        cls.folder = pathlib.Path(cls.temporary.name)
        os.environ["XDG_CONFIG_HOME"] = str(cls.folder / "settings")
        cls.bot, cls.models = cls.enterClassContext(BotApi()), cls.enterClassContext(ModelApi())
        cls.gateway = Gateway(cls.folder / "demo")
        config = cls.gateway.config()
        telegram = config["channels"]["telegram"]
        telegram["enabled"] = True
        telegram["accounts"]["shop"].update(enabled=True, apiRoot=cls.bot.url)
        config["models"]["providers"]["local-vllm"]["baseUrl"] = cls.models.url + "/v1"
        cls.gateway.write(config)
        cls.gateway.start()
        cls.agent = Agent(BIN, cls.folder / "data", cls.gateway)
        cls.agent.start()
        cls.admin = json.loads(cls.agent.run("apikey", "create", "--name", "admin", "--role", "admin", "--json").stdout)["key"]
        wait_for("the runtime to be live", STEP, lambda: cls.agent.health() == "live")
        wait_for("the bot to be polled", STEP, lambda: cls.bot.count("getUpdates"))

    @classmethod
    def tearDownClass(cls):
        cls.agent.stop()
        cls.gateway.kill()
        cls.temporary.cleanup()

    def posted(self, path, body):
        request = urllib.request.Request(
            self.agent.url + path, data=json.dumps(body).encode(), method="POST",
            headers={"Authorization": "Bearer " + self.admin, "Idempotency-Key": str(uuid.uuid4()),
                     "Content-Type": "application/json"})
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        try:
            with opener.open(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            self.fail(error.read().decode())

    def begin(self, model, **options):
        """A new model for the agent that the Telegram account leads to."""
        self.posted("/api/v1/topology/intent", {"runtime": "hq", "adopt": True})
        self.posted("/api/v1/topology/intent",
                    {"runtime": "hq", "edits": [{"edit": "set-model", "subject": "agent:concierge",
                                                 "primary": "model:" + model, "fallbacks": []}]})
        plan = self.posted("/api/v1/plans", {"runtime": "hq"})["summary"]["id"]
        return self.posted("/api/v1/rollouts", {"plans": [plan], "soakSeconds": 2, **options})["id"]

    def wait_state(self, rollout_id, states, seconds=180):
        def check():
            now = self.agent.get("/api/v1/rollouts/" + rollout_id)
            return now if now["state"] in states or now["isTerminal"] else None
        return wait_for(f"the rollout to be {states}", seconds, check)

    def checks(self, rollout):
        return {check["name"]: check["state"] for check in rollout["checks"]}

    def model(self):
        model = self.gateway.config()["agents"]["entries"]["concierge"].get("model")
        return model["primary"] if isinstance(model, dict) else model

    def test_1_a_change_with_healthy_parts_succeeds(self):
        done = self.wait_state(self.begin("local-vllm/llama-small"), OVER)
        self.assertEqual(done["state"], "succeeded", json.dumps(done, indent=1))
        self.assertEqual(self.checks(done)[ACCOUNT], "ok")
        self.assertEqual(self.checks(done)["model:local-vllm/llama-small"], "ok")
        self.assertNotIn(ACCOUNT, " ".join(done["findings"]))
        self.assertEqual(self.model(), "local-vllm/llama-small")

    def test_2_green_probes_confirm_and_red_ones_do_not(self):
        probes = [{"kind": "http", "target": self.models.url + "/v1/models"}, {"kind": "part", "target": ACCOUNT}]
        done = self.wait_state(self.begin("local-vllm/qwen3-32b", probes=probes, greenSeconds=2, confirmSeconds=120), OVER)
        self.assertEqual(done["state"], "succeeded", json.dumps(done, indent=1))
        self.assertIn("confirmed by probes", done["outcome"])
        self.assertEqual([probe["state"] for probe in done["probes"]], ["green", "green"])
        self.assertEqual(self.models.count("completions"), 0, "a model was called, and nobody wanted it")

        self.models.refuse()
        self.addCleanup(self.models.refuse, False)
        old = self.gateway.config_path.read_bytes()
        done = self.wait_state(self.begin("local-vllm/llama-small", probes=probes, greenSeconds=2, confirmSeconds=20), OVER)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.assertIn("/v1/models is not green: answered 401", done["outcome"])
        self.assertEqual(self.gateway.config_path.read_bytes(), old)
        evidence = self.agent.get(f"/api/v1/rollouts/{done['id']}/evidence")
        self.assertIn({"http": [{"status": 401}]}, [step["received"] for step in evidence["steps"]])

    def test_3_an_account_that_gets_worse_in_the_soak_takes_the_change_back(self):
        old = self.gateway.config_path.read_bytes()
        rollout = self.begin("local-vllm/llama-small", soakSeconds=30)
        self.assertEqual(self.wait_state(rollout, {"soaking"})["state"], "soaking")
        self.assertEqual(self.model(), "local-vllm/llama-small")
        self.bot.refuse()
        done = self.wait_state(rollout, OVER)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.assertIn(ACCOUNT + " is down, it was ok", done["outcome"])
        self.assertEqual(self.gateway.config_path.read_bytes(), old)

    def test_4_an_account_that_was_unwell_before_is_a_finding(self):
        done = self.wait_state(self.begin("local-vllm/llama-small"), OVER)
        self.assertEqual(done["state"], "succeeded", json.dumps(done, indent=1))
        self.assertTrue(any(finding.startswith(ACCOUNT + " was down before the change already")
                            for finding in done["findings"]), done["findings"])
        self.assertEqual(self.model(), "local-vllm/llama-small")

    def test_5_an_agent_upgraded_in_the_middle_finishes_what_the_older_one_began(self):
        old = self.gateway.config_path.read_bytes()
        rollout = self.begin("local-vllm/qwen3-32b", confirmSeconds=30)
        self.assertEqual(self.wait_state(rollout, {"awaiting_confirmation"})["state"], "awaiting_confirmation")
        self.agent.kill()
        with contextlib.closing(sqlite3.connect(self.agent.folder / "fabric.db")) as database, database:
            text, = database.execute("SELECT body FROM rollout WHERE rollout_id = ?", (rollout,)).fetchone()
            record = json.loads(text)
            self.assertEqual(record["format"], 4)
            record["format"] = 2  # as agents wrote it that kept neither title nor when the plan was made
            del record["request"]["title"], record["request"]["planMadeAt"]
            database.execute("UPDATE rollout SET body = ? WHERE rollout_id = ?", (json.dumps(record), rollout))
        self.agent.start()
        done = self.wait_state(rollout, OVER)
        self.assertEqual(done["state"], "rolled_back", json.dumps(done, indent=1))
        self.assertIn("nobody confirmed it in time", done["outcome"])
        self.assertEqual(self.gateway.config_path.read_bytes(), old)


if __name__ == "__main__":
    unittest.main(verbosity=2)
