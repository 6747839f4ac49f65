# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""What an operator does through the API to change a runtime: edits, plans, rollouts."""

import os

from stage import STEP, Agent, Gateway, post, wait_for

OVER = {"cancelled", "succeeded", "rolled_back", "failed_operator_needed"}


def set_model(agent_id, model):
    return {"edit": "set-model", "subject": f"agent:{agent_id}", "primary": f"model:{model}", "fallbacks": []}


def merged(document, patch):
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    out = dict(document) if isinstance(document, dict) else {}
    for name, value in patch.items():
        if value is None:
            out.pop(name, None)
        else:
            out[name] = merged(out.get(name), value)
    return out


class Changes:
    """Works on self.gateway through self.agent."""

    def finish(self):
        if self.agent.stop() != 0:
            raise AssertionError("the agent did not stop in order")
        self.agent.run("audit", "verify")

    def posted(self, path, body=None, status=(200, 201, 202), key=None):
        got, answer = post(self.agent, path, body, key)
        if got not in status:
            raise AssertionError(f"POST {path}: {got}, wanted {status}: {answer}")
        return answer

    def plan(self, title, **wish):
        """@param wish edits, or a document."""
        self.posted("/api/v1/topology/intent", {"runtime": "hq", "reason": title, **wish})
        return self.posted("/api/v1/plans", {"runtime": "hq", "title": title})

    def adopt(self):
        """Forgets what was wanted and not applied."""
        self.posted("/api/v1/topology/intent", {"runtime": "hq", "adopt": True})

    def plan_model(self, agent_id, model):
        return self.plan(f"A new model for {agent_id}", edits=[set_model(agent_id, model)])

    def document(self):
        """The configuration as the agent last saw it, secrets masked."""
        newest = next(revision["number"] for revision in self.agent.get("/api/v1/topology/revisions")["items"]
                      if revision["kind"] == "observed")
        return self.agent.get(f"/api/v1/topology/revisions/{newest}/source")["document"]

    def begin(self, plan, soak=2, **options):
        return self.posted("/api/v1/rollouts", {"plans": [plan["summary"]["id"]], "soakSeconds": soak, **options})

    def model_of(self, agent_id):
        model = self.gateway.config()["agents"]["entries"][agent_id].get("model")
        return model["primary"] if isinstance(model, dict) else model

    def rollout(self, rollout_id):
        return self.agent.get("/api/v1/rollouts/" + rollout_id)

    def wait_state(self, rollout_id, states, seconds=240):
        """A gateway may write and never answer: Fabric reads back after 120 s then, and goes on."""
        return wait_for(f"the rollout to be {states}", seconds, lambda: (
            lambda now: now if now["state"] in states else None)(self.rollout(rollout_id)))


class Twins(Changes):
    """Two real gateways that are the same, the runtimes `hq` and `lab` of one agent."""

    GROUPS = "/api/v1/rollout-groups"

    def __init__(self, programs, folder):
        os.environ["XDG_CONFIG_HOME"] = str(folder / "settings")
        self.gateways = {"hq": Gateway(folder / "demo"), "lab": Gateway(folder / "lab")}
        self.agent = Agent(programs, folder / "data", self.gateways["hq"])
        lab = self.gateways["lab"]
        with open(self.agent.folder / "fabric.toml", "a", encoding="utf-8") as settings:
            settings.write(f'\n[[runtime]]\nid = "lab"\nconfig_path = "{lab.config_path}"\n'
                           f'url = "ws://127.0.0.1:{lab.port}"\nenvironment = "production"\n')

    def start(self):
        for gateway in self.gateways.values():
            gateway.spawn()
        for gateway in self.gateways.values():
            gateway.wait_ready()
        self.agent.start()
        for runtime in self.gateways:
            self.wait_live(runtime)

    def close(self):
        if self.agent.process and self.agent.process.poll() is None:
            self.agent.kill()
        for gateway in self.gateways.values():
            if gateway.process:
                gateway.kill()

    def wait_live(self, runtime):
        wait_for(f"{runtime} to be live", STEP,
                 lambda: self.agent.get(f"/api/v1/runtimes/{runtime}")["status"]["health"] == "live")

    def model_in(self, runtime, agent_id):
        model = self.gateways[runtime].config()["agents"]["entries"][agent_id].get("model")
        return model["primary"] if isinstance(model, dict) else model

    def bytes(self):
        return {runtime: gateway.config_path.read_bytes() for runtime, gateway in self.gateways.items()}

    def planned(self, agent_id, model):
        """Ids of the plans that give the agent of every runtime this model."""
        plans = []
        for runtime in self.gateways:
            self.posted("/api/v1/topology/intent", {"runtime": runtime, "adopt": True})
            self.posted("/api/v1/topology/intent", {"runtime": runtime, "edits": [set_model(agent_id, model)]})
            plans.append(self.posted("/api/v1/plans", {"runtime": runtime})["summary"]["id"])
        return plans

    def group(self, group_id):
        return self.agent.get(f"{self.GROUPS}/{group_id}")

    def wait_group(self, group_id, states, seconds=300):
        return wait_for(f"the group to be {states}", seconds, lambda: (
            lambda now: now if now["state"] in states else None)(self.group(group_id)))
