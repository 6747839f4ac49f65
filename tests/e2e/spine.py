#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""End to end on real parts: the real agent and console against a real OpenClaw gateway.

spine.py BIN_DIR    programs to test; the gateway comes from FABRIC_PARTS_DIR (packaging/parts)

One gateway serves all stories, which run in the order of their names. A canary secret is planted in the gateway's
configuration at the start and looked for everywhere at the end.
"""
import json
import pathlib
import signal
import sys
import tempfile
import unittest
import urllib.error

from stage import CANARY, GATEWAY_START, ROOT, STEP, Agent, Gateway, drawn, save_connection, screenshot, start_console, wait_for

BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build" / "dev" / "bin"
NEW_TOKEN = "another-token-of-the-gateway-7c1e5b"


class Spine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="fabric-e2e-")
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.gateway = Gateway(cls.folder / "demo")
        cls.gateway.start()
        cls.agent = Agent(BIN, cls.folder / "data", cls.gateway)
        cls.agent.start()
        cls.console = None

    @classmethod
    def tearDownClass(cls):
        for process in (cls.console, cls.agent.process):
            if process and process.poll() is None:
                process.terminate()
                process.wait(timeout=STEP)
        cls.gateway.kill()
        cls.temporary.cleanup()

    def shown(self):
        return drawn(self.folder)

    def test_1_discovers_the_gateway(self):
        wait_for("the runtime to be live", STEP, lambda: self.agent.health() == "live")
        ids = self.agent.node_ids()
        configured = {"agent:" + name for name in self.gateway.config()["agents"]["entries"]}
        self.assertEqual(len(configured), 7)
        self.assertLessEqual(configured, ids)
        status = self.agent.runtime()["status"]
        self.assertEqual(status["mode"], "gateway")
        self.assertEqual(status["identity"]["version"], "2026.9.6")
        self.assertEqual(status["grantedScopes"], ["operator.read"])
        self.assertTrue(status["pairedDeviceId"])

    def test_1a_the_command_line_lists_it(self):
        line = self.agent.run("runtimes").stdout.splitlines()[1].split()
        self.assertEqual(line[:4], ["hq", "live", "gateway", "2026.9.6"])
        self.assertEqual(line[5:], ["-"])
        listed = json.loads(self.agent.run("runtimes", "--json").stdout)
        self.assertEqual([runtime["id"] for runtime in listed["items"]], ["hq"])

    def test_2_the_console_shows_it(self):
        type(self).console = start_console(BIN, self.folder, self.agent)
        shown = wait_for("the first picture", STEP, self.shown)
        topology = self.agent.topology()
        self.assertEqual(shown[-1]["revision"], topology["revision"]["number"])
        self.assertEqual(shown[-1]["nodes"], len(topology["graph"]["nodes"]))

    def test_3_an_edit_shows_up_by_itself(self):
        before = self.agent.topology()
        config = self.gateway.config()
        config["agents"]["entries"]["night-shift"] = {"name": "Night shift", "tools": {"profile": "minimal"}}
        self.gateway.write(config)
        wait_for("the new agent at the API", STEP, lambda: "agent:night-shift" in self.agent.node_ids())
        after = self.agent.topology()
        self.assertGreater(after["revision"]["number"], before["revision"]["number"])
        # The gateway may have made jobs of its own meanwhile: what counts is an unbroken line.
        listed = self.agent.get("/api/v1/topology/revisions?runtime=hq")["items"]
        parent_of = {revision["number"]: revision["parent"] for revision in listed}
        number = after["revision"]["number"]
        while number > before["revision"]["number"]:
            number = parent_of[number]
        self.assertEqual(number, before["revision"]["number"], parent_of)
        diff = self.agent.get("/api/v1/topology/diff?from={}&to={}".format(before["revision"]["number"],
                                                                           after["revision"]["number"]))
        self.assertIn("agent:night-shift", [node["id"] for node in diff["diff"]["addedNodes"]])
        last = wait_for("the new agent in the window", STEP,
                        lambda: [line for line in self.shown() if "agent:night-shift" in line["added"]])[-1]
        self.assertEqual(last["nodes"], len(after["graph"]["nodes"]))
        print(f"event to picture: {last['milliseconds']} ms", file=sys.stderr)

    def test_4_an_invalid_edit_is_a_problem_and_no_empty_topology(self):
        good = self.gateway.config()
        before = self.agent.topology()["revision"]
        self.gateway.config_path.write_text('{"agents": [this is not JSON')
        wait_for("the problem", STEP, lambda: "config-invalid" in self.agent.problems())
        self.assertEqual(self.agent.topology()["revision"]["digest"], before["digest"])
        self.gateway.write(good)
        wait_for("the problem to go", STEP, lambda: not self.agent.problems())

    def test_5_a_killed_agent_loses_nothing(self):
        before = self.agent.get("/api/v1/topology/revisions?runtime=hq")["items"]
        events = self.agent.get("/api/v1/events?limit=500")["items"]
        self.agent.kill()
        config = self.gateway.config()
        config["agents"]["entries"]["day-shift"] = {"name": "Day shift", "tools": {"profile": "minimal"}}
        self.gateway.write(config)
        verified = self.agent.run("audit", "verify")
        self.assertIn("is whole", verified.stdout)
        self.agent.start()
        after = self.agent.get("/api/v1/topology/revisions?runtime=hq")["items"]
        self.assertEqual([r for r in after if r["number"] <= before[0]["number"]], before)
        kept = self.agent.get("/api/v1/events?limit=500")["items"]
        self.assertEqual(kept[:len(events)], events)
        wait_for("what changed meanwhile", STEP, lambda: "agent:day-shift" in self.agent.node_ids())
        wait_for("the console to have it", STEP,
                 lambda: any("agent:day-shift" in line["added"] for line in self.shown()))

    def test_5a_a_restart_with_another_token_is_followed(self):
        boot = self.agent.runtime()["status"]["identity"]["bootId"]
        config = self.gateway.config()
        config["gateway"]["auth"]["token"] = NEW_TOKEN
        config["agents"]["entries"]["late-shift"] = {"name": "Late shift", "tools": {"profile": "minimal"}}
        self.gateway.write(config)
        wait_for("the new agent", STEP, lambda: "agent:late-shift" in self.agent.node_ids())
        self.gateway.process.send_signal(signal.SIGUSR2)  # restarts in place
        wait_for("another boot", GATEWAY_START,
                 lambda: self.agent.runtime()["status"]["identity"].get("bootId") not in (None, boot))
        wait_for("the runtime to be live again", GATEWAY_START, lambda: self.agent.health() == "live")
        self.assertEqual(self.agent.runtime()["status"]["mode"], "gateway")

    def test_6_a_killed_gateway_is_read_from_its_file_and_heals(self):
        before = self.agent.topology()["revision"]
        self.gateway.kill()
        wait_for("file mode", STEP, lambda: self.agent.runtime()["status"]["mode"] == "file")
        self.assertEqual(self.agent.health(), "file-only")
        topology = self.agent.topology()
        self.assertEqual(topology["revision"]["configuredDigest"], before["configuredDigest"])
        self.assertEqual(topology["revision"]["sourceDigest"], before["sourceDigest"])
        self.assertTrue(topology["runtimeOnlyIsStale"])
        self.gateway.start()
        wait_for("the runtime to be live again", GATEWAY_START, lambda: self.agent.health() == "live")

    def test_7_a_second_agent_refuses_the_same_folder(self):
        second = self.agent.run("serve", "--listen", "127.0.0.1:0", check=False)
        self.assertEqual(second.returncode, 3)
        self.assertIn(str(self.agent.process.pid), second.stderr)

    def test_8_keys_are_needed(self):
        for path in ("/api/v1/runtimes", "/metrics", "/health"):
            with self.assertRaises(urllib.error.HTTPError) as refused:
                self.agent.get(path, key=None)
            self.assertEqual(refused.exception.code, 401)

    def test_8a_keys_are_made_and_revoked_while_the_agent_runs(self):
        made = json.loads(self.agent.run("apikey", "create", "--name", "second", "--role", "viewer", "--json").stdout)
        self.agent.get("/api/v1/runtimes", key=made["key"])
        self.assertIn(made["prefix"], self.agent.run("apikey", "list").stdout)
        self.agent.run("apikey", "revoke", made["prefix"])
        with self.assertRaises(urllib.error.HTTPError) as refused:
            self.agent.get("/api/v1/runtimes", key=made["key"])
        self.assertEqual(refused.exception.code, 401)
        self.assertEqual(self.agent.run("apikey", "revoke", "ffffffff", check=False).returncode, 3)

    def test_8b_what_a_saved_connection_shows_is_kept(self):
        folder = self.folder / "saved"
        save_connection(folder, "ops", self.agent)
        nothing = screenshot(BIN, folder, "--offline")
        self.assertEqual(nothing.returncode, 1)
        self.assertIn("Nothing was seen of this agent yet", nothing.stderr)
        self.assertEqual(drawn(folder), [])
        live = screenshot(BIN, folder, "--connection", "ops")
        self.assertEqual(live.returncode, 0, live.stderr)
        self.assertEqual((folder / "cache/fabric/console/ops.json").stat().st_mode & 0o777, 0o600)

    def test_9_stops_in_order_and_leaks_no_secret(self):
        # The database keeps graphs compressed, so what it holds is looked at through the API as well.
        revisions = self.agent.get("/api/v1/topology/revisions")["items"]
        self.assertTrue(all(r["sourceDigest"] for r in revisions), revisions)
        served = json.dumps([self.agent.get(path) for path in (
            "/api/v1/runtimes", "/api/v1/runtimes/hq/topology", "/api/v1/runtimes/hq/inventory",
            "/api/v1/events?limit=500", "/api/v1/platform/services")]
            + [self.agent.get(f"/api/v1/topology/revisions/{r['number']}{part}")
               for r in revisions for part in ("", "/source")])
        self.assertEqual(self.agent.stop(), 0)
        if self.console:
            self.console.terminate()
            self.console.wait(timeout=STEP)
        old_token = (self.gateway.folder / "gateway.token").read_text().strip()
        mine = [self.folder / "data", self.agent.log, self.folder / "console.log", self.folder / "trace.jsonl",
                self.folder / "config", self.folder / "saved/cache", self.folder / "saved/trace.jsonl"]
        files = [file for path in mine for file in ([path] if path.is_file() else path.rglob("*")) if file.is_file()]
        self.assertGreater(len(files), 3)
        self.assertNotIn(CANARY, served)
        self.assertNotIn(old_token, served)
        self.assertNotIn(NEW_TOKEN, served)
        for file in files:
            content = file.read_bytes()
            for secret in (CANARY, old_token, NEW_TOKEN, self.agent.key.split("_", 2)[2]):
                self.assertNotIn(secret.encode(), content, f"a secret is in {file}")

    def test_9a_what_was_seen_is_shown_without_the_agent(self):
        folder = self.folder / "saved"
        live = drawn(folder)
        (folder / "shot.png").unlink()
        offline = screenshot(BIN, folder, "--offline")
        self.assertEqual(offline.returncode, 0, offline.stderr)
        self.assertTrue((folder / "shot.png").read_bytes().startswith(b"\x89PNG"))
        self.assertEqual(len(drawn(folder)), len(live) + 1)
        for figure in ("runtime", "revision", "nodes", "edges"):
            self.assertEqual(drawn(folder)[-1][figure], live[-1][figure])


if __name__ == "__main__":
    unittest.main(verbosity=2, failfast=True)
