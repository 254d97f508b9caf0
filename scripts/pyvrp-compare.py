"""The comparison of scripts/pyvrp: PROGRAM CHAO-FOLDER DISTRICT-FOLDER."""

import csv
import importlib.util
import json
import math
import pathlib
import subprocess
import sys
import time
import warnings

from pyvrp import Model

warnings.simplefilter("ignore")  # of penalties that could be larger
program, chao, districts = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
FREE = 10**6  # a prize against a unit of travel: travel that costs nothing is searched badly


def cpu(seconds):
    """A criterion that stops after so much CPU time."""
    until = time.process_time() + seconds
    return lambda best: time.process_time() >= until


def solve_chao(path, seconds, seed):
    lines = path.read_text().split("\n")
    vehicles, longest = int(lines[1].split()[1]), float(lines[2].split()[1])
    nodes = [tuple(map(float, line.split())) for line in lines[3:] if line.strip()]
    scale = 1_000  # PyVRP cuts fractions
    model = Model()
    places = [model.add_location(x, y) for x, y, _ in nodes]
    start, end = model.add_depot(places[0]), model.add_depot(places[-1])
    model.add_vehicle_type(vehicles, start_depot=start, end_depot=end, max_distance=int(longest * scale))
    prizes = [int(score) for _, _, score in nodes]
    for place, prize in zip(places[1:-1], prizes[1:-1]):
        model.add_client(place, prize=prize * FREE, required=False)
    for a, (x, y, _) in zip(places, nodes):
        for b, (v, w, _) in zip(places, nodes):
            model.add_edge(a, b, distance=math.ceil(math.hypot(x - v, y - w) * scale))
    best = model.solve(cpu(seconds), seed=seed, display=False, collect_stats=False).best
    return total(prizes[1:-1], clients(best)) if best.is_feasible() else 0


def clients(solution):
    """The clients of each route, in order."""
    return [[visit.idx for visit in route.schedule() if visit.is_client()] for route in solution.routes()]


def total(prizes, routes):
    return sum(prizes[i] for route in routes for i in route)


def solve_district(problem, seconds, seed):
    model = Model()
    places = [model.add_location(x, y) for x, y in problem["places"]]
    depots = {i: model.add_depot(places[i]) for u in problem["units"] for i in (u["start"], u["end"])}
    names, breaks = [], []
    for o in problem["options"]:
        model.add_client(
            places[o["place"]], service_duration=o["dwell"], tw_early=o["open"], tw_late=o["close"],
            prize=0 if o["must"] else o["prize"] * FREE, required=o["must"],
        )
        names.append(o["id"])
    for u in problem["units"]:
        x, y = problem["places"][u["brk"]["place"]]
        breaks.append(model.add_location(x, y))
        model.add_client(
            breaks[-1], service_duration=u["brk"]["dwell"], tw_early=u["brk"]["open"], tw_late=u["brk"]["close"], required=True,
        )
        names.append("break")
    for u, own in zip(problem["units"], breaks):
        profile, travel = model.add_profile(), problem["travel"][u["mode"]]
        model.add_vehicle_type(
            1, start_depot=depots[u["start"]], end_depot=depots[u["end"]], tw_early=u["shift"][0], tw_late=u["shift"][1], profile=profile,
        )
        at = [*enumerate(places), (u["brk"]["place"], own)]  # nobody comes to another's break
        for i, a in at:
            for j, b in at:
                model.add_edge(a, b, distance=travel[i][j], duration=travel[i][j], profile=profile)
    best = model.solve(cpu(seconds), seed=seed, display=False, collect_stats=False).best
    if not best.is_feasible():
        return None
    routes = [["break"] for _ in problem["units"]]
    for route in best.routes():
        routes[route.vehicle_type()] = [names[visit.idx] for visit in route.schedule() if visit.is_client()]
    return routes


def ours(path, budget, seed):
    """The rows that the program prints: CPU time of each of two workers."""
    found = subprocess.run(
        [program, "plan", "bench", path, "--budget", f"{budget}s", "--seed", str(seed), "--csv"], check=True, capture_output=True, text=True,
    ).stdout.splitlines()
    return [row for row in csv.DictReader(found) if not row["instance"].startswith("mean")]


def main():
    kept = True
    rows, ours_gap, theirs_gap = ours(chao, 1, 1), 0, 0
    for row in rows:
        best = float(row["best_known"])
        gap = 100 * (1 - solve_chao(chao / f"{row['instance']}.txt", 2, 1) / best)
        print(f"{row['instance']}: our gap {row['gap_pct']}%, PyVRP's {gap:.3f}%", flush=True)
        ours_gap += float(row["gap_pct"]) / len(rows)
        theirs_gap += gap / len(rows)
    kept &= ours_gap <= theirs_gap / 4
    print(f"ten instances, 2 s of CPU time each: our gap {ours_gap:.3f}% on the mean, PyVRP's {theirs_gap:.3f}%; at most a quarter: {kept}")
    spec = importlib.util.spec_from_file_location("check", districts / "check.py")
    check = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(check)
    for path in sorted(districts.glob("*.json")):
        problem = json.loads(path.read_text())
        flat, theirs = [], []
        for seed in range(1, 6):
            flat.append(float(ours(path, 5, seed)[0]["flat"]))
            routes = solve_district(problem, 10, seed)
            theirs.append(check.score(problem, routes)[0] if routes else 0)
        ratio, least = sum(flat) / sum(theirs), min(flat) / (sum(theirs) / 5)
        kept &= ratio >= 1
        print(f"{path.stem}, 10 s of CPU time, five seeds: ours {flat}, PyVRP's {theirs}: {ratio:.4f} times on the mean, {least:.4f} at the least")
    raise SystemExit(not kept)


main()
