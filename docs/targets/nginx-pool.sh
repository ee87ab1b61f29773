#!/bin/sh
# Changes the pool of a running NGINX: edits the file that its upstream includes, has it read again, and returns when that
# is in force. A line of that file is a server, with its name as a comment at the end (see nginx-pool.conf).
#     nginx-pool.sh drain|undrain|remove NAME | weigh NAME WEIGHT | add NAME ADDRESS WEIGHT | reload | restart
set -eu

conf=/etc/nginx/nginx.conf
pool=/etc/nginx/pool.conf
pidfile=/run/nginx/nginx.pid
patience=20 # seconds

# Workers that take new connections: an old one says in its title that it is shutting down.
workers() {
    ps -A -o pid=,ppid=,args= | awk -v master="$1" \
        '$2 == master && /nginx: worker process/ && !/is shutting down/ { print $1 }'
}

give_up() {
    echo "$1" >&2
    exit 1
}

# In force: there are workers, and none of those from before takes connections.
renewed() {
    now=$(workers "$master")
    [ -n "$now" ] || return 1
    for old in $before; do
        case " $(echo $now) " in *" $old "*) return 1 ;; esac
    done
}

reload() {
    # A configuration that is wrong leaves the old workers where they are; this says what is wrong with it.
    nginx -t -q -c "$conf"
    master=$(cat "$pidfile")
    before=$(workers "$master")
    kill -HUP "$master" # as nginx -s reload does
    tries=$((patience * 10))
    until renewed; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || give_up "the old workers still take connections after $patience s"
        sleep 0.1
    done
}

# Rewrites the line of a server by a sed command, and keeps the file as it was when NGINX doesn't like the new one.
edit() {
    grep -q " # $1\$" "$pool" || give_up "$1 (expected: a server in $pool)"
    put "$(sed "/ # $1\$/ $2" "$pool")"
}

put() {
    cp "$pool" "$pool.before"
    printf '%s\n' "$1" >"$pool.new"
    mv "$pool.new" "$pool"
    if ! nginx -t -q -c "$conf"; then
        mv "$pool.before" "$pool"
        give_up "NGINX refuses the pool: it is as it was before"
    fi
    rm -f "$pool.before"
    reload
}

case "$1" in
drain) edit "$2" 's/\( down\)*;/ down;/' ;; # no new requests; what is in flight finishes in the old workers
undrain) edit "$2" 's/ down;/;/' ;;
weigh) edit "$2" "s/ weight=[0-9]*/ weight=$3/" ;;
remove) edit "$2" d ;;
add)
    grep -q " # $2\$" "$pool" && give_up "$2 is in $pool already"
    put "$(cat "$pool")
server $3 weight=$4 max_fails=1 fail_timeout=5s max_conns=64; # $2"
    ;;
reload) reload ;;
restart)
    old=$(cat "$pidfile")
    kill -TERM "$old"
    # Whoever supervises it (systemd, a container's restart policy) starts it again.
    tries=$((patience * 10))
    until master=$(cat "$pidfile" 2>/dev/null) && [ -n "$master" ] && [ "$master" != "$old" ] &&
        [ -n "$(workers "$master")" ]; do
        tries=$((tries - 1))
        [ "$tries" -gt 0 ] || give_up "it was not started again within $patience s"
        sleep 0.1
    done
    ;;
*)
    echo "$1 (expected: drain, undrain, weigh, remove, add, reload or restart)" >&2
    exit 2
    ;;
esac
