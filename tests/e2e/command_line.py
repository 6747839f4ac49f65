#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""The command line as a client: the real program against a running agent, and against what is not one.

command_line.py BIN_DIR    programs to test; no gateway is needed
"""
import contextlib
import http.server
import json
import os
import pathlib
import pwd
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import types
import unittest

from stage import ROOT, STEP, Agent, free_port, wait_for

BIN = pathlib.Path(sys.argv.pop(1)) if len(sys.argv) > 1 else ROOT / "build" / "dev" / "bin"
OK, INTERNAL, USAGE, REFUSED, UNREACHABLE = range(5)
CHANGES_PENDING = 7
INTERRUPTED = 130


class Case(unittest.TestCase):
    def setUp(self):
        temporary = tempfile.TemporaryDirectory(prefix="fabric-e2e-")
        self.addCleanup(temporary.cleanup)
        self.folder = pathlib.Path(temporary.name)
        config = self.folder / "openclaw.json"
        config.write_text(json.dumps({"agents": {"entries": {"writer": {}}}}))
        # A runtime whose gateway is down: it is read from its file, and that is its problem.
        self.agent = Agent(BIN, self.folder / "data", types.SimpleNamespace(config_path=config, port=free_port()))

    def start(self):
        self.agent.start()
        self.addCleanup(self.agent.stop)
        wait_for("the runtime to be read", STEP, lambda: self.agent.health() == "file-only")

    def run_client(self, *arguments, status=OK):
        """What the command prints; on standard error if it is to fail."""
        done = self.agent.run(*arguments, check=False)
        self.assertEqual(done.returncode, status, done.stderr)
        if status != OK:
            self.assertEqual(done.stdout, "")
        return done.stdout if status == OK else done.stderr

    def key_file(self, role):
        made = json.loads(self.run_client("apikey", "create", "--name", role, "--role", role, "--json"))
        return self.file_with(made["key"], role)

    def file_with(self, text, name):
        file = self.folder / name
        file.touch(mode=0o600)
        file.write_text(text + "\n")
        return file

    def stopped_folder(self):
        """The rows of the audit chain as (actor, action, subject), and all bytes that the agent kept or logged."""
        self.agent.stop()
        with contextlib.closing(sqlite3.connect(self.agent.folder / "fabric.db")) as database:
            rows = database.execute("SELECT actor, action, subject FROM audit").fetchall()
        files = [self.agent.log, *(file for file in self.agent.folder.rglob("*") if file.is_file())]
        return rows, b"".join(file.read_bytes() for file in files)


class AtAnAgent(Case):
    def test_lists_runtimes_for_people_and_for_programs(self):
        self.start()
        heading, line = self.run_client("runtimes").splitlines()
        self.assertEqual(heading.split(), ["RUNTIME", "STATE", "MODE", "VERSION", "OBSERVED", "PROBLEM"])
        self.assertEqual(line.split()[:4], ["hq", "file-only", "file", "-"])
        self.assertEqual(line.index("file-only"), heading.index("STATE"))
        self.assertIn("The gateway cannot be reached", line)
        self.assertIn("Start the gateway", line)
        self.assertEqual(json.loads(self.run_client("runtimes", "--json")), self.agent.get("/api/v1/runtimes"))
        viewer = ("--url", self.agent.url, "--key-file", self.key_file("viewer"))
        self.assertEqual(self.run_client("runtimes", *viewer).splitlines()[1].split()[:2], ["hq", "file-only"])
        self.assertEqual(json.loads(self.run_client("runtimes", "--json", *viewer)), self.agent.get("/api/v1/runtimes"))

    def test_keys_are_made_listed_and_revoked_at_an_address(self):
        self.start()
        admin = ("--url", self.agent.url, "--key-file", self.key_file("admin"))
        made = json.loads(self.run_client("apikey", "create", "--name", "far", "--role", "viewer", "--json", *admin))
        self.agent.get("/api/v1/runtimes", key=made["key"])
        shown = {name: made[name] for name in ("prefix", "name", "role", "createdAt", "revokedAt")}
        listed = json.loads(self.run_client("apikey", "list", "--json", *admin))
        self.assertIn(shown, listed["items"])
        self.assertEqual(listed, json.loads(self.run_client("apikey", "list", "--json")))
        self.assertEqual({made["prefix"], "viewer", "far"},
                         {made["prefix"], "viewer", "far"} & set(self.run_client("apikey", "list", *admin).split()))
        text = self.run_client("apikey", "create", "--name", "plain", "--role", "viewer", *admin).strip()
        self.agent.get("/api/v1/runtimes", key=text)
        self.assertIn("revoked " + made["prefix"], self.run_client("apikey", "revoke", made["prefix"], *admin))
        mine = ("--url", self.agent.url, "--key-file", self.file_with(made["key"], "far"))
        self.assertIn("not valid", self.run_client("runtimes", *mine, status=REFUSED))
        self.assertIn("no API key", self.run_client("apikey", "revoke", "ffffffff", *admin, status=REFUSED))
        self.run_client("apikey", "revoke", text[4:12])
        events = json.dumps(self.agent.get("/api/v1/events?limit=500"))
        rows, kept = self.stopped_folder()
        by_key = "apikey:" + pathlib.Path(admin[3]).read_text()[4:12]
        by_user = "cli:" + pwd.getpwuid(os.getuid()).pw_name
        done = {(action.rpartition(".")[2], subject): actor for actor, action, subject in rows}
        self.assertEqual(done["created", "apikey:" + made["prefix"]], by_key)
        self.assertEqual(done["revoked", "apikey:" + made["prefix"]], by_key)
        self.assertEqual(done["created", by_key], by_user)
        self.assertEqual(done["revoked", "apikey:" + text[4:12]], by_user)
        for key in (made["key"], text):
            self.assertNotIn(key.split("_", 2)[2], events)
            self.assertNotIn(key.split("_", 2)[2].encode(), kept)

    def test_only_an_admin_manages_keys(self):
        self.start()
        viewer = ("--url", self.agent.url, "--key-file", self.key_file("viewer"))
        for words in (("list",), ("create", "--name", "x", "--role", "viewer"), ("revoke", "ffffffff")):
            self.assertIn("role admin", self.run_client("apikey", *words, *viewer, status=REFUSED))

    def test_a_key_that_could_not_be_shown_is_no_success(self):
        for arguments in (["apikey", "create", "--name", "lost", "--role", "viewer"], ["version"]):
            with open("/dev/full", "w") as full:
                done = self.agent.run(*arguments, check=False, stdout=full)
            self.assertEqual(done.returncode, INTERNAL)
            self.assertIn("standard output", done.stderr)
        self.assertIn("lost", self.run_client("apikey", "list"))

    def runtimes(self):
        """State of each runtime by id, as the agent says."""
        return {runtime["id"]: runtime["status"]["health"]
                for runtime in json.loads(self.run_client("runtimes", "--json"))["items"]}

    def test_a_runtime_is_added_stays_over_a_restart_and_is_removed(self):
        self.start()
        lab = ("lab", "--config-path", self.folder / "openclaw.json", "--endpoint", f"ws://127.0.0.1:{free_port()}",
               "--token-file", self.file_with("hunter2-is-in-no-file", "token"))
        self.assertEqual(self.run_client("runtimes", "add", *lab), "added lab\n")
        wait_for("the new runtime to be read", STEP, lambda: self.runtimes()["lab"] == "file-only")
        self.assertEqual(self.run_client("runtimes", "add", *lab), "added lab\n")
        self.assertIn("other settings", self.run_client("runtimes", "add", "lab", status=REFUSED))
        self.assertIn("fabric.toml", self.run_client("runtimes", "remove", "hq", status=REFUSED))
        self.assertIn("no runtime", self.run_client("runtimes", "remove", "nobody", status=REFUSED))
        self.assertIn("id", self.run_client("runtimes", "add", "LAB", status=USAGE))
        self.assertIn("one source", self.run_client("runtimes", "add", "x", "--token-env", "A", "--token-file", "/b",
                                                    status=USAGE))
        operator = ("--url", self.agent.url, "--key-file", self.key_file("operator"))
        for words in (("add", "x"), ("remove", "lab")):
            self.assertIn("role admin", self.run_client("runtimes", *words, *operator, status=REFUSED))
        self.agent.kill()
        self.agent.start()
        wait_for("the added runtime to be read again", STEP, lambda: self.runtimes()["lab"] == "file-only")
        self.assertEqual(json.loads(self.run_client("runtimes", "remove", "lab", "--json"))["id"], "lab")
        self.assertEqual(list(self.runtimes()), ["hq"])
        rows, kept = self.stopped_folder()
        by_user = "cli:" + pwd.getpwuid(os.getuid()).pw_name
        self.assertEqual([(actor, action) for actor, action, subject in rows if subject == "runtime:lab"
                          and actor != "agent"], [(by_user, "runtime.added"), (by_user, "runtime.removed")])
        self.assertNotIn(b"hunter2-is-in-no-file", kept)

    @staticmethod
    def typed_in(text):
        """The command that a text tells people to type."""
        return next(line for line in text.splitlines() if "fabric-agent apply" in line).strip()

    def plan(self, *arguments, status=CHANGES_PENDING):
        """What a plan prints; it was made, whether there is something to do or not."""
        done = self.agent.run("plan", *arguments, check=False)
        self.assertEqual((done.returncode, done.stderr), (status, ""))
        return done.stdout

    def test_plans_are_made_here_and_without_an_agent(self):
        self.start()
        self.assertIn("adopt", self.run_client("plan", "hq", status=REFUSED))
        nothing = self.plan("hq", "--adopt", status=OK)
        self.assertIn("Nothing to do", nothing)
        self.assertNotIn("Notes", nothing)
        edits = self.folder / "edits.json"
        edits.write_text(json.dumps([{"edit": "set-attribute", "node": "agent:writer", "name": "name", "value": "W"}]))
        text = self.plan("hq", "--edits", edits, "--title", "a new name")
        self.assertIn('agents.entries.writer.name: (absent) -> "W"', text)
        made = json.loads(self.plan("hq", "--json"))
        digest, summary = made["summary"]["id"], made["summary"]
        self.assertIn(digest, text)
        files = []
        for number in (summary["observed"], summary["desired"]):
            files.append(self.folder / f"{number}.json")
            files[-1].write_text(json.dumps(self.agent.get(f"/api/v1/topology/revisions/{number}/content")))
        model = ("hq", "--model", "writer=local/small")
        self.assertIn("Also in it, as it was wanted before and does not run\n  /agents/entries/writer/name\n",
                      self.plan(*model))
        self.assertNotIn("writer/model", self.plan("hq", "--model", "writer=local/large").partition("Also in it")[2])
        self.run_client("plan", "hq", "--adopt", "--model", "writer", status=USAGE)
        self.assertIn("Also in it", self.plan(*model))  # what cannot be done changes nothing of what is wanted
        self.assertNotIn("Also in it", self.plan(*model, "--adopt"))
        self.assertIn("no rollout 'never-was'", self.run_client("plan", "hq", "--undo", "never-was", status=REFUSED))
        self.assertIn("stands alone", self.run_client("plan", *model, "--undo", "nobody", status=USAGE))
        # An export with one edit, after somebody else added an agent.
        document = json.loads(files[0].read_text())["source"]["document"]
        document["agents"]["entries"]["writer"]["name"] = "from a file"
        exported = self.folder / "exported.json"
        exported.write_text(json.dumps(document))
        (self.folder / "openclaw.json").write_text(json.dumps({"agents": {"entries": {"writer": {}, "reviewer": {}}}}))
        revision = str(summary["observed"])
        wait_for("what somebody else did", STEP, lambda: self.agent.get("/api/v1/topology/intent?runtime=hq")
                 ["observed"]["number"] != summary["observed"])
        imported = self.plan("hq", "--import", exported, "--made-from", revision)
        self.assertIn('writer.name: (absent) -> "from a file"', imported)
        self.assertNotIn("reviewer", imported)
        self.assertIn("reviewer", self.plan("hq", "--import", exported))
        self.run_client("plan", "hq", "--made-from", revision, status=USAGE)
        self.run_client("plan", *model, "--import", exported, status=USAGE)
        refused = self.run_client("plan", "hq", "--import", exported, "--made-from", "x", status=USAGE)
        self.assertIn("--made-from", refused)
        self.agent.stop()
        self.assertEqual(json.loads(self.plan("--offline", *files, "--json")), {"id": digest, "plan": made["plan"]})

    def test_hosts_with_the_same_configuration_are_told_apart(self):
        self.start()
        twin = self.folder / "twin" / "openclaw.json"
        twin.parent.mkdir()
        twin.write_text((self.folder / "openclaw.json").read_text())
        self.run_client("runtimes", "add", "twin", "--config-path", twin, "--endpoint", f"ws://127.0.0.1:{free_port()}")
        wait_for("the twin to be read", STEP, lambda: self.runtimes()["twin"] == "file-only")
        made = {}
        for runtime in ("hq", "twin"):
            self.plan(runtime, "--adopt", status=OK)
            made[runtime] = self.plan(runtime, "--model", "writer=local/small")
        self.assertEqual(*(text.splitlines()[0] for text in made.values()))  # one id
        digits = made["hq"].split()[1].removeprefix("sha256:")[:8]
        for runtime, text in made.items():
            typed = f"{self.agent.program} apply {digits}@{runtime} --data-dir {self.agent.folder}"
            self.assertEqual(self.typed_in(text), typed)
        self.assertIn("several runtimes (hq, twin)", self.run_client("apply", digits, status=REFUSED))
        self.assertIn("of lab", self.run_client("apply", digits + "@lab", status=REFUSED))
        self.assertIn("after the @", self.run_client("apply", digits + "@", status=USAGE))

        alone = json.loads(self.run_client("apply", digits + "@twin", "--no-wait", "--json"))
        self.assertEqual(alone["runtime"], "twin")
        busy = self.run_client("apply", digits + "@twin", status=REFUSED)
        self.assertIn(f"twin has rollout {alone['id']} in ", busy)
        self.assertNotIn(str(self.agent.folder), busy)
        cancelled = self.run_client("rollouts", "cancel", alone["id"])
        self.assertRegex(cancelled, "nothing was written|before anything is written")
        wait_for("the twin to be free", STEP, lambda: "cancelled" in self.run_client("rollouts", "show", alone["id"]))
        both = (f"{digits}@hq", f"{digits}@twin", "--waves", "hq twin", "--no-wait", "--json")
        group = json.loads(self.run_client("apply", *both))
        self.assertEqual([member["runtime"] for member in group["members"]], ["hq", "twin"])
        self.assertEqual({member["plan"] for member in group["members"]}, {alone["plan"]})
        self.run_client("rollouts", "groups", "cancel", group["id"])

    def test_an_apply_waits_for_an_agent_that_was_killed(self):
        self.start()
        self.plan("hq", "--adopt", status=OK)
        text = self.plan("hq", "--model", "writer=local/small")
        digits = text.split()[1].removeprefix("sha256:")[:10]
        self.assertIn("not the first 8", self.run_client("apply", digits, "--digits", "00000000", status=REFUSED))
        apply = subprocess.Popen([self.agent.program, "apply", digits, "--data-dir", self.agent.folder], text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(apply.kill)
        seen = ""
        while "preflight" not in seen:  # which waits for the gateway, and that is down
            line = apply.stdout.readline()
            self.assertNotEqual(line, "", seen)
            seen += line
        self.agent.kill()
        said = apply.stderr.readline()
        self.assertIn("waiting for it", said)
        self.agent.start()
        self.assertIn("answers again", apply.stderr.readline())
        rollout = seen.split()[1]
        self.assertIn(rollout, self.run_client("rollouts", "--state", "preflight", "--runtime", "hq"))
        evidence = json.loads(self.run_client("rollouts", "evidence", rollout, "--json"))
        self.assertEqual(evidence["rollout"]["id"], rollout)
        lines = self.run_client("rollouts", "evidence", rollout).splitlines()
        self.assertIn(rollout, lines[0])
        self.assertGreater(len(lines), len(evidence["steps"]))
        self.run_client("rollouts", "cancel", rollout)
        more, _ = apply.communicate(timeout=STEP)
        self.assertEqual(apply.returncode, REFUSED)
        self.assertEqual((seen + more).count(" preflight"), 1)
        self.assertIn("cancelled", more)
        self.assertIn("cancelled", self.run_client("rollouts", "show", rollout))
        self.assertIn("is over", self.run_client("rollback", rollout, status=REFUSED))

    def test_an_apply_that_is_interrupted_says_that_the_rollout_goes_on(self):
        self.start()
        self.plan("hq", "--adopt", status=OK)
        digits = self.plan("hq", "--model", "writer=local/small").split()[1].removeprefix("sha256:")[:10]
        apply = subprocess.Popen([self.agent.program, "apply", digits, "--data-dir", self.agent.folder], text=True,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.addCleanup(apply.kill)
        rollout = apply.stdout.readline().split()[1]
        apply.send_signal(signal.SIGINT)
        _, said = apply.communicate(timeout=STEP)
        self.assertEqual(apply.returncode, INTERRUPTED, said)
        for words in (f"the rollout {rollout} goes on", f"rollouts show {rollout}", f"rollouts cancel {rollout}"):
            self.assertIn(words, said)
        self.assertFalse(json.loads(self.run_client("rollouts", "show", rollout, "--json"))["isTerminal"])
        self.run_client("rollouts", "cancel", rollout)

    def test_refusals_are_in_the_words_of_whoever_typed(self):
        self.start()
        for said, command in (("there is no rollout 'never-was'\n", ("rollouts", "show", "never-was")),
                              ("there is no group 'never-was'\n", ("rollouts", "groups", "cancel", "never-was"))):
            self.assertEqual(self.run_client(*command, status=REFUSED), "fabric-agent: " + said)
        self.assertIn("at least 8 characters", self.run_client("rollouts", "cancel", "short", status=USAGE))
        never = self.run_client("apply", "0" * 64, status=REFUSED)
        self.assertNotIn("/plans", never)
        few = self.run_client("apply", "0" * 64, "--confirm", "5", status=USAGE)
        self.assertIn("--confirm must be between", few)
        self.assertNotIn("/", few)
        self.assertIn("soaking, held", self.run_client("rollouts", "--state", "x", status=USAGE))
        self.assertIn("running, awaiting", self.run_client("rollouts", "groups", "--state", "x", status=USAGE))

    def test_the_file_is_read_again_when_told(self):
        self.start()
        file = self.agent.folder / "fabric.toml"
        before = file.read_text()

        def reload_with(text, said):
            file.write_text(text)
            seen = len(self.agent.log.read_text())
            self.agent.process.send_signal(signal.SIGHUP)
            return wait_for(said, STEP, lambda: said in (new := self.agent.log.read_text()[seen:]) and new)

        more = f'\n[[runtime]]\nid = "lab"\nconfig_path = "{self.folder / "openclaw.json"}"\nurl = "ws://127.0.0.1:1"\n'
        reload_with(before + more, "added=lab changed=- removed=-")
        wait_for("the new runtime to be read", STEP, lambda: self.runtimes()["lab"] == "file-only")
        reload_with(before + more.replace(":1", ":2"), "added=- changed=lab removed=-")
        wait_for("the changed runtime to be read", STEP, lambda: self.runtimes()["lab"] == "file-only")
        self.assertIn(f"{file}:", reload_with(before + more + "this is no TOML", "nothing changed"))
        wrong = reload_with(before + more.replace("ws:", "http:"), "nothing changed")
        self.assertIn(f"{file}:{(before + more).count(chr(10))}", wrong)
        self.assertEqual(set(self.runtimes()), {"hq", "lab"})
        later = reload_with(before.replace("[agent]", '[agent]\nlog_level = "debug"'), "removed=lab")
        wait_for("what needs a restart", STEP, lambda: "agent.log_level" in self.agent.log.read_text())
        self.assertNotIn("nothing changed", later)
        self.assertEqual(list(self.runtimes()), ["hq"])
        file.unlink()
        self.agent.process.send_signal(signal.SIGHUP)
        wait_for("the missing file", STEP, lambda: "not there any more" in self.agent.log.read_text())
        self.assertEqual(self.agent.health(), "file-only")

    def test_says_what_to_do_where_no_agent_is(self):
        self.assertIn("fabric-agent serve", self.run_client("runtimes", status=UNREACHABLE))
        key = self.key_file("admin")
        there = ("--url", self.agent.url, "--key-file", key)
        self.assertIn(self.agent.url, self.run_client("runtimes", *there, status=UNREACHABLE))
        made = self.run_client("apikey", "create", "--name", "x", "--role", "viewer", *there, status=UNREACHABLE)
        self.assertIn("revoke", made)

    def test_refuses_what_cannot_be_meant(self):
        key = self.key_file("admin")
        readable = self.file_with("fab_", "readable")
        readable.chmod(0o644)
        url = ("--url", self.agent.url)
        for words, arguments in (("go together", url), ("go together", ("--key-file", key)),
                                 ("another machine", ("--url", "http://192.0.2.1", "--key-file", key)),
                                 ("chmod 600", (*url, "--key-file", readable)),
                                 ("does not exist", (*url, "--key-file", self.folder / "none")),
                                 ("not an API key", (*url, "--key-file", self.file_with("hunter2", "other"))),
                                 ("does not exist", ("--config", self.folder / "none"))):
            for command in ("runtimes", "apikey list"):
                said = self.run_client(*command.split(), *arguments, status=USAGE)
                self.assertIn(words, said)
                self.assertNotIn("hunter2", said)
        self.assertIn("--role", self.run_client("apikey", "create", "--name", "x", status=USAGE))
        self.assertIn("--name", self.run_client("apikey", "create", "--role", "viewer", status=USAGE))

    def test_an_address_needs_no_settings_of_this_machine(self):
        self.start()
        key = self.key_file("viewer")
        broken = self.file_with("this is no TOML", "broken.toml")
        self.run_client("runtimes", "--config", broken, status=USAGE)
        self.run_client("runtimes", "--config", broken, "--url", self.agent.url, "--key-file", key)


class StandIn(http.server.BaseHTTPRequestHandler):
    def log_message(self, *_):
        pass

    def do_GET(self):
        self.server.asked.append(self.path)
        body = json.dumps(self.server.answers.pop(0)).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_PUT(self):
        self.server.asked.append(self.path)  # and the line goes dead


class AtSomethingElse(Case):
    """What an agent of another version, or another program, might answer."""

    def setUp(self):
        super().setUp()
        self.server = http.server.HTTPServer(("127.0.0.1", 0), StandIn)
        self.server.asked, self.server.answers = [], []
        thread = threading.Thread(target=self.server.serve_forever)
        thread.start()
        self.addCleanup(self.server.server_close)
        self.addCleanup(thread.join)
        self.addCleanup(self.server.shutdown)
        self.there = ("--url", f"http://127.0.0.1:{self.server.server_port}", "--key-file", self.key_file("admin"))

    def runtime(self, name, **status):
        return {"id": name, "provider": "openclaw", "environment": "", "addedAt": "2026-01-01T00:00:00Z",
                "lastObservedAt": None, "currentRevision": None, "runtimeOnlyIsStale": False, "agentCount": 0,
                "nodeCount": 0, "edgeCount": 0, "status": {
                    "mode": "none", "health": "connecting", "sinceAt": "2026-01-01T00:00:00Z", "detail": "Connecting",
                    "identity": {"deviceId": "", "version": "", "bootId": "", "protocol": None, "capabilities": []},
                    "configPath": "", "configRealPath": "", "endpoint": "", "problems": [], "pairedDeviceId": "",
                    "grantedScopes": [], **status}}

    def test_every_page_is_shown_and_every_problem_has_a_line(self):
        problems = [{"code": "a", "message": "One.", "action": "Do it.", "where": "/x"},
                    {"code": "b", "message": "Two\x1b[2J.", "action": "", "where": ""}]
        pages = [{"items": [self.runtime("one")], "nextCursor": "a&b"},
                 {"items": [self.runtime("two", health="degraded", problems=problems)], "nextCursor": None}]
        self.server.answers = pages * 2
        lines = [line.split(maxsplit=5) for line in self.run_client("runtimes", *self.there).splitlines()]
        self.assertEqual(lines[1:], [["one", "connecting", "none", "-", "never", "Connecting"],
                                     ["two", "degraded", "none", "-", "never", "One. Do it. (/x)"], ["Two?[2J."]])
        self.assertEqual(self.server.asked, ["/api/v1/runtimes", "/api/v1/runtimes?cursor=a%26b"])
        whole = json.loads(self.run_client("runtimes", "--json", *self.there))
        self.assertEqual(whole, {"items": pages[0]["items"] + pages[1]["items"], "nextCursor": None})

    def test_no_runtimes_is_told_in_words(self):
        self.server.answers = [{"items": [], "nextCursor": None}]
        self.assertIn("[[runtime]]", self.run_client("runtimes", *self.there))

    def test_a_list_without_an_end_is_given_up(self):
        self.server.answers = [{"items": [], "nextCursor": "again"}] * 200
        self.assertIn("does not end", self.run_client("runtimes", *self.there, status=REFUSED))

    def test_an_answer_of_another_shape_is_told_as_such(self):
        newer = {"items": [self.runtime("one", health="meditating")], "nextCursor": None}
        self.server.answers = [newer, newer, [], {"items": [{"prefix": 5}]}]
        self.assertIn("--json", self.run_client("runtimes", *self.there, status=INTERNAL))
        self.assertEqual(json.loads(self.run_client("runtimes", "--json", *self.there)), newer)
        self.run_client("runtimes", *self.there, status=INTERNAL)
        self.run_client("apikey", "list", *self.there, status=INTERNAL)

    def test_a_key_whose_answer_is_lost_is_named(self):
        said = self.run_client("apikey", "create", "--name", "x", "--role", "viewer", *self.there, status=UNREACHABLE)
        self.assertIn(self.server.asked[0].rpartition("/")[2], said)
        self.assertIn("revoke", said)


def leave_rollout(agent, state="soaking", **changed):
    """Puts an unfinished rollout of `hq` into the data folder of a stopped agent. @return its id."""
    left = json.loads((ROOT / "tests" / "fixtures" / "rollouts" / "format-1.json").read_text())
    record = {**left["records"][state], **changed}
    plan_id = bytes.fromhex(record["request"]["plan"].removeprefix("sha256:"))
    with contextlib.closing(sqlite3.connect(agent.folder / "fabric.db")) as database, database:
        database.execute("INSERT INTO plan (plan_id, runtime_id, created_at, author, reason, summary, body)"
                         " VALUES (?, 'hq', 0, 'x', '', '{}', ?)", (plan_id, json.dumps(left["plan"])))
        database.execute("INSERT INTO rollout (rollout_id, version, runtime_id, plan_id, group_id, state, is_finished,"
                         " created_at, changed_at, body) VALUES (?, 1, 'hq', ?, '', ?, 0, 0, 0, ?)",
                         (record["id"], plan_id, state, json.dumps(record)))
    return record["id"]


class WithAnUnfinishedRollout(Case):
    def test_its_old_state_and_its_runtime_stay(self):
        self.start()
        self.agent.stop()
        rollout = leave_rollout(self.agent)
        backups = self.agent.folder / "backups"
        backups.mkdir(mode=0o700)
        ages = {f"{rollout}-4-1": 400, "A" * 22 + "-4-1": 300, "B" * 22 + "-4-1": 200, "C" * 22 + "-4-1": 1}
        for name, days in ages.items():
            file = backups / (name + ".backup")
            file.write_bytes(b"sealed")
            os.utime(file, (time.time() - days * 86400,) * 2)
        settings = self.agent.folder / "fabric.toml"
        settings.write_text(settings.read_text().replace("[[runtime]]", "[backups]\nkeep = 1\ndays = 250\n\n[[runtime]]", 1))
        self.agent.start()
        self.assertEqual({file.stem for file in backups.iterdir()}, {name for name in ages if not name.startswith("A")})
        before = settings.read_text()
        settings.write_text(before.split("[[runtime]]")[0])
        self.agent.process.send_signal(signal.SIGHUP)
        wait_for("the runtime to be kept", STEP, lambda: "it is kept until" in self.agent.log.read_text())
        self.assertEqual([one["id"] for one in self.agent.get("/api/v1/runtimes")["items"]], ["hq"])


class AfterADowngrade(Case):
    def test_a_rollout_of_a_newer_format_stops_the_start_and_says_why(self):
        self.start()
        self.agent.stop()
        rollout = leave_rollout(self.agent, format=99)
        refused = self.agent.run("serve", check=False)
        self.assertEqual(refused.returncode, REFUSED, refused.stderr)
        for words in ("newer Fabric", "format 99", rollout):
            self.assertIn(words, refused.stderr)


if __name__ == "__main__":
    unittest.main(verbosity=2)
