#!/usr/bin/env python3
"""What the gateway itself adds, beside others in front of the same upstream.

  requests   to requests that are answered at once
  streams    to the first frame of streams and to each frame, with many at the same time
  soak       to its own memory, after many streams
  bodies     nothing, it should be, where many clients send it more than it can hold

requests: nginx answers at once, as an engine would; wrk asks it directly, through nginx as a proxy, through Spillway with
a project's key, limits, a budget, metrics and usage rows on, and through Portkey if --portkey names the folder
where its package was installed:

    npm install @portkey-ai/gateway@1.15.2      # with "overrides": {"@hono/node-server": "1.13.5"} in package.json

All of them run in one sitting, one after the other, round by round; the median of the rounds counts, and what is
added is the difference to asking nginx directly. streams and soak: an engine that writes frames at a steady pace, each with
the time as its text, and its reader are one process (benchmarks/src/main/java/dev/spillway/benchmarks/streams). bodies: clients that send long bodies again and again, whatever they are told,
and one that sends short ones.

Needs nginx and wrk (Debian packages of these names), Python 3.9
or newer, and a build (`./spillway build`; for streams and soak `./mvnw -pl benchmarks -am package -DskipTests`).
"""

import argparse
import collections
import contextlib
import http.client
import json
import os
import pathlib
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from workers import Machine

TEXT = "Paris is the capital of France."
QUESTION = {"model": "bench", "messages": [{"role": "user", "content": "What is the capital of France?"}]}
LIMITS = {"requests_per_minute": 100_000_000, "tokens_per_minute": 1_000_000_000, "usd_per_month": "1000000"}


def main():
    options = read_options()
    with contextlib.ExitStack() as stack:
        home = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="spillway-overhead-")))
        options.run(options, stack, home)


def requests(options, stack, home):
    for tool in ("nginx", "wrk"):
        if shutil.which(tool) is None:
            sys.exit(f"{tool} is missing: apt-get install nginx-light wrk")
    upstream, proxy = nginx(stack, home)
    gateway, key = spillway(stack, home, f"http://127.0.0.1:{upstream}/sse/v1", options)
    authorization = {"Authorization": f"Bearer {key}"}
    targets = {
        "direct": Target(f"http://127.0.0.1:{upstream}/json/v1", {}, QUESTION),
        "nginx": Target(f"http://127.0.0.1:{proxy}/json/v1", {}, QUESTION),
        "spillway": Target(f"http://127.0.0.1:{gateway.port}/v1", authorization, QUESTION),
    }
    if options.portkey:
        targets["portkey"] = portkey(stack, options.portkey, upstream)
    for target in targets.values():
        target.check()
    for connections in options.connections:
        compare(targets, connections, options, home)


def streams(options, stack, home):
    engine = free_port()
    gateway, key = spillway(stack, home, f"http://127.0.0.1:{engine}/v1", options)
    subprocess.run(reader(options, engine, gateway, key) + [str(options.rounds)], check=True)


def soak(options, stack, home):
    engine = free_port()
    gateway, key = spillway(stack, home, f"http://127.0.0.1:{engine}/v1", options)
    command = reader(options, engine, gateway, key) + ["0", str(round(60 * options.minutes))]
    reading = subprocess.Popen(command)
    stack.callback(stop, reading)
    begun = time.monotonic()
    while reading.poll() is None:
        time.sleep(min(60, options.minutes * 6))
        print(f"{(time.monotonic() - begun) / 60:5.1f} min  RSS {resident(gateway) / 2**20:7.1f} MiB", flush=True)
    sys.exit(reading.returncode)


