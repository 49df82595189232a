# shellcheck shell=bash
# What makes a RabbitMQ node private: its own directory, ports, epmd and cookie. To be sourced by broker.sh.
# Works with the scripts of RabbitMQ 3.10 and 4.x. A system RabbitMQ is neither used nor touched.

rabbitmq_bin() {
    local dir
    for dir in /usr/lib/rabbitmq/bin "$(dirname "$(readlink -f "$(command -v rabbitmq-server || echo /none)")")"; do
        # The wrapper in /usr/sbin insists on the system's user and directories: not that one.
        if [[ -x $dir/rabbitmq-server && -e $dir/rabbitmq-env ]]; then
            printf '%s\n' "$dir"
            return
        fi
    done
    echo "RabbitMQ's scripts are not installed; type: sudo apt-get install rabbitmq-server" >&2
    return 1
}

epmd_bin() {
    command -v epmd || find -L /usr/lib/erlang -path '*/bin/epmd' -perm -u+x -print -quit
}

# node_write DIR PORT MANAGEMENT_PORT: lays out the directory. MANAGEMENT_PORT may be empty.
# The node's name is constant, since the names of its data and of quorum queues' members depend on it.
node_write() {
    local dir=$1 port=$2 management=$3 here
    here=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")
    mkdir -p "$dir"/{data,log,definitions}
    chmod 700 "$dir"

    if [[ ! -s $dir/.erlang.cookie ]]; then
        (umask 377 && od -An -v -tx1 -N 10 /dev/urandom | tr -d ' \n' >"$dir/.erlang.cookie")
    fi
    if [[ -n $management ]]; then
        echo '[rabbitmq_management].' >"$dir/enabled_plugins"
    else
        echo '[].' >"$dir/enabled_plugins"
    fi
    (
        umask 077
        "$here/../rabbitmq/definitions.sh" "$dir/credentials" >"$dir/definitions/10-carillon.json"
    )
    cp "$here/guest.json" "$dir/definitions/20-guest.json"
    {
        echo "listeners.tcp.default = 127.0.0.1:$port"
        echo "load_definitions = $dir/definitions"
        echo "disk_free_limit.absolute = 50MB"
        echo "log.file.level = info"
        echo "log.file.rotation.size = 10485760"
        echo "log.file.rotation.count = 3"
        if [[ -n $management ]]; then
            echo "management.tcp.ip = 127.0.0.1"
            echo "management.tcp.port = $management"
        fi
    } >"$dir/rabbitmq.conf"
    {
        echo "EPMD_PORT=$(free_port)"
        echo "DISTRIBUTION_PORT=$(free_port)"
        echo "CTL_PORT=$(free_port)"
    } >"$dir/ports"
}

# node_environment DIR: exports what the node and its command-line tools need to find one another, and nothing else.
node_environment() {
    local dir=$1 EPMD_PORT DISTRIBUTION_PORT CTL_PORT inherited
    # shellcheck source=/dev/null
    source "$dir/ports"
    for inherited in "${!RABBITMQ_@}" "${!ERL_@}" NOTIFY_SOCKET; do unset "$inherited"; done
    export HOME=$dir LANG=C.UTF-8
    export ERL_EPMD_PORT=$EPMD_PORT ERL_EPMD_ADDRESS=127.0.0.1
    export RABBITMQ_CONF_ENV_FILE=/dev/null
    export RABBITMQ_NODENAME=carillon@localhost
    export RABBITMQ_CONFIG_FILE=$dir/rabbitmq RABBITMQ_ADVANCED_CONFIG_FILE=$dir/advanced
    export RABBITMQ_MNESIA_BASE=$dir/data
    export RABBITMQ_LOG_BASE=$dir/log
    # Where a node that dies leaves its memory; else that is the folder in which it was started.
    export ERL_CRASH_DUMP=$dir/log/erl_crash.dump
    export RABBITMQ_PID_FILE=$dir/data/node.pid
    export RABBITMQ_ENABLED_PLUGINS_FILE=$dir/enabled_plugins
    export RABBITMQ_DIST_PORT=$DISTRIBUTION_PORT
    export RABBITMQ_CTL_DIST_PORT_MIN=$CTL_PORT RABBITMQ_CTL_DIST_PORT_MAX=$((CTL_PORT + 9))
    # No busy waiting: the cores are shared with the services.
    export RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS="+sbwt none +sbwtdcpu none +sbwtdio none \
        -kernel inet_dist_use_interface {127,0,0,1} -start_epmd false"
}
