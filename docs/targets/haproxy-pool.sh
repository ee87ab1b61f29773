#!/bin/sh
# Drives a running HAProxy by its runtime API, and returns when what was asked for is in force.
#     haproxy-pool.sh drain|undrain|remove NAME | weigh NAME WEIGHT | add NAME HOST PORT WEIGHT
#     haproxy-pool.sh reload|restart|metrics
set -eu

# Where the API is; for TCP: TCP:127.0.0.1:9999
api=UNIX-CONNECT:/run/haproxy/admin.sock
pidfile=/run/haproxy/haproxy.pid
state=/run/haproxy/servers.state
backend=pool
patience=20 # seconds

# HAProxy answers a line with text, and closes. socat's status says only whether it was reached.
say() {
    printf '%s\n' "$1" | socat -t5 -T5 - "$api"
}

# What changes a server says nothing where it is done: any answer is a complaint.
change() {
    answer=$(say "set server $backend/$1")
    if [ -n "$(printf '%s' "$answer" | tr -d '[:space:]')" ]; then
        echo "set server $backend/$1: $answer" >&2
        exit 1
    fi
}

# A new address is told of in words, so it is the list of servers that says whether it is in force (fields 5 and 19).
move() {
    say "set server $backend/$1 addr $2 port $3" >/dev/null
    say "show servers state $backend" | awk -v name="$1" -v host="$2" -v port="$3" \
        '$4 == name && $5 == host && $19 == port { found = 1 } END { exit !found }' || {
        echo "$1 is not at $2:$3 (expected: a server of that name in backend $backend)" >&2
        exit 1
    }
}

# The process that answers now; nothing where none does.
process() {
    say "show info" 2>/dev/null | sed -n 's/^Pid: //p'
}

# Until another process answers than the one before.
await_other() {
    tries=$((patience * 10))
    while now=$(process) && { [ -z "$now" ] || [ "$now" = "$1" ]; }; do
        tries=$((tries - 1))
        if [ "$tries" -eq 0 ]; then
            echo "no new process after $patience s" >&2
            exit 1
        fi
        sleep 0.1
    done
}

case "$1" in
drain) change "$2 state drain" ;; # no new requests, but of sessions that are its own; what is in flight finishes
undrain) change "$2 state ready" ;;
weigh) change "$2 weight $3" ;;
remove) change "$2 state maint" ;; # no new requests at all
add)
    move "$2" "$3" "$4"
    change "$2 weight $5"
    change "$2 state ready"
    ;;
reload)
    before=$(process)
    say "show servers state" >"$state"
    kill -USR2 "$(cat "$pidfile")"
    await_other "$before"
    # For a reload alone: after a restart nothing of it would be true.
    rm -f "$state"
    ;;
restart)
    before=$(process)
    kill -TERM "$(cat "$pidfile")"
    # Whoever supervises it (systemd, a container's restart policy) starts it again.
    await_other "$before"
    ;;
metrics) say "show stat" ;;
*)
    echo "$1 (expected: drain, undrain, weigh, remove, add, reload, restart or metrics)" >&2
    exit 2
    ;;
esac