def bodies(options, stack, home):
    """Long bodies from many clients at once, and what becomes of short ones beside them."""
    upstream, _ = nginx(stack, home)
    gateway, key = spillway(stack, home, f"http://127.0.0.1:{upstream}/sse/v1", options)
    base, authorization = f"http://127.0.0.1:{gateway.port}/v1", {"Authorization": f"Bearer {key}"}
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64," + "A" * round(options.megabytes * 1e6)}}
    question = {"model": "bench", "messages": [{"role": "user", "content": [{"type": "text", "text": "What is it?"}, picture]}]}
    short, long = Target(base, authorization, QUESTION), Target(base, authorization, question)
    for _ in range(500):
        short.status()
    seen, took, over = collections.Counter(), [], threading.Event()

    def ask_short():
        while not over.is_set():
            begun = time.monotonic()
            seen["short", short.status()] += 1
            took.append(time.monotonic() - begun)

    def ask_long():
        for _ in range(options.rounds):
            seen["long", long.status()] += 1

    askers = [threading.Thread(target=ask_long) for _ in range(options.clients)]
    beside = threading.Thread(target=ask_short)
    for thread in (beside, *askers):
        thread.start()
    for thread in askers:
        thread.join()
    over.set()
    beside.join()
    for (length, status), count in sorted(seen.items()):
        print(f"{length:6} {status:4} {count:6}")
    took.sort()
    print(f"short ones took {took[len(took) // 2] * 1e3:.1f} ms, 99 % at most {took[len(took) * 99 // 100] * 1e3:.1f} ms")
    print(f"RSS {resident(gateway) / 2**20:.1f} MiB")


def resident(gateway):
    """Bytes of the gateway's process; it may be the child of a shell that started it."""
    pids = [gateway.process.pid]
    for pid in pids:
        children = pathlib.Path(f"/proc/{pid}/task/{pid}/children")
        pids += map(int, children.read_text().split())
    pages = [int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) for pid in pids]
    return max(pages) * 4096


def reader(options, engine, gateway, key):
    built = pathlib.Path(__file__).resolve().parent / "target"
    java = pathlib.Path(os.environ["JAVA_HOME"]) / "bin" / "java" if "JAVA_HOME" in os.environ else "java"
    return [
        *(str(java), "-cp", f"{built}/lib/*:{built}/classes", "dev.spillway.benchmarks.streams.StreamsBenchmark"),
        *(str(engine), f"http://127.0.0.1:{gateway.port}/v1", key),
        *map(str, (options.streams, options.frames, options.gap)),
    ]


def compare(targets, connections, options, home):
    print(f"\n{connections} connection{'s' if connections > 1 else ''}, {options.rounds} rounds of {options.seconds} s")
    results = {name: [] for name in targets}
    for name, target in targets.items():
        target.load(connections, options.warm_up, home)
    for number in range(options.rounds):
        for name, target in targets.items():
            progress(f"round {number + 1} of {options.rounds}: {name}")
            results[name].append(target.load(connections, options.seconds, home))
    progress("")
    middle = {name: {key: statistics.median(r[key] for r in rounds) for key in rounds[0]} for name, rounds in results.items()}
    direct = middle["direct"]
    print(f"{'':10} {'p50 ms':>8} {'added':>8} {'p99 ms':>8} {'requests/s':>11} {'errors':>7}")
    for name, row in middle.items():
        errors = sum(r["errors"] for r in results[name])
        added = row["p50"] - direct["p50"]
        print(f"{name:10} {row['p50']:8.3f} {added:8.3f} {row['p99']:8.3f} {row['rate']:11,.0f} {errors:7.0f}")
    if "portkey" in middle:
        print(f"spillway answers {middle['spillway']['rate'] / middle['portkey']['rate']:.1f} x as many as portkey")


def progress(text):
    if sys.stderr.isatty():
        print(f"\r{text:60}", end="" if text else "\r", file=sys.stderr, flush=True)


