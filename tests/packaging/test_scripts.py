#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""Behaviour of the scripts in packaging/ that users and tests lean on."""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PACKAGING = ROOT / "packaging"


def eventually(condition, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        value = condition()
        if value:
            return value
        time.sleep(0.05)
    raise AssertionError("did not happen in time")


def is_alive(pid):
    try:
        return pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


class Folder(unittest.TestCase):
    def setUp(self):
        holder = tempfile.TemporaryDirectory()
        self.addCleanup(holder.cleanup)
        self.dir = pathlib.Path(holder.name)

    def number_in(self, name):
        try:
            return int((self.dir / name).read_text())
        except (OSError, ValueError):
            return None


class Supervise(Folder):
    # A command like a gateway's launcher: the server is its child, in a session of its own.
    SERVER = 'setsid sh -c "echo \\$\\$ >{dir}/server; exec sleep 600" & wait'

    def start(self, script):
        process = subprocess.Popen([PACKAGING / "supervise", self.dir, "thing", "sh", "-c", script.format(dir=self.dir)])
        self.addCleanup(process.wait)
        self.addCleanup(process.terminate)
        return process

    def test_restarts_a_killed_command_and_ends_its_orphans_first(self):
        self.start(self.SERVER)
        server = eventually(lambda: self.number_in("server"))
        command = self.number_in("thing.pid")
        os.kill(command, signal.SIGKILL)
        again = eventually(lambda: self.number_in("server") not in (None, server) and self.number_in("server"))
        self.assertFalse(is_alive(server))
        self.assertTrue(is_alive(again))
        self.assertNotEqual(self.number_in("thing.pid"), command)
        self.assertIn("thing ended with -9", (self.dir / "thing.log").read_text())

    def test_stops_everything_below_it(self):
        process = self.start(self.SERVER)
        server = eventually(lambda: self.number_in("server"))
        process.terminate()
        self.assertEqual(process.wait(30), 0)
        self.assertFalse(is_alive(server))
        self.assertFalse((self.dir / "thing.pid").exists())

    def test_command_goes_with_a_killed_supervisor(self):
        process = self.start("echo $$ >{dir}/server; exec sleep 600")
        server = eventually(lambda: self.number_in("server"))
        process.kill()
        process.wait()
        eventually(lambda: not is_alive(server))


class WithDisplay(Folder):
    def run_it(self, *command):
        return subprocess.run([PACKAGING / "with-display", *command], capture_output=True, text=True, check=False)

    def test_runs_on_a_display_of_its_own_and_keeps_the_exit_code(self):
        outer = self.run_it("sh", "-c", f"echo $DISPLAY; {PACKAGING}/with-display sh -c 'echo $DISPLAY; exit 3'; exit $?")
        self.assertEqual(outer.returncode, 3, outer.stderr)
        first, second = outer.stdout.split()
        self.assertNotEqual(first, second)

    def test_takes_the_server_with_it_when_killed(self):
        process = subprocess.Popen([PACKAGING / "with-display", "sh", "-c", f"echo $PPID >{self.dir}/up; exec sleep 600"])
        eventually(lambda: self.number_in("up"))
        children = subprocess.run(["pgrep", "-P", str(process.pid)], capture_output=True, text=True, check=True).stdout.split()
        self.assertEqual(len(children), 2)
        process.kill()
        process.wait()
        eventually(lambda: not any(is_alive(child) for child in children))


class Windows(Folder):
    def open(self, *command):
        script = f'here={PACKAGING} run={self.dir} data={self.dir}; . $here/lib.sh; . $here/services.sh; service_open window "$@"'
        return subprocess.run(["bash", "-euc", script, "bash", *command], capture_output=True, text=True, check=False)

    def test_says_that_a_window_did_not_stay_open(self):
        answer = self.open("sh", "-c", "echo no display >&2; exit 1")
        self.assertNotEqual(answer.returncode, 0)
        self.assertFalse((self.dir / "window.pid").exists())
        self.assertEqual((self.dir / "window.log").read_text(), "no display\n")

    def test_opens_a_window_once(self):
        answer = self.open("sleep", "600")
        self.assertEqual(answer.returncode, 0, answer.stderr)
        pid = self.number_in("window.pid")
        self.addCleanup(os.kill, pid, signal.SIGTERM)
        self.assertTrue(is_alive(pid))
        self.assertEqual(self.open("sleep", "600").returncode, 0)
        self.assertEqual(self.number_in("window.pid"), pid)

    def test_the_console_has_a_wayland_platform(self):
        names = subprocess.run(["dpkg", "-L", "qt6-wayland"], capture_output=True, text=True, check=True).stdout
        self.assertRegex(names, r"platforms/libqwayland-generic\.so")


class DemoConfig(Folder):
    def make(self):
        output = subprocess.run([PACKAGING / "demo-config", self.dir / "demo"], capture_output=True, text=True, check=True)
        return int(output.stdout), json.loads((self.dir / "demo" / "openclaw.json").read_text())

    def test_has_seven_agents_and_channels_that_stay_off(self):
        port, config = self.make()
        self.assertEqual(config["gateway"]["port"], port)
        self.assertEqual(len(config["agents"]["entries"]), 7)
        self.assertEqual({name for name in config["channels"] if name != "defaults"}, {"telegram", "discord", "slack"})
        for name, channel in config["channels"].items():
            self.assertFalse(channel.get("enabled", False), name)

    def test_secrets_are_generated_and_private(self):
        _, config = self.make()
        token = (self.dir / "demo" / "gateway.token").read_text().strip()
        self.assertEqual(config["gateway"]["auth"]["token"], token)
        self.assertGreater(len(token), 40)
        for name in ("openclaw.json", "gateway.token", "gateway.env"):
            self.assertEqual((self.dir / "demo" / name).stat().st_mode & 0o077, 0, name)

    def test_second_run_changes_nothing(self):
        first = self.make()
        self.assertEqual(self.make(), first)


class ConsoleConnection(Folder):
    def call(self, *arguments, text=""):
        command = [PACKAGING / "console-connection", *arguments]
        return subprocess.run(command, input=text, capture_output=True, text=True, check=False)

    def test_saves_beside_other_connections_and_private(self):
        file = self.dir / "fabric" / "connections.json"
        for name in ("one", "two", "one"):
            answer = self.call("save", file, name, "http://127.0.0.1:1", text=json.dumps({"key": "fab_" + name}))
            self.assertEqual(answer.returncode, 0, answer.stderr)
        content = json.loads(file.read_text())
        self.assertEqual([c["name"] for c in content["connections"]], ["two", "one"])
        self.assertEqual((content["format"], content["last"]), (1, "one"))
        self.assertEqual(file.stat().st_mode & 0o777, 0o600)

    def test_keeps_a_file_that_it_does_not_understand(self):
        file = self.dir / "connections.json"
        good = {"format": 1, "last": "", "connections": [{"name": "one", "url": "http://127.0.0.1:1", "key": "fab_1"}]}
        for text, mode in ((json.dumps(good), 0o640), (json.dumps(good)[:-1], 0o600), ('{"format": 2}', 0o600),
                           ('{"format": 1, "connections": [1]}', 0o600), ("[]", 0o600)):
            file.write_text(text)
            file.chmod(mode)
            for action in ("save", "check"):
                answer = self.call(action, file, "two", "http://127.0.0.1:1", text='{"key": "fab_2"}')
                self.assertEqual(answer.returncode, 3, text)
                self.assertIn(str(file), answer.stderr)
            self.assertEqual(file.read_text(), text)

    def test_many_writers_lose_nothing(self):
        file = self.dir / "fabric" / "connections.json"
        command = [PACKAGING / "console-connection", "save", file]
        writers = [subprocess.Popen([*command, f"c{i}", "http://127.0.0.1:1"], stdin=subprocess.PIPE, text=True) for i in range(8)]
        for writer in writers:
            writer.communicate('{"key": "fab_x"}')
            self.assertEqual(writer.returncode, 0)
        self.assertEqual(len(json.loads(file.read_text())["connections"]), 8)
        self.assertEqual(sorted(p.name for p in file.parent.iterdir()), ["connections.json", "connections.json.lock"])
        self.assertEqual(file.parent.stat().st_mode & 0o777, 0o700)

    def test_a_connection_that_nobody_answers_is_not_good(self):
        file = self.dir / "connections.json"
        self.assertEqual(self.call("check", file, "one", "http://127.0.0.1:1").returncode, 1)
        self.call("save", file, "one", "http://127.0.0.1:1", text='{"key": "fab_x"}')
        self.assertEqual(self.call("check", file, "one", "http://127.0.0.1:1").returncode, 1)


class Packages(Folder):
    def test_names_are_unique_and_in_groups(self):
        names = []
        group = None
        for line in (PACKAGING / "packages.txt").read_text().split("\n"):
            line = line.partition("#")[0].strip()
            if line.startswith("["):
                group = line.strip("[]")
                self.assertIn(group, ("build", "run", "test"))
            elif line:
                self.assertIsNotNone(group)
                names.append(line)
        self.assertEqual(len(names), len(set(names)))

    def test_lock_of_openclaw_pins_content_and_no_host(self):
        lock = json.loads((PACKAGING / "openclaw" / "package-lock.json").read_text())
        for name, package in lock["packages"].items():
            self.assertNotIn("resolved", package, name)
            if name and not package.get("inBundle"):
                self.assertIn("integrity", package, name)


if __name__ == "__main__":
    os.environ.setdefault("LC_ALL", "C.UTF-8")
    sys.exit(unittest.main(verbosity=2))
