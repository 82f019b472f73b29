#!/usr/bin/env python3
"""What two worker processes of one model do for each other through Redis.

  warm   each worker behind a gateway of its own: a prompt is asked of one, then of the other.
         How much sooner does the second give its first token, and is it the same answer?
  loss   both behind one gateway: streams under way while one worker is killed, told to stop, or
         stopped so that its connections stay open and it says nothing. Are all answers as without
         the loss, how much was computed again, and how long did the streams pause?

Starts everything that it needs by itself, with a folder of its own for data, and stops it.
Build first (`./spillway build`). Needs Python 3.9 or newer and nothing else.
"""

import argparse
import concurrent.futures
import contextlib
import http.client
import json
import os
import pathlib
import random
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LOSSES = {"kill": signal.SIGKILL, "terminate": signal.SIGTERM, "freeze": signal.SIGSTOP}
LETTERS = "abcdefghij klmnop"


def main():
    options = read_options()
    with contextlib.ExitStack() as stack:
        home = pathlib.Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="spillway-workers-")))
        options.run(options, Machine(stack, home, options))


# --- warm ------------------------------------------------------------------------------------


def warm(options, machine):
    workers = [machine.worker() for _ in range(2)]
    gateways = [machine.gateway([worker]) for worker in workers]
    draw = random.Random(options.seed)
    ratios = []
    for number in range(1, options.prompts + 1):
        asked = question(noise(draw, options.characters), options.tokens)
        cold = stream(gateways[0], asked)
        time.sleep(options.pause)
        other = stream(gateways[1], asked)
        ratios.append(other.first / cold.first)
        same = "same answer" if other.tokens == cold.tokens else "ANOTHER ANSWER"
        usage = other.usage
        print(
            f"{number}  prompt {usage['prompt_tokens']} tokens, {usage['prompt_tokens_details']['cached_tokens']} found"
            f"  first token {cold.first:.2f} s cold, {other.first:.2f} s at the second worker"
            f"  ratio {ratios[-1]:.3f}  {same}",
            flush=True,
        )
    print(f"median ratio {statistics.median(ratios):.3f}")


# --- loss ------------------------------------------------------------------------------------


def loss(options, machine):
    draw = random.Random(options.seed)
    asked = [question(noise(draw, options.characters), options.tokens) for _ in range(options.streams)]
    workers = [machine.worker() for _ in range(2)]
    gateway = machine.gateway(workers)
    undisturbed = together(gateway, asked, "undisturbed")
    for worker in workers:
        worker.stop()
    for way in options.ways:
        # New ones, so that nothing is in their memory; and other text before it, so that nothing is in Redis.
        workers = [machine.worker() for _ in range(2)]
        gateway = machine.gateway(workers)
        machine.forget()
        progress = Progress(way, sum(len(answer.tokens) for answer in undisturbed))
        lost = threading.Thread(target=lose, args=(workers[0], LOSSES[way], progress, options.after))
        lost.start()
        disturbed = together(gateway, asked, way, progress)
        lost.join()
        report(way, undisturbed, disturbed, workers[1], gateway)
        for process in (gateway, *workers):
            process.stop()


def lose(worker, how, progress, after):
    progress.await_share(after)
    worker.process.send_signal(how)


def report(way, undisturbed, disturbed, survivor, gateway):
    same = sum(one.tokens == other.tokens for one, other in zip(undisturbed, disturbed))
    pauses = sorted(answer.longest_pause for answer in disturbed)
    before = sorted(answer.longest_pause for answer in undisturbed)
    resumed = total(metrics(gateway), "spillway_streams_resumed_total", 'outcome="resumed"')
    told = metrics(survivor)
    name = "spillway_worker_resumed_computed_tokens"
    count, tokens = total(told, name + "_count"), total(told, name + "_sum")
    most = max([value for key, value in told if key.startswith(name + "_max")], default=0)
    print(
        f"{way}: {same} of {len(disturbed)} answers the same; {resumed:.0f} went on at the other worker;"
        f" computed again for each: {tokens / max(count, 1):.1f} tokens in the mean, {most:.0f} at most;"
        f" longest pause of a stream: median {statistics.median(pauses):.2f} s, most {pauses[-1]:.2f} s"
        f" (undisturbed {statistics.median(before):.2f} and {before[-1]:.2f})",
        flush=True,
    )


