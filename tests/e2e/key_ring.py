#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""A connection as quickstart saves it, on a desktop with a key ring: key_ring.py BIN_DIR.

The real console takes its key over into a real gnome-keyring-daemon, on a session bus of its own. The stories run in the
order of their names.
"""
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import unittest

from stage import PACKAGING, ROOT, STEP, free_port, get_json, wait_for

BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build" / "dev" / "bin"


class KeyRing(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = pathlib.Path(os.environ["HOME"])
        cls.file = cls.folder / "config" / "fabric" / "connections.json"
        cls.data = cls.folder / "data"
        cls.data.mkdir(mode=0o700)
        cls.url = f"http://127.0.0.1:{free_port()}"
        (cls.data / "fabric.toml").write_text(f'[agent]\nlisten = "{cls.url.removeprefix("http://")}"\n')
        cls.agent = subprocess.Popen([BIN / "fabric-agent", "serve", "--data-dir", cls.data], stdin=subprocess.DEVNULL,
                                     stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        wait_for("the agent", STEP, lambda: get_json(cls.url + "/readyz"))
        cls.ring = subprocess.Popen(["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"],
                                    stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.ring.stdin.write(b"a password for tests")
        cls.ring.stdin.close()
        wait_for("the key ring", STEP, lambda: cls.on_bus("org.freedesktop.secrets"))

    @classmethod
    def tearDownClass(cls):
        for process in (cls.agent, cls.ring):
            process.terminate()
            process.wait(timeout=STEP)

    @staticmethod
    def on_bus(name):
        call = ["dbus-send", "--session", "--print-reply", "--dest=org.freedesktop.DBus", "/", "org.freedesktop.DBus.NameHasOwner",
                f"string:{name}"]
        return "true" in subprocess.run(call, capture_output=True, text=True, check=True).stdout

    def connection(self, action, *arguments, text=""):
        return subprocess.run([PACKAGING / "console-connection", action, self.file, "ops", *arguments], input=text,
                              capture_output=True, text=True, timeout=STEP, check=False)

    def make_key(self):
        made = subprocess.run([BIN / "fabric-agent", "apikey", "create", "--name", "e2e", "--role", "viewer", "--json",
                               "--data-dir", self.data], capture_output=True, text=True, timeout=STEP, check=True).stdout
        self.assertEqual(self.connection("save", self.url, text=made).returncode, 0)
        return json.loads(made)["key"]

    def console(self):
        """Everything that it said; its picture is taken once the page is ready."""
        run = subprocess.run([PACKAGING / "with-display", BIN / "fabric-console", "--connection", "ops", "--page", "runtimes",
                              "--screenshot", self.folder / "console.png"],
                             stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=STEP * 2, check=False)
        self.assertEqual(run.returncode, 0, run.stderr)
        return run.stdout + run.stderr

    def saved(self):
        return json.loads(self.file.read_text())["connections"][0]

    def entries(self):
        found = subprocess.run(["secret-tool", "search", "--all", "server", "fabric-console"], capture_output=True, text=True,
                               timeout=STEP, check=True)
        return [line.removeprefix("secret = ") for line in found.stdout.splitlines() if line.startswith("secret = ")]

    def test_1_the_console_takes_the_key_over(self):
        key = self.make_key()
        self.assertEqual(self.saved()["key"], key)
        said = self.console()
        self.assertNotIn("key", self.saved())
        self.assertNotIn(key, self.file.read_text() + said)
        self.assertEqual(self.file.stat().st_mode & 0o777, 0o600)
        self.assertEqual(self.entries(), [key])

    def test_2_quickstart_and_the_console_still_use_it(self):
        before = self.file.read_text()
        self.assertEqual(self.connection("check", self.url).returncode, 0)
        self.console()
        self.assertEqual(self.file.read_text(), before)

    def test_3_a_new_key_takes_the_place_of_the_old_one(self):
        key = self.make_key()
        self.assertEqual(self.saved()["key"], key)
        self.console()
        self.assertNotIn("key", self.saved())
        self.assertEqual(self.entries(), [key])
        self.assertEqual(self.connection("check", self.url).returncode, 0)

    def test_4_without_the_key_ring_quickstart_knows_that_it_has_no_key(self):
        bus = os.environ.pop("DBUS_SESSION_BUS_ADDRESS")
        self.addCleanup(os.environ.__setitem__, "DBUS_SESSION_BUS_ADDRESS", bus)
        self.assertEqual(self.connection("check", self.url).returncode, 1)

    def test_5_the_console_ends_in_order_when_told_to(self):
        process = subprocess.Popen([BIN / "fabric-console", "--connection", "ops"], stdin=subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        status = pathlib.Path(f"/proc/{process.pid}/status")
        caught = 1 << (signal.SIGTERM - 1)
        wait_for("the event loop", STEP,
                 lambda: int(status.read_text().split("SigCgt:")[1].split()[0], 16) & caught)
        process.terminate()
        self.assertEqual(process.wait(timeout=STEP), 0)


def main():
    if os.environ.get("FABRIC_TEST_BUS"):
        unittest.main(verbosity=2, failfast=True)
    with tempfile.TemporaryDirectory(prefix="fabric-ring-") as folder:
        os.mkdir(f"{folder}/run", 0o700)
        desktop = {name: value for name, value in os.environ.items()
                   if name not in ("DISPLAY", "WAYLAND_DISPLAY", "DBUS_SESSION_BUS_ADDRESS") and not name.startswith("XDG_")}
        desktop |= {"HOME": folder, "XDG_CONFIG_HOME": f"{folder}/config", "XDG_RUNTIME_DIR": f"{folder}/run",
                    "FABRIC_TEST_BUS": "1"}
        desktop.pop("QT_QPA_PLATFORM", None)
        sys.exit(subprocess.run(["dbus-run-session", "--", sys.executable, __file__, BIN], env=desktop, check=False).returncode)


if __name__ == "__main__":
    main()
