#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""bench_planner.py FABRIC_BENCH_PLANNING TOFU COUNT...: plans of COUNT resources beside those of OpenTofu, in one run.

Both are processes that read the recorded and the wanted state from files, have nothing kept from an earlier run, and print a
plan: Fabric over the agents of the made-up configuration, OpenTofu over terraform_data, which is built in and asks nobody;
it is also spared refreshing. Each resource has two values that may change; "everything changed" changes both (a few tools stay
what they were). Values are processor time of the whole process and its children, user and system, the median of the rounds.
"""
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import uuid

PROVIDER = 'provider["terraform.io/builtin/terraform"]'


def cpu_ms(command, **options):
    """Runs it; its processor time and what it printed."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, **options)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode != 0:
        raise SystemExit(f"{command[0]} ended with {done.returncode}: {done.stdout[-2000:]}")
    return (after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime) * 1000, done.stdout


def values(number, is_changed):
    return {
        "model": f"m{(number + 3) % 7}x" if is_changed else f"m{number % 7}",
        "tools": [f"tool{(number + (1 if is_changed else 0)) % 50}"],
    }


def typed(value):
    """As OpenTofu records a value of any type."""
    return {"value": value, "type": ["object", {"model": "string", "tools": ["tuple", ["string"]]}]}


def write_tofu(folder, count, is_changed):
    resources = {f"agent{i}": {"input": values(i, is_changed)} for i in range(count)}
    (folder / "main.tf.json").write_text(json.dumps({"resource": {"terraform_data": resources}}), encoding="utf-8")
    recorded = []
    for i in range(count):
        attributes = {
            "id": str(uuid.UUID(int=i)),
            "input": typed(values(i, False)),
            "output": typed(values(i, False)),
            "triggers_replace": None,
        }
        recorded.append({
            "mode": "managed", "type": "terraform_data", "name": f"agent{i}", "provider": PROVIDER,
            "instances": [{"schema_version": 0, "attributes": attributes, "sensitive_attributes": []}],
        })
    state = {"version": 4, "terraform_version": "1.10.0", "serial": 1, "lineage": str(uuid.UUID(int=count)), "outputs": {},
             "resources": recorded, "check_results": None}
    (folder / "terraform.tfstate").write_text(json.dumps(state), encoding="utf-8")


def tofu_ms(tofu, folder, count, is_changed):
    """One plan by OpenTofu, which must see what it is meant to see."""
    write_tofu(folder, count, is_changed)
    environment = {"HOME": str(folder), "PATH": os.environ["PATH"], "CHECKPOINT_DISABLE": "1", "TF_IN_AUTOMATION": "1"}
    command = [tofu, "plan", "-input=false", "-no-color", "-lock=false", "-refresh=false"]
    spent, text = cpu_ms(command, cwd=folder, env=environment)
    expected = f"Plan: 0 to add, {count} to change, 0 to destroy." if is_changed else "No changes."
    if expected not in text:
        raise SystemExit(f"OpenTofu did not plan what was meant: {text[-2000:]}")
    return spent


def fabric_ms(program, folder, count, is_changed):
    """One plan by Fabric, the same way; it prints how many fields it changes."""
    spent, text = cpu_ms(
        [program, "--plan", str(folder / "observed.json"), str(folder / ("changed.json" if is_changed else "same.json"))])
    fields = int(text.split()[1])
    if not count <= fields <= 2 * count if is_changed else fields != 0:
        raise SystemExit(f"Fabric did not plan what was meant: {text}")
    return spent


def compare(program, tofu, count):
    rounds = 3 if count <= 1000 else 1
    with tempfile.TemporaryDirectory() as place:
        folder = pathlib.Path(place)
        subprocess.run([program, "--write", place, str(count)], check=True)
        for is_changed in (False, True):
            own = statistics.median(fabric_ms(program, folder, count, is_changed) for _ in range(rounds))
            other = statistics.median(tofu_ms(tofu, folder, count, is_changed) for _ in range(rounds))
            what = "everything changed" if is_changed else "nothing changed"
            print(f"plan of {count:,} resources as a process, {what} (reference: OpenTofu)\t{own:.0f}\tms CPU\t{other:.0f}\t"
                  f"{own / other:.4f}", flush=True)


if __name__ == "__main__":
    for resources in sys.argv[3:]:
        compare(sys.argv[1], sys.argv[2], int(resources))