class Target:
    """Where a request goes, and what it has to look like there."""

    def __init__(self, base, headers, body):
        self.base = base
        self.headers = {"Content-Type": "application/json", **headers}
        self.body = json.dumps(body)

    def ask(self):
        host, path = re.match(r"http://([^/]+)(.*)", self.base).groups()
        with contextlib.closing(http.client.HTTPConnection(host, timeout=60)) as connection:
            connection.request("POST", path + "/chat/completions", self.body, self.headers)
            response = connection.getresponse()
            return response.status, response.read().decode()

    def check(self):
        status, said = self.ask()
        if status != 200 or TEXT not in said:
            sys.exit(f"{self.base} answers {status}: {said}")

    def status(self):
        return self.ask()[0]

    def load(self, connections, seconds, home):
        script = home / "post.lua"
        headers = "\n".join(f"wrk.headers[{json.dumps(k)}] = {json.dumps(v)}" for k, v in self.headers.items())
        script.write_text(
            f'wrk.method = "POST"\n{headers}\nwrk.body = {json.dumps(self.body)}\n'
            "function done(summary, latency, requests)\n"
            "  local e = summary.errors\n"
            '  io.write(string.format("RESULT %f %f %f %d\\n", latency:percentile(50) / 1000, latency:percentile(99) / 1000,'
            " summary.requests / summary.duration * 1e6, e.connect + e.read + e.write + e.status + e.timeout))\n"
            "end\n"
        )
        out = subprocess.run(
            ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "-s", script, self.base + "/chat/completions"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        p50, p99, rate, errors = map(float, re.search(r"RESULT (\S+) (\S+) (\S+) (\S+)", out).groups())
        return {"p50": p50, "p99": p99, "rate": rate, "errors": errors}


# --- who answers -----------------------------------------------------------------------------


def nginx(stack, home):
    """An upstream that answers at once, and a proxy in front of it. Their ports."""
    upstream, proxy = free_port(), free_port()
    usage = {"prompt_tokens": 14, "completion_tokens": 8, "total_tokens": 22}
    base = {"id": "chatcmpl-1", "created": 1, "model": "bench"}
    message = {"index": 0, "message": {"role": "assistant", "content": TEXT}, "finish_reason": "stop"}
    plain = json.dumps({**base, "object": "chat.completion", "choices": [message], "usage": usage})
    chunks = [
        {"choices": [{"index": 0, "delta": {"role": "assistant", "content": TEXT}, "finish_reason": None}]},
        {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]},
        {"choices": [], "usage": usage},
    ]
    frames = [json.dumps({**base, "object": "chat.completion.chunk", **chunk}) for chunk in chunks]
    stream = "".join(f"data: {frame}\n\n" for frame in [*frames, "[DONE]"])
    # As root it gives its folder away to those who run its workers.
    own = home / "nginx"
    own.mkdir()
    config = own / "nginx.conf"
    config.write_text(
        f"""
        daemon off; pid {own}/pid; error_log {own}/log; worker_processes 1;
        events {{ worker_connections 4096; }}
        http {{
          access_log off; client_max_body_size 0; keepalive_requests 1000000000; client_body_temp_path {own}; proxy_temp_path {own};
          fastcgi_temp_path {own}; uwsgi_temp_path {own}; scgi_temp_path {own};
          server {{
            listen 127.0.0.1:{upstream};
            location /json {{ default_type application/json; return 200 {quoted(plain)}; }}
            location /sse {{ default_type text/event-stream; return 200 {quoted(stream)}; }}
          }}
          upstream engine {{ server 127.0.0.1:{upstream}; keepalive 256; keepalive_requests 1000000000; }}
          server {{
            listen 127.0.0.1:{proxy};
            location / {{ proxy_pass http://engine; proxy_http_version 1.1; proxy_set_header Connection ""; }}
          }}
        }}
        """
    )
    start(stack, ["nginx", "-c", str(config)], upstream)
    return upstream, proxy


def quoted(text):
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'


