#!/usr/bin/env python3
"""What the cascade saves, measured through the HTTP API of a running gateway.

  cascade.py eval    every held-out question with demo-small, demo-large and the policies; beside
                     them the arms that need no scorer: random escalation at each policy's rate, and
                     the oracle
  cascade.py fit     for each scorer the threshold that spends a budget best, found on
                     models/calibration.jsonl, which shares no question with models/eval.jsonl
  cascade.py learn   labels questions drawn like those of calibration with both tiers, lets the
                     gateway learn a router from them, and makes a policy that goes by it within
                     the budget
  cascade.py kept    asks questions of a policy that explores, says of each answer whether it was
                     right, lets the gateway learn a router from the decisions that it kept, and
                     makes a policy that goes by it; needs a gateway that keeps texts
                     (SPILLWAY_GATEWAY_DECISIONS_KEEP_TEXT=true)
  cascade.py stream  time to the first token, cost and right answers of a policy's streaming modes:
                     every question streamed by each mode in turn, one request at a time

Start `./spillway up` first. Needs Python 3.9 or newer and nothing else.
"""
import argparse
import http.client
import json
import os
import pathlib
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from urllib.parse import urlsplit

ROOT = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "models" / "training"))
from answers import normalise_answer as normalise  # noqa: E402
from questions import CALIBRATION, draw_any  # noqa: E402

OPINIONS = {"agreement": {}, "judge": {"tier": "demo-large"}}
SCORERS = ("min-probability", "normalised-min-probability", "mean-probability", "sequence-probability")
MAX_TOKENS = 400


class Gateway:
    """One keep-alive connection per thread; every failure is an exception, never a wrong answer."""

    def __init__(self, url, key):
        self.address = urlsplit(url).netloc
        # What is measured is computed, not remembered.
        self.headers = {"content-type": "application/json", "cache-control": "no-store"}
        if key:
            self.headers["authorization"] = f"Bearer {key}"
        self.local = threading.local()

    def call(self, method, path, body, key=None, content_type="application/json"):
        headers = dict(self.headers, **{"content-type": content_type}, **({"authorization": f"Bearer {key}"} if key else {}))
        content = body if isinstance(body, (bytes, type(None))) else json.dumps(body)
        for attempt in (1, 2):
            connection = getattr(self.local, "connection", None)
            if connection is None:
                connection = self.local.connection = http.client.HTTPConnection(self.address, timeout=120)
            try:
                connection.request(method, path, content, headers)
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
        is_json = response.headers.get_content_type() == "application/json"
        return json.loads(payload) if is_json else payload, response.headers

    def ask(self, model, question):
        reply, headers = self.call("POST", "/v1/chat/completions", {
            "model": model, "messages": question["messages"], "temperature": 0, "max_tokens": MAX_TOKENS, "logprobs": True})
        choice = reply["choices"][0]
        return {
            "answer": choice["message"]["content"],
            "logprobs": [token["logprob"] for token in choice["logprobs"]["content"]],
            "right": normalise(choice["message"]["content"]) == normalise(question["answer"]),
            "cost": Decimal(headers["x-spillway-cost-usd"]),
            "tier": headers["x-spillway-tier"],
            "id": headers["x-spillway-request-id"],
            "confidence": float(headers.get("x-spillway-confidence") or "nan"),
        }

    def stream(self, model, question):
        """Seconds to the first text, the answer, and what it cost."""
        connection = http.client.HTTPConnection(self.address, timeout=120)
        began, first, text, account = time.monotonic(), None, "", None
        connection.request("POST", "/v1/chat/completions", json.dumps({
            "model": model, "messages": question["messages"], "temperature": 0, "max_tokens": MAX_TOKENS,
            "stream": True}), self.headers)
        response = connection.getresponse()
        if response.status != 200:
            raise SystemExit(f"{model}: {response.status} {response.read().decode()[:300]}")
        for line in response:
            if not line.startswith(b"data: {"):
                continue
            chunk = json.loads(line[6:])
            account = chunk.get("spillway") or account
            piece = "".join(choice["delta"].get("content") or "" for choice in chunk["choices"])
            first = time.monotonic() - began if piece and first is None else first
            text += piece
        connection.close()
        return {"first": time.monotonic() - began if first is None else first,
                "right": normalise(text) == normalise(question["answer"]),
                "cost": Decimal(account["cost_usd"]), "tier": account["tier"]}

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
    small, large = (gateway.ask_all(m, questions, args.threads) for m in ("demo-small", "demo-large"))
    policies = {name: gateway.ask_all(name, questions, args.threads) for name in args.policy.split(",")}
    useful = [not s["right"] and l["right"] for s, l in zip(small, large)]
    base = total(large)
    rows = [
        ("demo-small", share(small), total(small), 0.0),
        ("demo-large", share(large), base, 1.0),
    ]
    for name, arm in policies.items():
        rate = sum(r["tier"] == "demo-large" for r in arm) / len(arm)
        rows += [(name, share(arm), total(arm), rate),
                 ("  random, same rate", (1 - rate) * share(small) + rate * share(large), total(small) + Decimal(rate) * base, rate)]
    rows += [
        ("oracle", sum(s["right"] or l["right"] for s, l in zip(small, large)) / len(small),
         total(small) + sum(l["cost"] for l, u in zip(large, useful) if u), sum(useful) / len(useful)),
    ]
    print(f"{len(questions)} questions\n{'':20}{'right':>8}{'cost of large-only':>20}{'large answers':>15}")
    for name, right, cost, escalated in rows:
        print(f"{name:20}{right:8.1%}{float(cost / base):20.1%}{escalated:15.1%}")
    kinds = sorted({q["kind"] for q in questions})
    arms = {"small": small, "large": large, **policies}
    print(f"\n{'kind':24}{'n':>5}" + "".join(f"{name:>10}" for name in arms))
    for kind in kinds:
        of = [i for i, q in enumerate(questions) if q["kind"] == kind]
        print(f"{kind:24}{len(of):5}" + "".join(f"{share([arm[i] for i in of]):10.0%}" for arm in arms.values()))


