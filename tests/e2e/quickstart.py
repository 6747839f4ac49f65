#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""packaging/quickstart as a new user runs it, with built programs: quickstart.py BIN_DIR.

The stories run in the order of their names. The real gateway comes from FABRIC_PARTS_DIR (packaging/parts).
"""
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import unittest

from stage import GATEWAY_START, PACKAGING, ROOT, STEP, get_json, wait_for

BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build" / "dev" / "bin"


def processes_of(folder):
    """Command lines that name the folder."""
    found = []
    for entry in pathlib.Path("/proc").iterdir():
        try:
            line = (entry / "cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if entry.name.isdigit() and str(folder) in line and int(entry.name) != os.getpid():
            found.append(line)
    return found


class Quickstart(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(prefix="fabric-quick-")
        cls.folder = pathlib.Path(cls.temporary.name)
        cls.data = cls.folder / "demo-data"
        cls.other = cls.folder / "found-data"

    @classmethod
    def tearDownClass(cls):
        for data in (cls.other, cls.data):
            cls.run_it("--stop", data=data, check=False)
        cls.temporary.cleanup()

    @classmethod
    def run_it(cls, *arguments, data=None, check=True, **environment):
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith("OPENCLAW_") and name not in ("DISPLAY", "WAYLAND_DISPLAY")}
        clean |= {"HOME": str(cls.folder), "XDG_CONFIG_HOME": str(cls.folder / "config"),
                  "FABRIC_NO_SYSTEMD": "1"} | environment
        run = subprocess.run([PACKAGING / "quickstart", *arguments, "--data-dir", data or cls.data, "--bin", BIN],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=GATEWAY_START * 3,
                             env=clean, check=False)
        if check and run.returncode:
            raise AssertionError(f"quickstart ended with {run.returncode}:\n{run.stdout}\n{run.stderr}")
        return run

    def connection(self, name):
        saved = json.loads((self.folder / "config" / "fabric" / "connections.json").read_text())
        return next(c for c in saved["connections"] if c["name"] == name)

    def runtimes(self, name):
        connection = self.connection(name)
        return get_json(connection["url"] + "/api/v1/runtimes", connection["key"])["items"]

    def pid(self, name, data=None):
        return int(((data or self.data) / "run" / f"{name}.pid").read_text())

    def test_1_reaches_a_window_with_the_live_topology(self):
        run = self.run_it()
        self.assertRegex(run.stdout, r"topology of demo: \d+ nodes, \d+ edges, live")
        picture = self.data / "console.png"
        self.assertIn(f"screenshot: {picture}", run.stdout)
        self.assertEqual(picture.read_bytes()[:8], b"\x89PNG\r\n\x1a\n")
        self.assertGreater(picture.stat().st_size, 50_000)  # a window with nothing in it has 10 KB
        self.assertEqual(run.stdout.splitlines()[-1], f"packaging/quickstart --data-dir {self.data} --stop stops it")

    def test_2_a_second_run_changes_nothing(self):
        before = self.pid("agent"), self.pid("gateway"), self.connection("demo-data")
        self.run_it("--no-console")
        self.assertEqual((self.pid("agent"), self.pid("gateway"), self.connection("demo-data")), before)

    def test_3_killed_services_heal(self):
        agent, gateway = self.pid("agent"), self.pid("gateway")
        os.kill(gateway, signal.SIGKILL)
        os.kill(agent, signal.SIGKILL)
        wait_for("another agent", STEP, lambda: self.pid("agent") != agent)
        wait_for("another gateway", STEP, lambda: self.pid("gateway") != gateway)
        wait_for("the runtime to be live", GATEWAY_START,
                 lambda: self.runtimes("demo-data")[0]["status"]["health"] == "live")

    def test_4_says_what_runs(self):
        status = self.run_it("--status").stdout
        for name in ("agent", "gateway"):
            self.assertRegex(status, f"{name}: runs")
        self.assertIn(str(self.data), status)

    def tour(self):
        """The commands of the README's tour that plan and apply, in its order, each as words after the program."""
        lines = re.findall(r"^ +build/release/bin/fabric-agent ((?:plan|apply) .*)$", (ROOT / "README.md").read_text(), re.MULTILINE)
        return [shlex.split(line) for line in lines]

    def test_4b_the_tour_changes_a_model_and_gets_the_old_state_back_although_the_agent_dies(self):
        config = self.data / "demo" / "openclaw.json"
        first, run_first, second, run_second = self.tour()
        planned = self.agent(*first)
        self.assertEqual(planned.returncode, 7, planned.stdout + planned.stderr)  # there is something to do
        run = self.agent(*(self.digits_of(planned) if word == "PLAN" else word for word in run_first), "--soak", "5")
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)
        self.assertIn("succeeded", run.stdout)
        writer = json.loads(config.read_text())["agents"]["entries"]["writer"]
        self.assertIn("local-vllm/qwen3-32b", json.dumps(writer["model"]))
        before = config.read_bytes()
        planned = self.agent(*second)
        self.assertEqual(planned.returncode, 7, planned.stdout + planned.stderr)
        words = [self.digits_of(planned) if word == "PLAN" else word for word in run_second]
        with subprocess.Popen([BIN / "fabric-agent", *words, "--data-dir", self.data], stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL) as waiting:
            wait_for("the change to be written", STEP, lambda: config.read_bytes() != before)
            wait_for("it to be confirmed", STEP, lambda: self.newest_rollout()["state"] == "awaiting_confirmation")
            agent = self.pid("agent")
            os.kill(agent, signal.SIGKILL)
            waiting.wait(timeout=STEP * 3)
        wait_for("another agent", STEP, lambda: self.pid("agent") != agent)
        wait_for("the old state to be back", STEP * 2, lambda: self.newest_rollout()["state"] == "rolled_back")
        self.assertEqual(config.read_bytes(), before)
        evidence = self.agent("rollouts", "evidence", self.newest_rollout()["id"])
        self.assertEqual(evidence.returncode, 0, evidence.stderr)

    @staticmethod
    def digits_of(planned):
        return re.search(r"sha256:([0-9a-f]{8})", planned.stdout)[1]

    def newest_rollout(self):
        listed = self.agent("rollouts", "--json")
        return json.loads(listed.stdout)["items"][0] if listed.returncode == 0 else {"state": "the agent is away"}

    def test_5_pairs_with_a_found_runtime_only_if_told_to(self):
        config = self.data / "demo" / "openclaw.json"
        run = self.run_it("--runtime", "found", "--no-console", data=self.other, OPENCLAW_CONFIG_PATH=str(config))
        self.assertRegex(run.stdout, r"topology of openclaw: \d+ nodes, \d+ edges, live")
        runtime = self.runtimes("found-data")[0]
        self.assertEqual(runtime["status"]["grantedScopes"], ["operator.read"])
        self.assertNotEqual(runtime["status"]["pairedDeviceId"],
                            self.runtimes("demo-data")[0]["status"]["pairedDeviceId"])
        token = (self.data / "demo" / "gateway.token").read_text().strip()
        self.assertNotIn(token, (self.other / "fabric.toml").read_text())

    def test_6_leaves_settings_alone_that_somebody_changed(self):
        config = self.other / "fabric.toml"
        mine = "\n".join(config.read_text().splitlines()[1:]) + "\n"  # without the mark of quickstart
        config.write_text(mine)
        run = self.run_it("--demo", "--no-console", data=self.other, check=False)
        self.assertNotEqual(run.returncode, 0)
        self.assertIn(str(config), run.stderr)
        self.assertEqual(config.read_text(), mine)

    def test_0_names_a_flag_that_it_does_not_know(self):
        run = self.run_it("--bogus", check=False)
        self.assertEqual(run.returncode, 2)
        self.assertIn("'--bogus' is not a flag", run.stderr)

    def agent(self, *arguments):
        return subprocess.run([BIN / "fabric-agent", *arguments, "--data-dir", self.data], capture_output=True, text=True,
                              check=False, timeout=STEP)

    def test_7_stops_all_that_it_started(self):
        self.agent("plan", "demo", "--adopt")
        plan = json.loads(self.agent("plan", "demo", "--model", "writer=openai/gpt-5.4", "--json").stdout)
        begun = self.agent("apply", plan["summary"]["id"], "--soak", "600", "--no-wait", "--json")
        self.assertEqual(begun.returncode, 0, begun.stderr)
        self.assertNotIn("not finished", self.run_it("--stop", data=self.other).stdout)
        stopped = self.run_it("--stop").stdout
        self.assertIn(f"rollout {json.loads(begun.stdout)['id']} of demo is not finished", stopped)
        self.assertRegex(stopped, "agent: stopped")
        self.assertEqual(processes_of(self.folder), [])
        self.assertIn("agent: does not run", self.run_it("--status").stdout)


if __name__ == "__main__":
    unittest.main(verbosity=2, failfast=True)
