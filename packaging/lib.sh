# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
#
# What the scripts of this folder share. Sourced, never run.

say() { printf '%s\n' "$*"; }
warn() { printf '%s: %s\n' "$(basename "$0")" "$*" >&2; }
die() {
    warn "$*"
    exit 1
}

# retry TIMES PAUSE_SECONDS COMMAND...: mirrors and registries fail now and then; the pause doubles each time.
retry() {
    local times=$1 pause=$2 attempt
    shift 2
    for ((attempt = 1; attempt <= times; attempt++)); do
        "$@" && return 0
        ((attempt < times)) || break
        warn "attempt $attempt of $times failed: $1; again in $pause s"
        sleep "$pause"
        pause=$((pause * 2))
    done
    return 1
}

# A service manager or a CI runner may start us without HOME, or with one that cannot be written.
ensure_home() {
    if [[ -z ${HOME:-} ]]; then
        HOME=$(getent passwd "$(id -u)" | cut -d: -f6) || true
    fi
    if [[ -z ${HOME:-} || ! -w ${HOME:-} ]]; then
        HOME=${TMPDIR:-/tmp}/fabric-home-$(id -u)
        mkdir -p -m 0700 "$HOME"
        [[ -O $HOME ]] || die "$HOME belongs to somebody else"
        warn "no writable HOME; using $HOME"
    fi
    export HOME
}

parts_dir() { printf '%s' "${FABRIC_PARTS_DIR:-${XDG_CACHE_HOME:-$HOME/.cache}/fabric/parts}"; }

# Jobs for the compiler: one per core, and never more than one per 1.5 GB of memory.
build_jobs() {
    local cores memory
    cores=$(nproc)
    memory=$(awk '/^MemAvailable:/ { print int($2 / 1500000) }' /proc/meminfo)
    ((memory >= 1)) || memory=1
    printf '%s' $((cores < memory ? cores : memory))
}

# Thins ninja's "[n/m] ..." lines to about twenty a build; everything else passes. Not awk: Debian's buffers a pipe.
progress() {
    local line step last=-1
    while IFS= read -r line; do
        if [[ $line =~ ^\[([0-9]+)/([0-9]+)\]\  ]]; then
            step=$((BASH_REMATCH[1] * 20 / BASH_REMATCH[2]))
            ((step != last)) || continue
            last=$step
        fi
        printf '%s\n' "$line"
    done
}

# build PRESET [TARGET...]: two ninjas in one folder would spoil it, so the second of two scripts waits.
build() {
    local preset=$1 targets=()
    shift
    [[ $# -eq 0 ]] || targets=(--target "$@")
    flock "build/.lock" cmake --build --preset "$preset" -j "$(build_jobs)" "${targets[@]}" 2>&1 | progress
    return "${PIPESTATUS[0]}"
}
