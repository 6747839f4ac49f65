#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""Takes the pictures of docs/screenshots: pages of the console, dark and light, small and large.

screenshots.py BIN_DIR OUT_DIR          on recorded data
screenshots.py BIN_DIR OUT_DIR --real   on an agent and an OpenClaw gateway from FABRIC_PARTS_DIR (packaging/parts)

A tool, no test: somebody looks at what it makes.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from stage import PACKAGING, ROOT, STEP, Agent, Gateway, post, wait_for

SIZES = ("1280x720", "2560x1440")
THEMES = ("dark", "light")
RECORDED = {
    "intent": ["--page", "intent"],
    "plans": ["--page", "plans"],
    "plan": ["--page", "plans", "--select", "first plan"],
    "rollouts": ["--page", "rollouts"],
    "rollout": ["--page", "rollouts", "--select", "318"],
    "rollout-confirm": ["--page", "rollouts", "--select", "316"],
    "rollout-kept": ["--page", "rollouts", "--select", "313"],
    "rollout-operator": ["--page", "rollouts", "--select", "315"],
}
GROUPS = {
    "group-waves": ["--page", "rollouts", "--select", "327"],
    "group-confirm": ["--page", "rollouts", "--select", "324"],
    "group-back": ["--page", "rollouts", "--select", "322"],
}


def take(programs, out, name, folder, arguments):
    environment = {**os.environ, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder / "config"),
                   "XDG_CACHE_HOME": str(folder / "cache"), "LC_ALL": "C.UTF-8"}
    for size in SIZES:
        for theme in THEMES:
            path = out / f"{name}-{size.split('x')[0]}-{theme}.png"
            subprocess.run([PACKAGING / "with-display", programs / "fabric-console", "--size", size, "--theme", theme,
                            "--screenshot", path, *arguments], check=True, timeout=120, stdin=subprocess.DEVNULL,
                           env={**environment, "FABRIC_DISPLAY_SIZE": size})
            print(path)


def recorded(programs, out, folder):
    recordings = ROOT / "tests" / "fixtures" / "replay"
    recording = recordings / "changes.json"
    first = json.loads(recording.read_text())["plans"][0]["summary"]["id"]
    for name, arguments in RECORDED.items():
        chosen = [first if argument == "first plan" else argument for argument in arguments]
        take(programs, out, name, folder, ["--replay", recording, "--runtime", "hq", *chosen])
    for name, arguments in GROUPS.items():
        take(programs, out, name, folder, ["--replay", recordings / "groups.json", "--runtime", "hq", *arguments])


def posted(agent, path, body):
    status, answer = post(agent, path, body)
    if status not in (200, 201, 202):
        raise AssertionError(f"{path}: {status} {answer}")
    return answer


def real(programs, out, folder):
    gateway = Gateway(folder / "demo")
    gateway.start()
    agent = Agent(programs, folder / "data", gateway)
    agent.start()
    try:
        wait_for("the runtime to be live", STEP, lambda: agent.health() == "live")
        key = folder / "key"
        key.touch(mode=0o600)
        key.write_text(agent.key)
        at = ["--url", agent.url, "--key-file", key, "--runtime", "hq"]
        for subject, model in (("writer", "local-vllm/qwen3-32b"), ("concierge", "openai/gpt-5.4")):
            posted(agent, "/api/v1/topology/intent",
                   {"runtime": "hq", "reason": f"{subject} answers too slowly with what it has",
                    "edits": [{"edit": "set-model", "subject": f"agent:{subject}", "primary": f"model:{model}",
                               "fallbacks": []}]})
        take(programs, out, "real-intent", folder, [*at, "--page", "intent"])
        plan = posted(agent, "/api/v1/plans", {"runtime": "hq", "title": "Faster models for Writer and Concierge"})
        plan_id = plan["summary"]["id"]
        take(programs, out, "real-plan", folder, [*at, "--page", "plans", "--select", plan_id])
        rollout = posted(agent, "/api/v1/rollouts", {"plans": [plan_id], "soakSeconds": 2, "confirmSeconds": 900})
        wait_for("the rollout to wait for a confirmation", 2 * STEP, lambda: agent.get(
            "/api/v1/rollouts/" + rollout["id"])["state"] == "awaiting_confirmation")
        take(programs, out, "real-rollout", folder, [*at, "--page", "rollouts", "--select", rollout["id"]])
        gateway.kill()
        wait_for("the gateway to be missed", STEP, lambda: agent.health() != "live")
        take(programs, out, "real-rollout-gateway-dead", folder,
             [*at, "--page", "rollouts", "--select", rollout["id"]])
    finally:
        agent.kill()
        gateway.kill()


def main():
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    programs, out = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="fabric-shots-") as name:
        folder = pathlib.Path(name)
        os.environ["XDG_CONFIG_HOME"] = str(folder / "settings")
        (real if sys.argv[3:] == ["--real"] else recorded)(programs, out, folder)


if __name__ == "__main__":
    main()
