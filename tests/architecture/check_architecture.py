#!/usr/bin/python3
# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
"""Holds the sources to the house rules: who may include whom, and what the core may not touch.

check_architecture.py [ROOT]    prints every violation, exit code 1 if there is one
check_architecture.py --planted runs on fixtures/*, each of which must be refused for exactly its own reason

The rules are the tables below; docs/architecture.md explains them.
"""
import json
import pathlib
import re
import sys

HERE = pathlib.Path(__file__).resolve().parent

# Folder -> project folders that it may include. The longest matching folder decides; itself is always allowed.
MAY_INCLUDE = {
    "core/base": [],
    "core/topology": ["core/base"],
    "core/provider": ["core/base", "core/topology"],
    "core/audit": ["core/base"],
    "core/events": ["core/base"],
    "core/store": ["core/base", "core/topology", "core/provider", "core/audit", "core/events"],
    "core/planning": ["core/base", "core/topology", "core/provider"],
    "core/rollout": ["core/base", "core/topology", "core/provider", "core/planning", "core/store"],
    "core/wire": ["core"],
    # Adapters know the core and the port that they are reached through (runtimes), never one another.
    "agent/config": ["core"],
    "agent/runtimes": ["core"],
    "agent/failpoints": [],
    "agent/rollouts": ["core", "agent/runtimes", "agent/failpoints"],
    "agent/changes": ["core", "agent/runtimes"],
    "agent/storage": ["core", "agent/runtimes"],
    "agent/openclaw": ["core", "agent/runtimes", "agent/failpoints"],
    "agent/api": ["core", "agent/runtimes", "agent/changes", "agent/rollouts"],
    "agent/service": ["core", "agent/runtimes"],
    # The only places that know several rooms.
    "agent/composition": ["core", "agent"],
    "agent/main.cpp": ["core", "agent"],
    "app/client": ["core"],
    "app/session": ["core", "app/client", "app/model"],
    "app/view": ["core", "app/model"],
    "app/model": ["core"],
    "app/console": ["core", "app"],
    "app/main.cpp": ["core", "app"],
    "tests/support": ["core"],
    "tests/core": ["core", "tests/support"],
    "tests/agent": ["core", "agent", "tests/support"],
    "tests/app": ["core", "app", "tests/support"],
    "tests/bench": ["core", "agent", "app", "tests"],
    "tests/fuzz": ["core", "agent", "app", "tests/agent", "tests/support"],
    # End to end tests start the real programs; they may also speak to them through either side's client.
    "tests/e2e": ["core", "agent", "app", "tests"],
}

# What the core may include from outside, and nothing else: no socket, file, SQL, thread or clock of its own.
CORE_SYSTEM = set("""
    algorithm array bit cctype charconv chrono climits cmath compare concepts cstddef cstdint cstdio cstdlib cstring
    deque functional initializer_list iterator limits list map memory numeric optional queue ratio set source_location
    span stack string string_view tuple type_traits typeindex unordered_map unordered_set utility variant vector
    nlohmann/json.hpp nlohmann/json_fwd.hpp tl/expected.hpp sodium.h
""".split())
# QtCore names that a port needs to hand out a QFuture, by file or folder.
CORE_QT = {
    "core/store": {"QFuture", "QPromise"},
    "core/provider/provider.h": {"QFuture"},
    "core/base/on_result.h": {"QFuture", "QFutureWatcher", "QObject", "QPromise"},
}
# Calls that would bring the world in through an allowed header.
CORE_CALLS = re.compile(
    r"(?<![\w.>])(?:std::|::)?(fopen|freopen|getenv|setenv|srand|printf|puts|malloc|usleep|sleep)\s*\("
    r"|\bstd::(time|clock|system|rand)\s*\("
    r"|\b(\w*_clock)::now\s*\("
)
CORE_CALLS_ALLOWED = {"core/base/clock.cpp"}  # the one place that reads the clocks, behind base's Clock

# QML imports: our own modules and Qt's.
QML_IMPORT = re.compile(r"^(Qt[A-Za-z0-9.]*|Fabric(\.[A-Za-z0-9]+)*)$")

TOP_LEVEL = set("""
    .ci .clang-format .clang-tidy .codespellrc .git .gitignore CMakeLists.txt CMakePresets.json LICENSE README.md
    agent app build core docs packaging qml resources tests
""".split())

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
PROJECT_ROOTS = ("core", "agent", "app", "qml", "tests")


def without_comments_and_texts(source):
    source = re.sub(r'R"(\w*)\(.*?\)\1"', '""', source, flags=re.DOTALL)
    source = re.sub(r'/\*.*?\*/', lambda m: "\n" * m.group().count("\n"), source, flags=re.DOTALL)
    return re.sub(r'"(?:\\.|[^"\\\n])*"|//[^\n]*', '""', source)