def auc(scores, right):
    """The probability that a right answer has a higher score than a wrong one; ties count half."""
    order = sorted(range(len(scores)), key=lambda i: scores[i])
    ranks, i = [0.0] * len(order), 0
    while i < len(order):
        j = i
        while j < len(order) and scores[order[j]] == scores[order[i]]:
            j += 1
        for k in order[i:j]:
            ranks[k] = (i + j + 1) / 2
        i = j
    good = sum(right)
    return (sum(rank for rank, r in zip(ranks, right) if r) - good * (good + 1) / 2) / (good * (len(right) - good))


def scores(gateway, admin, scorer, questions, small, large, threads):
    """For each question the score of small's answer, and what the score costs."""
    asks = scorer in OPINIONS
    # 0 accepts every answer, unless its score has to be asked for: 1 asks for it.
    policy = {"tiers": ["demo-small", "demo-large"], "scorer": scorer, "thresholds": [1 if asks else 0]}
    gateway.call("PUT", f"/admin/v1/policies/fit-{scorer}", {**policy, **({"scoring": OPINIONS[scorer]} if asks else {})}, admin)
    results = gateway.ask_all(f"fit-{scorer}", questions, threads)
    unheard = sum(r["confidence"] != r["confidence"] for r in results)
    if unheard:
        print(f"\n{scorer}: nothing was heard of {unheard} answers")
    return [(0.0 if r["confidence"] != r["confidence"] else r["confidence"],
             r["cost"] - s["cost"] - (l["cost"] if r["tier"] == "demo-large" else 0))
            for r, s, l in zip(results, small, large)]


def fit(gateway, args):
    questions = read(args.questions or ROOT / "models" / "calibration.jsonl")
    small, large = (gateway.ask_all(m, questions, args.threads) for m in ("demo-small", "demo-large"))
    admin = admin_key(args)
    base = total(large)
    print(f"{len(questions)} questions; small alone {share(small):.1%} at {total(small) / base:.1%}; "
          f"large-only {share(large):.1%}; budget {args.budget:.0%} of its cost")
    for scorer in (*SCORERS, *OPINIONS):
        scored = scores(gateway, admin, scorer, questions, small, large, args.threads)
        paid = sum(price for _, price in scored)
        print(f"\n{scorer}: tells small's right answers from wrong with AUC "
              f"{auc([score for score, _ in scored], [s['right'] for s in small]):.3f}, for {paid / base:.1%} of large-only's cost"
              f"\n{'threshold':>12}{'right':>8}{'cost of large-only':>20}")
        front = []
        order = sorted(range(len(small)), key=lambda i: scored[i][0])
        right, cost = sum(s["right"] for s in small), total(small) + paid
        for position, i in enumerate(order):  # the threshold just above the i-th score escalates it
            right += large[i]["right"] - small[i]["right"]
            cost += large[i]["cost"]
            following = order[position + 1] if position + 1 < len(order) else None
            threshold = scored[following][0] if following is not None else 1.0
            if following is None or threshold > scored[i][0]:  # equal scores go together
                front.append((threshold, right / len(small), float(cost / base)))
        for wanted in (0.25, 0.35, 0.45, 0.55, 0.65):
            row = min(front, key=lambda r: abs(r[2] - wanted))
            print(f"{row[0]:12.4f}{row[1]:8.1%}{row[2]:20.1%}")
        best = max((r for r in front if r[2] <= args.budget), key=lambda r: r[2], default=None)
        print("at the budget: " + ("nothing so cheap" if best is None else f"threshold {best[0]:.4f}: {best[1]:.1%} at {best[2]:.1%}"))


