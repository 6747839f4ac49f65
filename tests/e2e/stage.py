# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""Real parts on one machine, for tests and benchmarks: a gateway, an agent that watches it, a console that shows it."""
import contextlib
import json
import os
import pathlib
import re
import shlex
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
import uuid

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PACKAGING = ROOT / "packaging"
CANARY = "canary-4f1d2c9a-must-be-found-nowhere"
GATEWAY_START = 300  # seconds; measured 10 to 75 on two loaded cores, 200 at a load of 16
STEP = 60


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, seconds, check, pause=0.2):
    """The first true answer of check(), asked every `pause` seconds; fails naming what was waited for, and why."""
    deadline = time.monotonic() + seconds
    last = None
    while time.monotonic() < deadline:
        try:
            answer = check()
            if answer:
                return answer
        except (OSError, ValueError, KeyError) as error:
            last = error
        time.sleep(pause)
    raise AssertionError(f"waited {seconds} s for {what}; last error: {last}")


def side_by_side(scripts):
    """Runs Python scripts (each a list: file and arguments) at the same time; gateways mostly wait. @return 0 if all ended so."""
    running = [subprocess.Popen([sys.executable, *script]) for script in scripts]
    try:
        return 1 if any([one.wait() for one in running]) else 0
    finally:
        for one in running:
            one.terminate()
            one.wait()


def get_json(url, key=None):
    request = urllib.request.Request(url, headers={"Authorization": "Bearer " + key} if key else {})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(request, timeout=10) as answer:
        return json.load(answer)


def post(agent, path, body=None, key=None):
    """Status and answer of a POST to an Agent; `key`: its Idempotency-Key, a new one if absent."""
    request = urllib.request.Request(
        agent.url + path, data=json.dumps(body).encode() if body is not None else b"", method="POST",
        headers={"Authorization": "Bearer " + agent.key, "Idempotency-Key": key or str(uuid.uuid4()),
                 **({"Content-Type": "application/json"} if body is not None else {})})
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=30) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


class Gateway:
    """The demo runtime of packaging/, with a canary in every place that holds a secret."""

    def __init__(self, folder):
        self.folder = folder
        self.port = int(subprocess.check_output([PACKAGING / "demo-config", folder], text=True))
        self.config_path = folder / "openclaw.json"
        config = self.config()
        config["models"]["providers"]["local-vllm"]["apiKey"] = CANARY
        config["mcp"]["servers"].setdefault("canary", {"url": "http://127.0.0.1:9/mcp", "enabled": False,
                                                       "headers": {"Authorization": "Bearer " + CANARY}})
        self.write(config)
        self.command = [str(PACKAGING / "demo-gateway"), str(folder)]
        self.process = None

    def config(self):
        """What the file says; whole lines of comments may be in it."""
        return json.loads(re.sub(r"^\s*//.*$", "", self.config_path.read_text(), flags=re.MULTILINE))

    def write(self, config):
        self.write_text(json.dumps(config, indent=2))

    def write_text(self, text):
        """As an editor saves: a new file in the place of the old one."""
        new = self.config_path.with_suffix(".new")
        new.write_text(text)
        new.chmod(0o600)
        new.rename(self.config_path)

    def spawn(self):
        with open(self.folder / "gateway.out", "ab") as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                                            start_new_session=True)

    def wait_ready(self):
        wait_for("the gateway to be ready", GATEWAY_START, self.is_ready)

    def start(self):
        self.spawn()
        self.wait_ready()

    def is_ready(self):
        if self.process.poll() is not None:
            raise AssertionError(f"the gateway ended with {self.process.returncode}")
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/readyz", timeout=5) as answer:
            return answer.status == 200

    def kill(self):
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def control(self):
        """A command that starts it and returns, as the agent's setting `control` wants it. See adopt()."""
        command = self.folder / "start-gateway"
        command.write_text(f"#!/bin/sh\ncd '{self.folder}'\nsetsid {shlex.join(self.command)} </dev/null >>gateway.out 2>&1 &\n"
                           "echo $! >>started.pid\n")
        command.chmod(0o700)
        return f'"{command}"'

    def adopt(self):
        """Takes over what control() has started: of several the one that had the place first."""
        started = [Stranger(int(pid)) for pid in (self.folder / "started.pid").read_text().split()]
        self.process = next((one for one in started if one.poll() is None), started[-1])


