#!/usr/bin/env python3
"""Can one tenant learn from times to the first token what another has asked?

A victim asks a prompt; then an attacker with a key of another project asks the same or, by chance,
one that nobody has asked. Whoever sees shorter times for the victim's prompts could tell them from
others: the area under the ROC curve says how well, 0.5 is not at all.
The same with a key of the victim's own project shows that the times would tell.

With --listed all prompts begin with a system message that tenants share on purpose, made for this
and deleted afterwards; what follows it must not be told all the same.

Start `./spillway up` first. Needs Python 3.9 or newer and nothing else.
"""

import argparse
import http.client
import json
import pathlib
import random
import statistics
import sys
import time
import urllib.parse
import uuid

WORDS = "stone river cloud seven amber lantern orchard copper winter violet harbor meadow".split()


def main():
    options = read_options()
    draw = random.Random(options.seed)
    admin = Client(options.url, options.admin_key or pathlib.Path(options.admin_key_file).read_text().strip())
    extra = {"Cache-Control": "no-store"} if options.prompts_only else {}
    victim, accomplice, attacker = keys(admin, options.url, extra)
    if options.listed:
        system = prompt(draw, options.listed)
        listing = {"name": "isolation", "messages": [{"role": "system", "content": system}]}
        listed = admin.post("/admin/v1/shared-prompts", listing)["id"]
        for client in (victim, accomplice, attacker):
            client.system = system
        victim.first_token(options.model, "warm")
    try:
        probe(options, draw, victim, accomplice, attacker)
    finally:
        if options.listed:
            admin.delete(f"/admin/v1/shared-prompts/{listed}")


def probe(options, draw, victim, accomplice, attacker):
    for name, prober in (("same project", accomplice), ("other project", attacker)):
        times = {True: [], False: []}
        for number in range(1, options.probes + 1):
            known = draw.random() < 0.5
            asked, other = prompt(draw, options.words), prompt(draw, options.words)
            victim.first_token(options.model, asked)
            times[known].append(prober.first_token(options.model, asked if known else other))
            progress(name, number, options.probes)
        print(
            f"{name:13}  {options.probes} probes  AUC {auc(times[True], times[False]):.3f}"
            f"  median {1000 * statistics.median(times[True]):.1f} ms for what the victim asked,"
            f" {1000 * statistics.median(times[False]):.1f} ms for the rest"
        )


class Client:
    def __init__(self, url, key, extra=None):
        self.address = urllib.parse.urlsplit(url).netloc
        self.key = key
        self.extra = extra or {}
        self.system = None

    def send(self, connection, path, body, method="POST"):
        headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self.key}", **self.extra}
        connection.request(method, path, json.dumps(body), headers)
        response = connection.getresponse()
        if response.status >= 300:
            sys.exit(f"{path} answered {response.status}: {response.read().decode()}")
        return response

    def post(self, path, body):
        connection = http.client.HTTPConnection(self.address)
        return json.loads(self.send(connection, path, body).read())

    def delete(self, path):
        self.send(http.client.HTTPConnection(self.address), path, None, "DELETE")

    def first_token(self, model, text):
        """Seconds from the request to the first byte of its stream."""
        system = [{"role": "system", "content": self.system}] if self.system else []
        messages = system + [{"role": "user", "content": text}]
        body = {"model": model, "messages": messages, "stream": True, "max_tokens": 1, "temperature": 0}
        connection = http.client.HTTPConnection(self.address)
        begin = time.perf_counter()
        response = self.send(connection, "/v1/chat/completions", body)
        response.read(1)
        took = time.perf_counter() - begin
        response.read()
        connection.close()
        return took


def keys(admin, url, extra):
    """Two keys of one project and one of another."""
    name = f"isolation {uuid.uuid4().hex[:8]}"
    organisation = admin.post("/admin/v1/organisations", {"name": name})["id"]
    projects = [
        admin.post("/admin/v1/projects", {"organisation_id": organisation, "name": f"{name} {side}"})["id"]
        for side in ("victim", "attacker")
    ]
    owners = (projects[0], projects[0], projects[1])
    return [
        Client(url, admin.post("/admin/v1/keys", {"project_id": owner, "name": name})["key"], extra)
        for owner in owners
    ]


def prompt(draw, words):
    return " ".join(draw.choice(WORDS) for _ in range(words))


def auc(shorter, longer):
    """The chance that a time of the first kind is below one of the second; ties count half."""
    wins = sum((s < l) + 0.5 * (s == l) for s in shorter for l in longer)
    return wins / (len(shorter) * len(longer))


def progress(what, done, of):
    if sys.stderr.isatty() or done == of:
        print(f"\r{what} {done}/{of}", end="\n" if done == of else "", file=sys.stderr, flush=True)


def read_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--url", default="http://localhost:8080")
    parser.add_argument("--admin-key", help="default: read --admin-key-file")
    parser.add_argument("--admin-key-file", default=str(pathlib.Path.home() / ".spillway" / "admin-key"))
    parser.add_argument("--model", default="demo-large")
    parser.add_argument("--probes", type=int, default=200)
    parser.add_argument("--words", type=int, default=200)
    parser.add_argument("--listed", type=int, default=0, help="words of a system message that is shared")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--prompts-only", action="store_true", help="leave the cache of whole answers out")
    return parser.parse_args()


if __name__ == "__main__":
    main()