def together(gateway, asked, name, progress=None):
    progress = progress or Progress(name, None)
    with concurrent.futures.ThreadPoolExecutor(len(asked)) as pool:
        answers = list(pool.map(lambda one: stream(gateway, one, progress.token), asked))
    progress.end()
    return answers


# --- clients ---------------------------------------------------------------------------------


class Answer:
    def __init__(self, begun):
        self.begun = begun
        self.first = None
        self.tokens = []
        self.usage = {}
        self.last = None
        self.longest_pause = 0.0

    def heard(self, pieces):
        now = time.perf_counter()
        if self.first is None:
            self.first = now - self.begun
        else:
            self.longest_pause = max(self.longest_pause, now - self.last)
        self.last = now
        self.tokens += pieces


def stream(gateway, body, on_token=lambda: None):
    """One streamed answer; ends this program if it fails in any way."""
    connection = http.client.HTTPConnection("localhost", gateway.port, timeout=900)
    answer = Answer(time.perf_counter())
    headers = {"Content-Type": "application/json", "Cache-Control": "no-store"}
    connection.request("POST", "/v1/chat/completions", json.dumps(body), headers)
    response = connection.getresponse()
    if response.status != 200:
        sys.exit(f"answered {response.status}: {response.read().decode()}")
    done = False
    for line in response:
        data = line.decode().removeprefix("data: ").strip()
        if data == "[DONE]":
            done = True
        elif data.startswith("{"):
            chunk = json.loads(data)
            if "error" in chunk:
                sys.exit(f"a stream failed: {data}")
            answer.usage = chunk.get("usage") or answer.usage
            for choice in chunk["choices"]:
                told = (choice.get("logprobs") or {}).get("content") or []
                if told:
                    answer.heard([(token["token"], token["logprob"]) for token in told])
                    for _ in told:
                        on_token()
    if not done:
        sys.exit("a stream ended without its end")
    connection.close()
    return answer


def question(text, tokens):
    return {
        "model": "bench",
        "messages": [{"role": "user", "content": text}],
        "stream": True,
        "stream_options": {"include_usage": True},
        "temperature": 0,
        "max_tokens": tokens,
        "logprobs": True,
    }


def noise(draw, characters):
    return "".join(draw.choice(LETTERS) for _ in range(characters))


def metrics(process):
    connection = http.client.HTTPConnection("localhost", process.port, timeout=30)
    connection.request("GET", "/q/metrics")
    lines = connection.getresponse().read().decode().splitlines()
    return [(line.rsplit(" ", 1)[0], float(line.rsplit(" ", 1)[1])) for line in lines if line and line[0] != "#"]


def total(told, name, label=""):
    return sum(value for key, value in told if key.startswith(name) and label in key)


class Progress:
    def __init__(self, name, of):
        self.name, self.of, self.count = name, of, 0
        self.changed = threading.Condition()

    def token(self):
        with self.changed:
            self.count += 1
            self.changed.notify_all()
            if sys.stderr.isatty() and self.count % 50 == 0:
                print(f"\r{self.name}: {self.count} tokens", end="", file=sys.stderr, flush=True)

    def await_share(self, share):
        with self.changed:
            self.changed.wait_for(lambda: self.count >= share * self.of)

    def end(self):
        if sys.stderr.isatty():
            print(file=sys.stderr)


# --- processes -------------------------------------------------------------------------------


