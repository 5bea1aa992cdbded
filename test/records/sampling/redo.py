#!/usr/bin/env python3
"""Draws a sample again from what docs/record-format.md says, and from nothing of ours. Prints the sample, one a line."""
import base64, hashlib, json, sys

def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()

file = json.load(open(sys.argv[1], encoding="utf-8"))
announced, drawn = json.loads(file["announced"]["facts"]), json.loads(file["drawn"]["facts"])
population = file["population"].encode()
assert "sha256:" + sha(population).hex() == announced["population"], "population"
dice = drawn["dice"]
if announced["dice"] is not None:
    told = f"guiju-dice/1\n{dice['digits']}\n{dice['nonce']}\n"
    assert "sha256:" + sha(told.encode()).hex() == announced["dice"], "dice"
origin, size, root = file["checkpoint"].split("\n")[:3]
assert (int(size), root) == (drawn["checkpoint"]["size"], drawn["checkpoint"]["root"]), "checkpoint"
thrown = "-" if dice is None else dice["digits"] + " " + dice["nonce"]
seed = sha("\n".join(["guiju-seed/1", announced["draw"], announced["population"], size, root, thrown, ""]).encode())
assert "sha256:" + seed.hex() == drawn["seed"], "seed"

def even(key):
    n = 0
    def below(limit):
        nonlocal n
        while True:
            raw = int.from_bytes(sha(key, n.to_bytes(8, "big"))[:8], "big")
            n += 1
            if raw < 2**64 - 2**64 % limit:
                return raw % limit
    return below

strata = {}
for line in population.decode().split("\n")[1:-1]:
    stratum, name = line.split("\t")
    strata.setdefault(stratum, []).append(name)
for stratum, names in strata.items():
    below = even(sha(b"guiju-stratum/1\n", seed, stratum.encode()))
    for i in range(min(announced["size"], len(names))):
        j = i + below(len(names) - i)
        names[i], names[j] = names[j], names[i]
        print(names[i])
