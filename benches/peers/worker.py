"""A peer as a process of its own: takes commands as lines of JSON, answers each with a line. Stays between commands, so that numba compiles once."""

import json
import os
import sys
import time

for threads in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMBA_NUM_THREADS"):
    os.environ[threads] = "1"

from ends import Estimates
from worlds import Worlds


def no_look_ahead(model):
    """Whoever looks ahead sees things as they stand."""
    for view in model.views:
        view.drivers = model.views[model.view(view.audience, None)].drivers


def no_impulses(model):
    """Strikes force moves and push nothing."""
    for shock in model.shocks:
        shock.impulses = []


def no_waiting(model):
    """`not_before` is overlooked."""
    for process in model.processes:
        for transition in process.transitions:
            transition.not_before = 0


def fast_return(model):
    """Factors return to their means in half the time."""
    for factor in model.factors:
        if factor.half_life is not None:
            factor.half_life.table = {k: v / 2 if isinstance(v, (int, float)) else v for k, v in factor.half_life.table.items()}


PLANTS = {plant.__name__: plant for plant in (no_look_ahead, no_impulses, no_waiting, fast_return)}


def main():
    peer, core = __import__(sys.argv[1]), int(sys.argv[2])
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})
    plan = None
    for line in sys.stdin:
        ask = json.loads(line)
        answer = {}
        if "folder" in ask:
            plan = Worlds(ask["folder"], PLANTS.get(ask.get("plant")))
        else:
            estimates = Estimates()
            started = time.process_time()
            peer.simulate(plan, ask["worlds"], ask["paths"], ask["seed"], ask["sampling"], ask["block"], estimates.take)
            told = estimates.told(ask["sampling"])
            answer["seconds"] = time.process_time() - started
            if ask.get("tell"):
                answer["told"] = [[*name, *numbers] for name, numbers in told.items()]
        print(json.dumps(answer), flush=True)


main()