class Stranger:
    """A process that somebody else started, as far as a Gateway needs it."""

    def __init__(self, pid):
        self.pid = pid
        self.returncode = None

    def poll(self):
        with contextlib.suppress(OSError):
            if pathlib.Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z":
                return None
        self.returncode = -1
        return self.returncode

    def wait(self):
        wait_for("the gateway to be gone", STEP, lambda: self.poll() is not None)


class Agent:
    def __init__(self, programs, folder, gateway, control="none", role="operator"):
        self.program = programs / "fabric-agent"
        self.folder = folder
        self.url = f"http://127.0.0.1:{free_port()}"
        self.log = folder.parent / "agent.log"
        self.failpoint = folder.parent / "failpoint"  # see agent/failpoints/failpoints.h
        self.ready_at = None  # Unix time
        folder.mkdir(mode=0o700)
        (folder / "fabric.toml").write_text(
            f'[agent]\nlisten = "{self.url.removeprefix("http://")}"\n\n[[runtime]]\nid = "hq"\n'
            f'config_path = "{gateway.config_path}"\nurl = "ws://127.0.0.1:{gateway.port}"\n'
            f'control = {json.dumps(control)}\nenvironment = "production"\n')
        made = self.run("apikey", "create", "--name", "e2e", "--role", role, "--json")
        self.key = json.loads(made.stdout)["key"]
        self.process = None

    def run(self, *arguments, check=True, stdout=subprocess.PIPE, timeout=STEP):
        return subprocess.run([self.program, *arguments, "--data-dir", self.folder], text=True, stdin=subprocess.DEVNULL,
                              stdout=stdout, stderr=subprocess.PIPE, timeout=timeout, check=check)

    def start(self):
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen([self.program, "serve", "--data-dir", self.folder],
                                            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log,
                                            env={**os.environ, "FABRIC_FAILPOINT": str(self.failpoint)})
        wait_for("the agent to be ready", STEP, lambda: self.get("/readyz", key=None), pause=0.01)
        self.ready_at = time.time()

    def get(self, path, key=""):
        return get_json(self.url + path, None if key is None else key or self.key)

    def topology(self):
        return self.get("/api/v1/runtimes/hq/topology")

    def node_ids(self):
        return {node["id"] for node in self.topology()["graph"]["nodes"]}

    def runtime(self):
        return self.get("/api/v1/runtimes/hq")

    def health(self):
        return self.runtime()["status"]["health"]

    def problems(self):
        return {problem["code"] for problem in self.runtime()["status"]["problems"]}

    def kill(self):
        self.process.kill()
        self.process.wait()

    def stop(self):
        self.process.terminate()
        return self.process.wait(timeout=STEP)


def start_console(programs, folder, agent):
    """A console on a virtual display that writes down in `folder` what it draws (see drawn)."""
    key_file = folder / "key"
    key_file.touch(mode=0o600)
    key_file.write_text(agent.key)
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder / "config"), "HOME": str(folder)}
    with open(folder / "console.log", "ab") as log:
        return subprocess.Popen(
            [PACKAGING / "with-display", programs / "fabric-console", "--url", agent.url, "--key-file", key_file,
             "--page", "topology", "--trace", folder / "trace.jsonl"],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, env=environment)


def screenshot(programs, folder, *arguments):
    """Runs a console with saved connections and a cache of its own in `folder` until its page is saved as shot.png."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder / "config"), "XDG_CACHE_HOME": str(folder / "cache"),
                   "HOME": str(folder)}
    return subprocess.run(
        [PACKAGING / "with-display", programs / "fabric-console", *arguments, "--page", "topology", "--trace",
         folder / "trace.jsonl", "--screenshot", folder / "shot.png"],
        stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120, check=False, env=environment)


def save_connection(folder, name, agent):
    """As quickstart does, for screenshot()."""
    subprocess.run([PACKAGING / "console-connection", "save", folder / "config" / "fabric" / "connections.json", name,
                    agent.url], input=json.dumps({"key": agent.key}), text=True, check=True, timeout=STEP)


def drawn(folder):
    """What the console of start_console has drawn, oldest first."""
    trace = folder / "trace.jsonl"
    return [json.loads(line) for line in trace.read_text().splitlines()] if trace.exists() else []
