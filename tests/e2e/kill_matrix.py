# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""What rollout_kills.py and group_kills.py kill, where, and how the rollout or group may end then.

A pair is named <scenario>:<place>:<victim>. The places are those of agent/failpoints/failpoints.h, and
`on-disk`: the moment at which the configuration file has just become another one.
"""
import dataclasses

AGENT, GATEWAY = "agent", "gateway"


def effect(state, name, moments=("before", "after", "answered")):
    return [f"{state}/{name}.{moment}" for moment in moments]


def commit(state):
    return effect(state, "commit", ("before", "after"))


def reading(state):
    return commit(state) + effect(state, "read")


def end(state):
    return commit(state) + effect(state, "report", ("before", "after"))


WRITING = (commit("writing") + effect("writing", "write") + effect("writing", "write", ("on-disk",))
           + effect("writing", "read"))
RESTORING = effect("rolling_back", "restore") + effect("rolling_back", "restore", ("on-disk",))
FORWARD = (commit("requested") + commit("waiting_gates") + effect("waiting_gates", "decide-gate", ("before", "after"))
           + reading("preflight") + commit("backing_up") + effect("backing_up", "back-up") + WRITING
           + reading("reloading") + reading("verifying") + reading("soaking"))
BACK = (reading("rolling_back") + effect("rolling_back", "check-restored") + RESTORING
        + ["exchange.before", "exchange.after"]
        + end("rolled_back") + effect("rolled_back", "drop-backup", ("before", "after")))
ANY_END = frozenset({"succeeded", "rolled_back", "cancelled"})


@dataclasses.dataclass(frozen=True)
class Scenario:
    places: list
    ends: frozenset  # of the rollout, if the agent is the victim
    ends_without_gateway: frozenset = None  # if the gateway is; as `ends` if absent
    confirm: int = None  # seconds
    is_probed: bool = False  # a probe may confirm it
    soak: int = 1  # seconds
    victims: tuple = (AGENT, GATEWAY)


SCENARIOS = {
    # A changed model. Nobody has to confirm it.
    "apply": Scenario(FORWARD + end("succeeded"), frozenset({"succeeded"}), ANY_END),
    # The same, with a restart of the gateway.
    "restart": Scenario(effect("writing", "write", ("answered", "on-disk")) + reading("reloading")
                        + reading("verifying"), frozenset({"succeeded"}), ANY_END),
    # Nobody confirms.
    "unconfirmed": Scenario(reading("awaiting_confirmation") + commit("rolling_back") + RESTORING,
                            frozenset({"rolled_back"}), confirm=20),
    "confirmed": Scenario(end("succeeded"), frozenset({"succeeded"}), ANY_END, confirm=120),
    # Rolled back by a person while it awaits confirmation.
    "withdrawn": Scenario(BACK, frozenset({"rolled_back"}), confirm=600),
    # Rolled back by a person in the soak.
    "cancelled": Scenario(commit("rolling_back") + RESTORING, frozenset({"rolled_back"}), soak=60),
    # Somebody else was faster: nothing is written.
    "stale": Scenario(end("cancelled"), frozenset({"cancelled"})),
    # An agent is removed (a call without a base hash), and nobody confirms.
    "removal": Scenario(WRITING + RESTORING, frozenset({"rolled_back"}), confirm=20),
    # An agent is added, and nobody confirms. From the second time on its id is one that the gateway may remember: created by a call.
    "addition": Scenario(WRITING + RESTORING, frozenset({"rolled_back"}), confirm=20),
    # A probe confirms it.
    "probed": Scenario(effect("awaiting_confirmation", "run-probes") + reading("awaiting_confirmation"),
                       frozenset({"succeeded"}), ANY_END, confirm=120, is_probed=True),
    # Somebody else changes the same field while it awaits confirmation: an operator must decide.
    "disputed": Scenario(end("failed_operator_needed"), frozenset({"failed_operator_needed"}), confirm=600),
    # The gateway is down on the way back: Fabric starts it.
    "down": Scenario(effect("rolling_back", "start-runtime"), frozenset({"rolled_back"}), confirm=600, victims=(AGENT,)),
}


# Of a group of two: the canary of a wave and the other one. Its state is that of the group, or of the member that acts.
GROUP_SCENARIOS = {
    # Nobody has to confirm it: one commit takes group and members to their end.
    "group": Scenario(effect("running", "group-commit", ("before", "after")) + effect("running", "group-begin", ("before", "after"))
                      + reading("held") + commit("succeeded") + effect("succeeded", "group-commit", ("before", "after")),
                      frozenset({"succeeded"}), frozenset({"succeeded", "rolled_back", "cancelled"})),
    "group-confirmed": Scenario(commit("awaiting_confirmation") + effect("awaiting_confirmation", "group-commit", ("before", "after"))
                                + effect("awaiting_confirmation", "group-confirm", ("before", "after")),
                                frozenset({"succeeded"}), frozenset({"succeeded", "rolled_back"}), confirm=120),
    "group-withdrawn": Scenario(effect("rolling_back", "group-commit", ("before", "after"))
                                + effect("rolling_back", "group-fail", ("before", "after"))
                                + effect("rolled_back", "group-commit", ("before", "after")),
                                frozenset({"rolled_back"}), confirm=600),
}


@dataclasses.dataclass(frozen=True)
class Pair:
    scenario: str
    place: str
    victim: str

    @property
    def name(self):
        return f"{self.scenario}:{self.place}:{self.victim}"

    @property
    def ends(self):
        scenario = (SCENARIOS | GROUP_SCENARIOS)[self.scenario]
        if self.victim == GATEWAY and scenario.ends_without_gateway is not None:
            return scenario.ends_without_gateway
        return scenario.ends


def pair_of(name):
    pair = Pair(*name.split(":"))
    if pair not in ALL + GROUPS:
        raise ValueError(f"there is no pair {name}")
    return pair


def pairs_of(scenarios):
    """Those of the agent first: they are over sooner."""
    return [Pair(name, place, victim) for victim in (AGENT, GATEWAY) for name, scenario in scenarios.items()
            if victim in scenario.victims for place in scenario.places]


ALL = pairs_of(SCENARIOS)
GROUPS = pairs_of(GROUP_SCENARIOS)


def left_out(names):
    """Those of the places in failpoints.h where nothing is killed."""
    killed = {pair.place.rpartition("/")[2] for pair in ALL + GROUPS}
    return sorted(name for name in names if name not in killed)


# What every run of the tests looks at.
TWELVE = [pair_of(name) for name in (
    "apply:requested/commit.after:agent",
    "apply:writing/write.before:agent",
    "apply:writing/write.on-disk:agent",
    "apply:writing/write.answered:agent",
    "apply:reloading/read.answered:agent",
    "unconfirmed:awaiting_confirmation/commit.after:agent",
    "withdrawn:rolling_back/restore.before:agent",
    "withdrawn:exchange.after:agent",
    "withdrawn:rolled_back/commit.before:agent",
    "apply:writing/write.before:gateway",
    "apply:writing/write.on-disk:gateway",
    "withdrawn:rolling_back/restore.on-disk:gateway",
)]