def admin_key(args):
    return args.admin_key or pathlib.Path(args.admin_key_file).expanduser().read_text().strip()


def drawn(count):
    """Questions from calibration's part of all questions, none twice."""
    rng, seen, out = random.Random("learn"), set(), []
    while len(out) < count:
        _, question = draw_any(rng, CALIBRATION)
        if question.messages not in seen:
            seen.add(question.messages)
            out.append({"messages": [{"role": r, "content": c} for r, c in question.messages], "answer": question.answer})
    return out


def learn(gateway, args):
    questions = drawn(args.count)
    replies = {m: gateway.ask_all(m, questions, args.threads) for m in ("demo-small", "demo-large")}
    rows = [json.dumps({"messages": q["messages"], "replies": {
        tier: {"text": r[i]["answer"], "quality": int(r[i]["right"]), "cost_usd": float(r[i]["cost"]), "logprobs": r[i]["logprobs"]}
        for tier, r in replies.items()}}) for i, q in enumerate(questions)]
    router, _ = gateway.call("PUT", f"/admin/v1/routers/{args.name}", "\n".join(rows).encode(), admin_key(args), "application/jsonl")
    report = router["report"]
    if args.save:
        pathlib.Path(args.save + ".json").write_text(json.dumps(report) + "\n")
        pathlib.Path(args.save + ".router").write_bytes(gateway.call("GET", f"/admin/v1/routers/{args.name}/model", None, admin_key(args))[0])
    large = report["tiers"][-1]
    print(f"learned from {report['learned_from']} questions; on {report['held_out']} others: large-only {large['quality']:.1%}, "
          f"calibration error {report['calibration_error']:.3f}\n{'worth, USD':>12}{'right':>8}{'cost of large-only':>20}{'asked':>8}")
    for wanted in (0.15, 0.25, 0.35, 0.45, 0.55, 0.65):
        row = min(report["front"], key=lambda p: abs(p["cost_usd"] / large["cost_usd"] - wanted))
        print(f"{row['worth_usd']:12.3g}{row['quality']:8.1%}{row['cost_usd'] / large['cost_usd']:20.1%}{row['asked']:8.2f}")
    within = [p for p in report["front"] if p["cost_usd"] <= args.budget * large["cost_usd"]]
    if not within:
        raise SystemExit("nothing on the front is so cheap")
    best = max(within, key=lambda p: p["cost_usd"])
    gateway.call("PUT", f"/admin/v1/policies/{args.name}", {"router": args.name, "worth_usd": best["worth_usd"]}, admin_key(args))
    print(f"policy {args.name}: worth {best['worth_usd']:.3g} USD: {best['quality']:.1%} at {best['cost_usd'] / large['cost_usd']:.1%}")


def kept(gateway, args):
    admin, name = admin_key(args), args.name
    base, _ = gateway.call("GET", f"/admin/v1/policies/{args.policy}", None, admin)
    rule = {key: base[key] for key in ("tiers", "scorer", "thresholds", "router", "worth_usd") if key in base}
    gateway.call("PUT", f"/admin/v1/policies/{name}", {**rule, "conduct": {"explore": args.explore}}, admin)
    questions = drawn(args.count)
    answers = gateway.ask_all(name, questions, args.threads)
    for answer in answers:
        gateway.call("POST", "/v1/feedback", {"request_id": answer["id"], "quality": int(answer["right"])})
    time.sleep(5)  # the last decisions are being written
    goal = f"budget_usd_per_1000={args.usd_per_1000}" if args.usd_per_1000 else f"quality={args.quality}"
    fit, _ = gateway.call("POST", f"/admin/v1/policies/{name}/learn?router={name}-router&into={name}-next&measure={args.measure}&{goal}", None, admin)
    while fit["state"] == "running":
        time.sleep(1)
        fit, _ = gateway.call("GET", f"/admin/v1/fits/{fit['id']}", None, admin)
        print(f"{fit['stage']}: {fit['read']} decisions", file=sys.stderr)
    if "learned" not in fit:
        raise SystemExit(fit["error"])
    learned = fit["learned"]
    report = learned["report"]
    print(f"{args.policy} gave {share(answers):.1%} on {len(questions)} questions; {args.explore:.0%} of them were drawn to be put to all tiers\n"
          f"basis: {json.dumps(report['basis'])}\nlearned from {report['learned_from']}, reported on {report['held_out']}: "
          f"{', '.join('%s %.1f %%' % (t['name'], 100 * t['quality']) for t in report['tiers'])}; calibration error {report['calibration_error']:.3f}\n"
          f"policy {learned['policy']} version {learned['version']}: worth {learned['worth_usd']:.3g} USD")