def longest(table, name):
    matches = [key for key in table if name == key or name.startswith(key + "/")]
    return max(matches, key=len) if matches else None


def inside(name, folders):
    return any(name == folder or name.startswith(folder + "/") for folder in folders)


def check_include(name, kind, target):
    """The violation that one include is, or None."""
    room = longest(MAY_INCLUDE, name)
    if kind == '"':
        if target.endswith(".moc") or "/" not in target:
            return None  # generated, or a neighbour in the same folder
        if not target.startswith(tuple(root + "/" for root in PROJECT_ROOTS)):
            return f"includes \"{target}\": write project headers from the root, foreign ones in <>"
        if room is None:
            return "lies in a folder that the rules do not know"
        own_folder = str(pathlib.PurePosixPath(room)) if room.count("/") and not room.endswith(".cpp") else None
        if own_folder and inside(target, [own_folder]) or inside(target, MAY_INCLUDE[room]):
            return None
        return f"includes {target}: {room} may include {', '.join(MAY_INCLUDE[room]) or 'nothing of the project'}"
    if name.startswith("core/") and target not in CORE_SYSTEM:
        qt = CORE_QT.get(longest(CORE_QT, name), set())
        if target not in qt:
            return f"includes <{target}>: not on the core's list"
    if name.startswith("agent/") and re.match(r"(QtQuick|QtQml|QtGui|QGuiApplication|QQuick|QQml|QWidget)", target):
        return f"includes <{target}>: the agent has no window"
    if name.startswith("app/") and re.match(r"(QtSql|QSql|sqlite3)", target):
        return f"includes <{target}>: the console has no database"
    return None


def check_source(root, path):
    name = path.relative_to(root).as_posix()
    source = path.read_text(encoding="utf-8")
    for kind, target in INCLUDE.findall(source):
        violation = check_include(name, kind, target)
        if violation:
            yield f"{name}: {violation}"
    if name.startswith("core/") and name not in CORE_CALLS_ALLOWED:
        for number, line in enumerate(without_comments_and_texts(source).split("\n"), 1):
            for match in CORE_CALLS.finditer(line):
                yield f"{name}:{number}: calls {match.group(1) or match.group(2) or match.group(3) + '::now'}: the core takes it through a port"


def check_qml(root, path):
    name = path.relative_to(root).as_posix()
    for line in path.read_text(encoding="utf-8").split("\n"):
        match = re.match(r'\s*import\s+("?[^\s"]+"?)', line)
        if match and not QML_IMPORT.match(match.group(1)):
            yield f"{name}: imports {match.group(1)}: only modules of Qt and of Fabric"


def check_presets(root):
    path = root / "CMakePresets.json"
    if not path.exists():
        return
    try:
        presets = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        yield f"CMakePresets.json: {error}"
        return
    names = {preset["name"] for preset in presets.get("configurePresets", [])}
    for needed in ("dev", "asan", "tsan", "release", "coverage", "fuzz"):
        if needed not in names:
            yield f"CMakePresets.json: no configure preset {needed}"


def check(root):
    violations = []
    for entry in root.iterdir():
        if root != HERE.parent.parent or entry.name in TOP_LEVEL or entry.is_file() and entry.name.startswith("."):
            continue
        violations.append(f"{entry.name}: not one of the top-level names")
    for top in PROJECT_ROOTS:
        for path in sorted((root / top).rglob("*")) if (root / top).is_dir() else []:
            if "fixtures" in path.relative_to(root).parts:
                continue
            if path.suffix in (".h", ".cpp"):
                violations.extend(check_source(root, path))
            elif path.suffix == ".qml":
                violations.extend(check_qml(root, path))
    violations.extend(check_presets(root))
    return violations


def check_planted():
    """Every fixture is a small tree with the violation that its EXPECTED file names, and no other."""
    failures = 0
    fixtures = sorted(path for path in (HERE / "fixtures").iterdir() if path.is_dir())
    for fixture in fixtures:
        expected = [line for line in (fixture / "EXPECTED").read_text(encoding="utf-8").split("\n") if line]
        found = check(fixture)
        if sorted(expected) != sorted(found):
            failures += 1
            print(f"{fixture.name}: expected\n  " + "\n  ".join(expected) + "\nfound\n  " + "\n  ".join(found))
    print(f"planted violations: {len(fixtures)} trees, {failures} judged wrongly")
    return 1 if failures or not fixtures else 0


def main(arguments):
    if arguments == ["--planted"]:
        return check_planted()
    root = pathlib.Path(arguments[0]).resolve() if arguments else HERE.parent.parent
    violations = check(root)
    print("\n".join(violations) if violations else "architecture: no violation")
    return 1 if violations else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
