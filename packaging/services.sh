# SPDX-FileCopyrightText: 2026 Fabric contributors
# SPDX-License-Identifier: Apache-2.0
#
# Start, stop and look at quickstart's services: by systemd --user where there is one, else by packaging/supervise.
# Sourced by quickstart, which sets $here, $data and $run.

# Two instances on one machine differ in their data folder.
unit_of() { printf 'fabric-%s-%s.service' "$1" "$(sha256sum <<<"$data" | cut -c1-8)"; }
has_user_systemd() {
    command -v systemd-run >/dev/null && [[ -z ${FABRIC_NO_SYSTEMD:-} ]] && systemctl --user show-environment >/dev/null 2>&1
}

# A process id from a file, if it still is the process that wrote it: its command line must hold the run folder or name.
live_pid() { # FILE TEXT
    local pid
    pid=$(cat "$1" 2>/dev/null) || return 1
    [[ $pid =~ ^[0-9]+$ ]] && tr '\0' ' ' <"/proc/$pid/cmdline" 2>/dev/null | grep -qF -- "$2" && printf '%s' "$pid"
}
supervisor_pid() { live_pid "$run/$1.supervisor" "supervise $run $1"; }

service_runs() {
    supervisor_pid "$1" >/dev/null && return
    has_user_systemd && systemctl --user --quiet is-active "$(unit_of "$1")"
}

service_environment=() # names of variables that a service must find as this shell has them

# service_start NAME COMMAND...: does nothing if it runs with the same command.
service_start() {
    local name=$1 stamp variable pass=()
    shift
    for variable in "${service_environment[@]}"; do [[ -z ${!variable+set} ]] || pass+=(-E "$variable"); done
    stamp=$(printf '%s\0' "$@" | sha256sum)
    if service_runs "$name"; then
        [[ $(cat "$run/$name.command" 2>/dev/null) != "$stamp" ]] || return 0
        service_stop "$name" quiet
    fi
    printf '%s' "$stamp" >"$run/$name.command"
    if has_user_systemd && systemd-run --user --quiet --collect --unit="$(unit_of "$name")" "${pass[@]}" \
        -p Restart=always -p RestartSec=1 -p StartLimitIntervalSec=0 -p KillMode=mixed -p TimeoutStopSec=20 \
        -p "StandardOutput=append:$run/$name.log" -p "StandardError=append:$run/$name.log" "$@"; then
        return 0
    fi
    (exec setsid "$here/supervise" "$run" "$name" "$@" </dev/null >/dev/null 2>&1) &
    local tenth
    for ((tenth = 0; tenth < 50; tenth++)); do
        supervisor_pid "$name" >/dev/null && return 0
        sleep 0.1
    done
    die "could not start $name"
}

# service_open NAME COMMAND...: a window, not restarted when it is closed. Not opened twice. Fails if it is gone within
# three seconds: without a display that lets it in, for example, a program ends right away.
service_open() {
    local name=$1 pid tenth
    shift
    ! live_pid "$run/$name.pid" "$1" >/dev/null || return 0
    (exec setsid "$@" </dev/null >"$run/$name.log" 2>&1) &
    pid=$!
    echo "$pid" >"$run/$name.pid"
    for ((tenth = 0; tenth < 30; tenth++)); do
        sleep 0.1
        if ! kill -0 "$pid" 2>/dev/null; then
            rm -f "$run/$name.pid"
            return 1
        fi
    done
}

# service_stop NAME [quiet]
service_stop() {
    local name=$1 quiet=${2:-} pid tenth was=0
    if has_user_systemd && systemctl --user --quiet is-active "$(unit_of "$name")"; then
        was=1
        systemctl --user stop "$(unit_of "$name")"
    fi
    pid=$(supervisor_pid "$name" || live_pid "$run/$name.pid" "fabric-$name" || true)
    if [[ -n $pid ]]; then
        was=1
        kill -TERM "$pid" 2>/dev/null || true
        for ((tenth = 0; tenth < 250; tenth++)); do
            kill -0 "$pid" 2>/dev/null || break
            sleep 0.1
        done
        ! kill -0 "$pid" 2>/dev/null || kill -KILL "$pid" 2>/dev/null || true
    fi
    rm -f "$run/$name.pid" "$run/$name.supervisor"
    [[ $quiet == quiet ]] || say "$name: $( ((was)) && echo stopped || echo 'did not run')"
}
services_stop() {
    local name
    for name in "$@"; do service_stop "$name"; done
}

services_status() {
    local name pid
    for name in "$@"; do
        if pid=$(supervisor_pid "$name"); then
            say "$name: runs, process $(cat "$run/$name.pid" 2>/dev/null || echo '(restarting)'), log $run/$name.log"
        elif has_user_systemd && systemctl --user --quiet is-active "$(unit_of "$name")"; then
            say "$name: runs as $(unit_of "$name"), log $run/$name.log"
        elif pid=$(live_pid "$run/$name.pid" "fabric-$name"); then
            say "$name: open, process $pid, log $run/$name.log"
        else
            say "$name: does not run"
        fi
    done
}

# wait_for WHAT SECONDS URL: until the URL answers 200; says every ten seconds that it still waits.
wait_for() {
    local what=$1 limit=$2 url=$3 start=$SECONDS said=0
    until [[ $(curl -s -o /dev/null -m 5 -w '%{http_code}' --noproxy '*' "$url" 2>/dev/null) == 200 ]]; do
        ((SECONDS - start < limit)) || return 1
        if ((SECONDS - start >= said)); then
            say "  waiting for $what ... $((SECONDS - start)) s"
            said=$((said + 10))
        fi
        sleep 0.3
    done
}