class Machine:
    """The stores, which `up` brings, and whatever is started beside them."""

    def __init__(self, stack, home, options):
        self.stack, self.home, self.options = stack, home, options
        models = home / "models"
        models.mkdir()
        (models / "bench.gguf").symlink_to(pathlib.Path(options.model).resolve())
        self.models = str(models)
        self.number = 0
        up = self.start("up", {}, "Redis", "PostgreSQL")
        self.redis = up.address("Redis"), self.secret("redis-password")
        self.stores = {
            "SPILLWAY_REDIS_URL": f"redis://:{self.redis[1]}@{self.redis[0]}",
            "SPILLWAY_DATABASE_URL": f"postgresql://spillway:{self.secret('postgres-password')}"
            f"@{up.address('PostgreSQL')}/postgres",
        }

    def secret(self, name):
        return (self.home / "up-1" / "secrets" / name).read_text().strip()

    def worker(self):
        environment = {
            **self.stores,
            "SPILLWAY_MODELS": self.models,
            "SPILLWAY_WORKER_HAND_OVER_AFTER": "0s",
            "SPILLWAY_WORKER_MAX_RUNNING": str(self.options.running),
        }
        return self.start("worker", environment)

    def gateway(self, workers):
        price = "-Dspillway.gateway.tiers.bench.{}-usd-per-million=0.1"
        environment = {
            **self.stores,
            "SPILLWAY_WORKERS": ",".join(f"localhost:{worker.port}" for worker in workers),
            # Who waits for a place at a worker hears nothing before.
            "SPILLWAY_GATEWAY_WORKER_FIRST_EVENT_TIMEOUT": "10m",
            "SPILLWAY_JAVA_OPTS": " ".join(price.format(kind) for kind in ("prompt", "completion")),
        }
        gateway = self.start("gateway", environment)
        while total(metrics(gateway), "spillway_worker_models") < len(workers):
            time.sleep(0.2)
        return gateway

    def start(self, command, environment, *names):
        self.number += 1
        process = Process(command, self.home / f"{command}-{self.number}", environment, names)
        self.stack.callback(process.stop)
        process.await_ready()
        return process

    def forget(self):
        """All that is in Redis, which then has room for all that the workers compute."""
        host, port = self.redis[0].split(":")
        with socket.create_connection((host, int(port))) as redis:
            for command in (["AUTH", self.redis[1]], ["FLUSHALL"], ["CONFIG", "SET", "maxmemory", "2gb"]):
                parts = "".join(f"${len(part)}\r\n{part}\r\n" for part in command)
                redis.sendall(f"*{len(command)}\r\n{parts}".encode())
                if not redis.recv(100).startswith(b"+OK"):
                    sys.exit(f"Redis refused {command[0]}")


class Process:
    def __init__(self, command, home, environment, names):
        home.mkdir()
        self.output = home / "output"
        self.names = names
        with socket.socket() as probe:
            probe.bind(("", 0))
            self.port = probe.getsockname()[1]
        own = {"SPILLWAY_HOME": str(home), "SPILLWAY_PORT": str(self.port), "SPILLWAY_SKIP_BUILD": "1"}
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("SPILLWAY_")}
        self.process = subprocess.Popen(
            [ROOT / "spillway", command],
            env={**inherited, **environment, **own},
            stdin=subprocess.DEVNULL,
            stdout=self.output.open("wb"),
            stderr=subprocess.STDOUT,
        )

    def await_ready(self, seconds=180):
        end = time.monotonic() + seconds
        while not self.ready():
            if self.process.poll() is not None or time.monotonic() > end:
                sys.exit(f"does not start: {self.output.read_text()}")
            time.sleep(0.2)

    def ready(self):
        connection = http.client.HTTPConnection("localhost", self.port, timeout=5)
        try:
            connection.request("GET", "/q/health/ready")
            return connection.getresponse().status == 200 and all(map(self.address, self.names))
        except OSError:
            return False
        finally:
            connection.close()

    def address(self, name):
        found = re.search(rf"{name}\s+(127\.0\.0\.1:\d+)", self.output.read_text())
        return found and found.group(1)

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGCONT)
            self.process.terminate()
            try:
                self.process.wait(60)
            except subprocess.TimeoutExpired:
                self.process.kill()


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True, metavar="warm|loss")
    for run, characters, tokens in ((warm, 1960, 8), (loss, 100, 120)):
        command = commands.add_parser(run.__name__)
        command.set_defaults(run=run)
        command.add_argument("--model", default=str(ROOT / "models" / "demo-large.gguf"), help="a GGUF file")
        command.add_argument("--characters", type=int, default=characters, help="of each prompt")
        command.add_argument("--tokens", type=int, default=tokens, help="of each answer, at most")
        command.add_argument("--running", type=int, default=32, help="answers at once at a worker")
        command.add_argument("--seed", type=int, default=1)
        if run is warm:
            command.add_argument("--prompts", type=int, default=5)
            command.add_argument("--pause", type=float, default=1.5, help="seconds between the two")
        else:
            command.add_argument("--streams", type=int, default=50)
            command.add_argument("--after", type=float, default=0.4, help="share of all tokens before the loss")
            command.add_argument("--ways", nargs="+", choices=sorted(LOSSES), default=sorted(LOSSES))
    return parser.parse_args()


if __name__ == "__main__":
    main()