def spillway(stack, home, upstream, options):
    """A gateway whose tier `bench` is this upstream, and a key of a project with limits."""
    tier = "-Dspillway.gateway.tiers.bench."
    machine = Machine(stack, home, argparse.Namespace(model=options.model))
    settings = [
        tier + "prompt-usd-per-million=1",
        tier + "completion-usd-per-million=2",
        tier + f"upstream.endpoints[0].url={upstream}",
        *options.java,
    ]
    environment = {
        **machine.stores,
        "SPILLWAY_JAVA_OPTS": " ".join(settings),
        "SPILLWAY_GATEWAY_ADMIN_KEY": "spw-admin-of-the-benchmark",
        "SPILLWAY_GATEWAY_KEYS_REQUIRED": "true",
    }
    gateway = machine.start("gateway", environment)
    organisation = admin(gateway, "organisations", {"name": "bench", "limits": LIMITS})["id"]
    project = admin(gateway, "projects", {"organisation_id": organisation, "name": "bench", "limits": LIMITS})["id"]
    key = admin(gateway, "keys", {"project_id": project, "name": "bench"})["key"]
    return gateway, key


def admin(gateway, path, body):
    connection = http.client.HTTPConnection("127.0.0.1", gateway.port, timeout=30)
    headers = {"Authorization": "Bearer spw-admin-of-the-benchmark", "Content-Type": "application/json"}
    connection.request("POST", "/admin/v1/" + path, json.dumps(body), headers)
    response = connection.getresponse()
    said = response.read().decode()
    if response.status not in (200, 201):
        sys.exit(f"/admin/v1/{path} answered {response.status}: {said}")
    return json.loads(said)


def portkey(stack, folder, upstream):
    port = free_port()
    package = pathlib.Path(folder) / "node_modules" / "@portkey-ai" / "gateway" / "build" / "start-server.js"
    if not package.exists():
        sys.exit(f"there is no Portkey below {folder}")
    # It listens on all interfaces unless it is made not to.
    loopback = (
        "const net = require('net'); const listen = net.Server.prototype.listen;"
        "net.Server.prototype.listen = function (port, ...rest) {"
        " return typeof port === 'number' ? listen.call(this, port, '127.0.0.1', ...rest.filter(r => typeof r !== 'string'))"
        " : listen.call(this, typeof port === 'object' ? {...port, host: '127.0.0.1'} : port, ...rest); };"
    )
    preload = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory())) / "loopback.cjs"
    preload.write_text(loopback)
    start(stack, ["node", "--require", str(preload), str(package), f"--port={port}", "--headless"], port)
    headers = {
        "x-portkey-provider": "openai",
        "x-portkey-custom-host": f"http://127.0.0.1:{upstream}/json/v1",
        "Authorization": "Bearer none",
    }
    return Target(f"http://127.0.0.1:{port}/v1", headers, QUESTION)


def start(stack, command, port):
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    stack.callback(stop, process)
    for _ in range(300):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    sys.exit(f"{command[0]} does not start")


def stop(process):
    process.terminate()
    process.wait(30)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    root = pathlib.Path(__file__).resolve().parent.parent
    commands = parser.add_subparsers(required=True, metavar="requests|streams|soak|bodies")
    for run in (requests, streams, soak, bodies):
        command = commands.add_parser(run.__name__)
        command.set_defaults(run=run)
        command.add_argument("--java", nargs="*", default=[], help="more options for the gateway's JVM: --java=-Xmx512m")
        command.add_argument("--model", default=str(root / "models" / "demo-small.gguf"), help=argparse.SUPPRESS)
        command.add_argument("--rounds", type=int, default=5)
        if run is requests:
            command.add_argument("--portkey", help="the folder with Portkey's node_modules; absent: without it")
            command.add_argument("--connections", type=int, nargs="+", default=[1, 16])
            command.add_argument("--seconds", type=int, default=5, help="of each round and target")
            command.add_argument("--warm-up", type=int, default=20, help="seconds before the first round")
        elif run is bodies:
            command.add_argument("--clients", type=int, default=16, help="with long bodies, at the same time")
            command.add_argument("--megabytes", type=float, default=15, help="of a long body")
        else:
            command.add_argument("--streams", type=int, default=200, help="at the same time")
            command.add_argument("--frames", type=int, default=100, help="of each stream")
            command.add_argument("--gap", type=int, default=50, help="milliseconds between two frames")
            command.add_argument("--minutes", type=float, default=30, help="of a soak")
    return parser.parse_args()


if __name__ == "__main__":
    main()
