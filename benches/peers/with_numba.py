"""The model in numba: the paths of one world beside each other as lanes, compiled without Python objects.

Noise, factors, acceptances that factors read and flows are loops over lanes that LLVM vectorises (`lanes.py`); all paths of a world share its
numbers, so nothing is gathered. Everything else happens by events, as in the numpy peer: strikes by a clock for all paths of a world together,
transitions by candidates that are accepted with the ratio of hazard and bound. Sections in comments are those of docs/model.md.
"""

import numpy as np
from compiled import compile_for
from ends import read_off
from tables import Flat

MOST_PATHS = 128  # of a world beside each other: what a lane carries must stay in the first two caches
WORLDS = 256  # handed to the compiled loop at a time


def simulate(plan, worlds, paths, seed, sampling, trials_a_block, take):
    """All trials, some worlds at a time; `take` is handed what was counted."""
    rng = np.random.Generator(np.random.SFC64(seed))
    values = plan.draw(worlds, rng, sampling)
    wide = max(1, min(worlds, trials_a_block // paths)) if trials_a_block else WORLDS
    for first in range(0, worlds, wide):
        some = values[:, first : first + wide]
        flat = Flat(plan, some, rng)
        block, model = flat.block, plan.model
        n, here = paths * some.shape[1], some.shape[1]
        sizes = (
            MOST_PATHS, len(model.processes), len(flat.column_rows), len(flat.tables.dense), len(flat.tables.flows),
            len(model.traits), len(flat.counted), int(flat.tables.offsets[-1]),
        )
        out = (
            np.zeros((sizes[1], n), np.int8), np.zeros(0), np.zeros((sizes[7], n), np.int16), np.zeros((len(model.factors), n)),
            np.zeros((sizes[5], n)), np.zeros((sizes[4], n)), np.zeros((sizes[6], n)),
        )
        inside = np.zeros((sizes[7], len(plan.years), here), np.int64)
        is_year = np.isin(np.arange(model.months + 1), plan.years)
        agenda = -1 if model.agenda is None else model.agenda
        if plan.compiled.get(sizes) is None:
            plan.compiled[sizes] = compile_for(flat.tables, flat.column_rows, flat.trait_forms, agenda, model.months, is_year, sizes)
        plan.compiled[sizes](flat.by_world(), paths, int(rng.integers(1 << 62)), out, inside)
        # The block of one path lends its tables; what was simulated takes the place of its columns.
        block.paths, block.trials, block.world = paths, n, np.tile(np.arange(here), paths)
        block.state, block.x, block.trait = list(out[0]), list(out[3]), list(out[4])
        offsets = flat.tables.offsets
        block.first = [out[2][offsets[p] : offsets[p + 1]] for p in range(sizes[1])]
        values_of = {flow[0].id: total for flow, total in zip(block.flows, out[5])}
        values_of |= {id: count for (_, id, _), count in zip(flat.counted, out[6])}
        take(first, read_off(block, inside, values_of))
