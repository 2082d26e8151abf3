#!/bin/sh
# Makes .venv with everything that Fengsui, its tests and its checks need. Safe to run again; called by `make setup`.
#
# Debian's own pip refuses to install outside a virtual environment, and python3-venv (which brings ensurepip) may be
# missing, so pip is looked for in three places: inside the new environment, Debian's pip pointed at it, and apt.
set -eu
cd "$(dirname "$0")/.."

VENV=.venv
say() { printf '%s\n' "fengsui setup: $*" >&2; }
fail() { say "$*"; exit 1; }

may_apt() { [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1 && [ "${FENGSUI_SETUP_NO_APT:-}" != 1 ]; }

apt_updated=no
apt_install() {
    # Servers such as snmpd and prometheus must not start on the user's machine because of us: policy-rc.d with
    # exit code 101 is Debian's way to say so. A policy that is there already is left alone.
    policy=/usr/sbin/policy-rc.d
    made_policy=no
    if [ ! -e $policy ]; then
        printf '#!/bin/sh\nexit 101\n' >$policy && chmod 755 $policy && made_policy=yes
    fi
    result=0
    if [ $apt_updated = no ]; then
        apt-get update -qq >/dev/null 2>&1 || say "apt-get update failed; going on with the lists that are here"
        apt_updated=yes
    fi
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" >/dev/null 2>&1 || result=$?
    [ $made_policy = no ] || rm -f $policy
    return $result
}

find_python() {
    for name in "${PYTHON:-}" python3.11 python3.12 python3.13 python3; do
        [ -n "$name" ] || continue
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            printf '%s\n' "$name"
            return 0
        fi
    done
    return 1
}

make_venv() {
    if "$PY" -m venv "$VENV" >/dev/null 2>&1; then return 0; fi
    # No ensurepip: an environment without pip, then Debian's pip aimed at it.
    rm -rf "$VENV"
    if "$PY" -m venv --without-pip "$VENV" >/dev/null 2>&1 && "$PY" -m pip --version >/dev/null 2>&1; then
        return 0
    fi
    rm -rf "$VENV"
    may_apt || fail "python3-venv and pip are both missing. Install one of them: apt install python3-venv"
    apt_install python3-venv || fail "apt could not install python3-venv"
    "$PY" -m venv "$VENV"
}

install_uv() {
    if "$VENV/bin/python" -m pip --version >/dev/null 2>&1; then
        "$VENV/bin/python" -m pip install --quiet --disable-pip-version-check uv
    else
        "$PY" -m pip --python "$VENV/bin/python" install --quiet --disable-pip-version-check uv
    fi
}

# Programs that the tests run against, and the Debian package of each.
debian_tools() {
    missing=
    for pair in snmpd:snmpd snmpbulkwalk:snmp promtool:prometheus pdftotext:poppler-utils; do
        PATH="$PATH:/usr/sbin:/sbin" command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair#*:}"
    done
    [ -n "$missing" ] || return 0
    if may_apt; then
        say "installing from Debian:$missing"
        # shellcheck disable=SC2086
        apt_install $missing || say "apt could not install$missing; tests that need them will be skipped"
    else
        say "not installed:$missing (tests that need them will be skipped; to run them: sudo apt install$missing)"
    fi
}

PY=$(find_python) || fail "Python 3.11 or newer is needed (tried python3.11 … python3). On Debian 12: apt install python3"
if [ ! -x "$VENV/bin/python" ]; then
    say "making $VENV with $("$PY" --version)"
    make_venv
fi
[ -x "$VENV/bin/uv" ] || install_uv
say "installing the locked requirements"
VIRTUAL_ENV="$PWD/$VENV" "$VENV/bin/uv" pip install --quiet --require-hashes --requirements requirements.lock
VIRTUAL_ENV="$PWD/$VENV" "$VENV/bin/uv" pip install --quiet --no-deps --no-build-isolation --editable .
debian_tools
touch "$VENV/.ready"
say "ready: $VENV/bin/fengsui --help"