def stream(gateway, args):
    questions = read(args.questions or ROOT / "models" / "eval.jsonl")
    random.Random("stream").shuffle(questions)
    questions = questions[:args.count]
    admin = admin_key(args)
    policy, _ = gateway.call("GET", f"/admin/v1/policies/{args.policy}", None, admin)
    rule = {key: policy[key] for key in ("tiers", "scorer", "thresholds", "router", "worth_usd") if key in policy}
    modes = {"buffered": {}, "early": {"early_tokens": args.early_tokens}, **({"pre": {}} if "router" in rule else {})}
    for mode, more in modes.items():
        gateway.call("PUT", f"/admin/v1/policies/stream-{mode}", {**rule, "conduct": {"streaming": mode, **more}}, admin)
    arms = {name: [] for name in [*(f"stream-{mode}" for mode in modes), *rule["tiers"]]}
    for name in arms:  # warm
        gateway.stream(name, questions[0])
    for done, question in enumerate(questions, 1):
        for name, results in arms.items():
            results.append(gateway.stream(name, question))
        if done % 50 == 0:
            print(f"{done}/{len(questions)}", file=sys.stderr, flush=True)
    base = total(arms[rule["tiers"][-1]])
    print(f"{len(questions)} questions, streamed one at a time, policy {args.policy}\n{'':20}{'right':>8}"
          f"{'cost of large-only':>20}{'first token, mean':>19}{'p50':>9}{'p95':>9}{'large answers':>15}")
    for name, results in arms.items():
        firsts = sorted(r["first"] for r in results)
        print(f"{name:20}{share(results):8.1%}{float(total(results) / base):20.1%}{sum(firsts) / len(firsts) * 1e3:16.0f} ms"
              f"{firsts[len(firsts) // 2] * 1e3:6.0f} ms{firsts[int(0.95 * len(firsts))] * 1e3:6.0f} ms"
              f"{sum(r['tier'] == rule['tiers'][-1] for r in results) / len(results):15.1%}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=("eval", "fit", "learn", "kept", "stream"))
    parser.add_argument("--url", default=f"http://127.0.0.1:{os.environ.get('SPILLWAY_PORT', '8080')}")
    parser.add_argument("--key", help="API key, where the gateway demands one")
    parser.add_argument("--admin-key", help="for fit, learn, kept and stream; default: read --admin-key-file")
    parser.add_argument("--admin-key-file", default=os.path.join(os.environ.get("SPILLWAY_HOME", "~/.spillway"), "admin-key"))
    parser.add_argument("--questions", help="another file of questions")
    parser.add_argument("--threads", type=int, default=8)
    parser.add_argument("--budget", type=float, default=0.43, help="fit, learn: share of large-only's cost that may be spent")
    parser.add_argument("--policy", default="auto", help="eval: policies, separated by commas; kept, stream: one")
    parser.add_argument("--name", default="learned", help="learn, kept: of the router and its policy")
    parser.add_argument("--save", metavar="PATH", help="learn: keep the router in PATH.router and its report in PATH.json")
    parser.add_argument("--count", type=int, default=4000, help="learn, kept, stream: how many questions")
    parser.add_argument("--explore", type=float, default=0.2, help="kept: share of the questions that are put to all tiers")
    parser.add_argument("--measure", default="labels", help="kept: labels, which are feedback here, or agreement with large")
    parser.add_argument("--quality", type=float, default=0.99, help="kept: share of large-only's right answers to aim at")
    parser.add_argument("--usd-per-1000", type=float, help="kept: aim at so many dollars instead")
    parser.add_argument("--early-tokens", type=int, default=4, help="stream: where early looks first")
    args = parser.parse_args()
    gateway = Gateway(args.url, args.key)
    {"eval": evaluate, "fit": fit, "learn": learn, "kept": kept, "stream": stream}[args.what](gateway, args)


if __name__ == "__main__":
    main()
