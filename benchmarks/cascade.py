#!/usr/bin/env python3
"""What the cascade saves, measured through the HTTP API of a running gateway.

  cascade.py eval    every held-out question with demo-small, demo-large and auto; beside them the
                     two arms that need no scorer: random escalation at auto's rate, and the oracle
  cascade.py fit     for each scorer the threshold that spends a budget best, found on
                     models/calibration.jsonl, which shares no question with models/eval.jsonl

Start `./spillway up` first. Needs Python 3.9 or newer and nothing else.
"""
import argparse
import http.client
import json
import os
import pathlib
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from urllib.parse import urlsplit

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "models" / "training"))
from answers import normalise_answer as normalise  # noqa: E402

SCORERS = ("min-probability", "normalised-min-probability", "mean-probability", "sequence-probability")
MAX_TOKENS = 400


class Gateway:
    """One keep-alive connection per thread; every failure is an exception, never a wrong answer."""

    def __init__(self, url, key):
        self.address = urlsplit(url).netloc
        self.headers = {"content-type": "application/json"}
        if key:
            self.headers["authorization"] = f"Bearer {key}"
        self.local = threading.local()

    def call(self, method, path, body, key=None):
        headers = dict(self.headers, **({"authorization": f"Bearer {key}"} if key else {}))
        for attempt in (1, 2):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = self.local.connection = http.client.HTTPConnection(self.address, timeout=120)
            try:
                connection.request(method, path, json.dumps(body), headers)
                response = connection.getresponse()
                payload = response.read()
                break
            except (http.client.HTTPException, ConnectionError):
                connection.close()
                self.local.connection = None
                if attempt == 2:
                    raise
        if response.status >= 300:
            raise SystemExit(f"{method} {path}: {response.status} {payload.decode()[:300]}")
        return json.loads(payload), response.headers

    def ask(self, model, question):
        reply, headers = self.call("POST", "/v1/chat/completions", {
            "model": model, "messages": question["messages"], "temperature": 0, "max_tokens": MAX_TOKENS})
        answer = reply["choices"][0]["message"]["content"]
        return {
            "right": normalise(answer) == normalise(question["answer"]),
            "cost": Decimal(headers["x-spillway-cost-usd"]),
            "escalations": int(headers.get("x-spillway-escalations") or 0),
            "confidence": float(headers.get("x-spillway-confidence") or "nan"),
        }

    def ask_all(self, model, questions, threads):
        started, done, lock = time.monotonic(), 0, threading.Lock()

        def one(question):
            nonlocal done
            result = self.ask(model, question)
            with lock:
                done += 1
                if sys.stderr.isatty() or done % 250 == 0:
                    rate = done / (time.monotonic() - started)
                    print(f"\r{model:>28} {done:5d}/{len(questions)}  {rate:6.1f} questions/s",
                          end="" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)
            return result

        with ThreadPoolExecutor(threads) as pool:
            results = list(pool.map(one, questions))
        if sys.stderr.isatty():
            print(file=sys.stderr)
        return results


def read(path):
    return [json.loads(line) for line in pathlib.Path(path).read_text("utf-8").splitlines()]


def share(results):
    return sum(r["right"] for r in results) / len(results)


def total(results):
    return sum(r["cost"] for r in results)


def evaluate(gateway, args):
    questions = read(args.questions or ROOT / "models" / "eval.jsonl")
    small, large, auto = (gateway.ask_all(m, questions, args.threads) for m in ("demo-small", "demo-large", "auto"))
    rate = sum(r["escalations"] > 0 for r in auto) / len(auto)
    useful = [not s["right"] and l["right"] for s, l in zip(small, large)]
    base = total(large)
    rows = [
        ("demo-small", share(small), total(small), 0.0),
        ("demo-large", share(large), base, 1.0),
        ("auto", share(auto), total(auto), rate),
        ("random, same rate", (1 - rate) * share(small) + rate * share(large),
         total(small) + Decimal(rate) * base, rate),
        ("oracle", sum(s["right"] or l["right"] for s, l in zip(small, large)) / len(small),
         total(small) + sum(l["cost"] for l, u in zip(large, useful) if u), sum(useful) / len(useful)),
    ]
    print(f"{len(questions)} questions\n{'':20}{'right':>8}{'cost of large-only':>20}{'asked large':>13}")
    for name, right, cost, escalated in rows:
        print(f"{name:20}{right:8.1%}{float(cost / base):20.1%}{escalated:13.1%}")
    kinds = sorted({q["kind"] for q in questions})
    print(f"\n{'kind':24}{'n':>5}{'small':>8}{'large':>8}{'auto':>8}")
    for kind in kinds:
        of = [i for i, q in enumerate(questions) if q["kind"] == kind]
        print(f"{kind:24}{len(of):5}" + "".join(f"{share([arm[i] for i in of]):8.0%}" for arm in (small, large, auto)))


def fit(gateway, args):
    questions = read(args.questions or ROOT / "models" / "calibration.jsonl")
    large = gateway.ask_all("demo-large", questions, args.threads)
    admin = args.admin_key or pathlib.Path(args.admin_key_file).expanduser().read_text().strip()
    base = total(large)
    print(f"{len(questions)} questions; large-only {share(large):.1%}; budget {args.budget:.0%} of its cost")
    for scorer in SCORERS:
        policy = f"fit-{scorer}"  # accepts every answer, so that each is the small tier's with its confidence
        gateway.call("PUT", f"/admin/v1/policies/{policy}", {
            "tiers": ["demo-small", "demo-large"], "scorer": scorer, "thresholds": [0]}, admin)
        small = gateway.ask_all(policy, questions, args.threads)
        print(f"\n{scorer}: small alone {share(small):.1%}\n{'threshold':>12}{'right':>8}{'cost of large-only':>20}")
        front = []
        order = sorted(range(len(small)), key=lambda i: small[i]["confidence"])
        right, cost = sum(s["right"] for s in small), total(small)
        for position, i in enumerate(order):  # the threshold just above the i-th confidence escalates it
            right += large[i]["right"] - small[i]["right"]
            cost += large[i]["cost"]
            following = order[position + 1] if position + 1 < len(order) else None
            threshold = small[following]["confidence"] if following is not None else 1.0
            front.append((threshold, right / len(small), float(cost / base)))
        for wanted in (0.25, 0.35, 0.45, 0.55, 0.65):
            row = min(front, key=lambda r: abs(r[2] - wanted))
            print(f"{row[0]:12.4f}{row[1]:8.1%}{row[2]:20.1%}")
        best = max((r for r in front if r[2] <= args.budget), key=lambda r: r[2], default=None)
        print("at the budget: " + ("nothing so cheap" if best is None else f"threshold {best[0]:.4f}: {best[1]:.1%} at {best[2]:.1%}"))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("eval", "fit"))
    parser.add_argument("--url", default=f"http://127.0.0.1:{os.environ.get('SPILLWAY_PORT', '8080')}")
    parser.add_argument("--key", help="API key, where the gateway demands one")
    parser.add_argument("--admin-key", help="for fit; default: read --admin-key-file")
    parser.add_argument("--admin-key-file", default=os.path.join(os.environ.get("SPILLWAY_HOME", "~/.spillway"), "admin-key"))
    parser.add_argument("--questions", help="another file of questions")
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--budget", type=float, default=0.54, help="fit: share of large-only's cost that may be spent")
    args = parser.parse_args()
    gateway = Gateway(args.url, args.key)
    (evaluate if args.what == "eval" else fit)(gateway, args)


if __name__ == "__main__":
    main()
