"""The tables of a block of worlds as flat arrays, for compiled loops: integers say what is where, one row of floats a world holds the numbers."""

from collections import namedtuple

import numpy as np
from model import NotCovered
from with_numpy import Block

Tables = namedtuple(
    "Tables",
    "sums parts views clock_start clocks total ballot_start ballots ballot_at consents whiles shocks impulses forces "
    "factors pulls accepts dense dense_pulls flows flow_pulls flow_whiles windows tabs tab_start trait_columns "
    "offsets starts has_at traits trait_start carried counts bounds",
)
LONG_AGO, NEVER = -(10**6), 10**6


class Flat:
    """Lays a block's tables out; `row` gives a number of the world a place."""

    def __init__(self, plan, values, rng):
        self.block = block = Block(plan, values, 1, rng)
        self.model, self.numbers, self.sums, self.parts, self.consents, self.whiles = block.model, [], [], [], [], []
        model = self.model
        offsets = np.cumsum([0] + [len(p.states) for p in model.processes])
        views = []
        for base, sum in zip(block.base, block.views):
            views.append((self.sum(sum), self.rows(base)))
        clock_start, clocks, totals, ballot_start, ballots, ballot_at = [0], [], [], [0], [], []
        for p, process in enumerate(model.processes):
            for s in range(len(process.states)):
                totals.append(self.row(block.totals[p][s]))
                for (x, rate, sum, most), run in zip(block.hazards[p][s], block.bounds[p][s]):
                    most = -1 if most is None else self.row(most)
                    clocks.append((x.to, self.row(rate), self.sum(sum), most, self.row(run), x.not_before, *self.asked(x), *self.while_(x.only_while)))
                clock_start.append(len(clocks))
                for x, chance, sum, after in block.ballots[p][s]:
                    after = -1 if after is None else self.row(after.astype(float))
                    ballots.append((x.to, self.row(chance), self.sum(sum), after, x.not_before, *self.asked(x), *self.while_(x.only_while)))
                    ballot_at.append([t in x.at for t in range(model.months + 2)])
                ballot_start.append(len(ballots))
        shocks, impulses, forces = [], [], []
        for shock, rate, bound, sum, forced in block.strikes:
            window = model.windows[shock.window] if shock.window >= 0 else (LONG_AGO, NEVER)
            first = len(impulses), len(forces)
            impulses += [(f, self.row(block.value(q))) for f, q in shock.impulses]
            forces += [(f.process, bits(f.sources), f.to, self.row(chance), self.sum(s)) for f, chance, s in forced]
            plain = not sum.parts and not shock.only_while
            shocks.append((self.row(rate), self.row(bound), -1 if plain else self.sum(sum), *window, *self.while_(shock.only_while), first[0], len(impulses), first[1], len(forces)))

        # Columns: what drifts by factor, then acceptances that factors read, then flows.
        columns, self.column = [*block.drift, *(c for c, _, _ in block.dense_views.values()), *(flow[1] for flow in block.flows)], {}
        tabs, windows, trait_columns = [[] for _ in model.processes], [], []
        for place, column in enumerate(columns):
            self.column[place] = self.row(column.data)
            for p, amounts in column.by_process.items():
                tabs[p].append((place, self.rows(amounts)))
            windows += [(place, first, last, self.row(weight)) for first, last, weight in column.windows]
            trait_columns += [(k, place, self.row(weight)) for k, weight in column.by_trait]
        factors, pulls, accepts = [], [], []
        for f in block.order:
            keep = -1 if block.keep[f] is None else self.row(block.keep[f])
            first = len(pulls), len(accepts)
            pulls += [(g, self.row(weight)) for g, weight in block.pulls[f][0]]
            dense_places = list(block.dense_views)
            accepts += [(dense_places.index(v), self.row(weight)) for v, weight in block.pulls[f][1]]
            start = self.row(np.clip(block.value(model.factors[f].start), model.factors[f].low, model.factors[f].high))
            factors.append((f, keep, self.row(block.swing[f]), start, first[0], len(pulls), first[1], len(accepts)))
        if block.kept:
            raise NotCovered("factors that read each other in a circle, in the compiled peer")
        dense, dense_pulls = [], []
        for _, reads, _ in block.dense_views.values():
            first = len(dense_pulls)
            dense_pulls += [(g, self.row(weight)) for g, weight in reads]
            dense.append((first, len(dense_pulls)))
        flows, flow_pulls, flow_whiles = [], [], []
        for metric, _, reads, rate, growth, *_ in block.flows:
            first = len(flow_pulls)
            flow_pulls += [(g, self.row(weight)) for g, weight in reads]
            flows.append((self.row(rate), self.row(growth), first, len(flow_pulls), *self.while_(metric.only_while)))
        traits, trait_start, carried = [], [0], np.zeros((offsets[-1], max(1, len(model.traits))), bool)
        self.trait_forms = []
        for p, process in enumerate(model.processes):
            for s, places in enumerate(process.traits):
                for k, quantity in places:
                    carried[offsets[p] + s, k] = True
                    traits.append((k, len(self.trait_forms)))
                    self.trait_forms.append(form(quantity))
                trait_start.append(len(traits))
        self.counted = [(p, id, mask) for p, counts in block.month_counts.items() for id, mask, _ in counts]
        counts = [(p, bits(np.flatnonzero(mask)), k) for k, (p, _, mask) in enumerate(self.counted)]
        has_at = np.zeros((len(model.processes), model.months + 2), bool)
        for ps, (first, last) in enumerate(zip(ballot_start, ballot_start[1:])):
            p = int(np.searchsorted(offsets, ps, side="right")) - 1
            for k in range(first, last):
                has_at[p] |= np.array(ballot_at[k])
        flat_tabs = [row for rows in tabs for row in rows]
        self.tables = Tables(
            sums=np.array(self.sums), parts=table(self.parts, 10), views=table(views, 2),
            clock_start=np.array(clock_start), clocks=table(clocks, 10), total=np.array(totals),
            ballot_start=np.array(ballot_start), ballots=table(ballots, 9), ballot_at=np.array(ballot_at, bool).reshape(len(ballots), -1),
            consents=table(self.consents, 2), whiles=table(self.whiles, 2), shocks=table(shocks, 11),
            impulses=table(impulses, 2), forces=table(forces, 5), factors=table(factors, 8), pulls=table(pulls, 2), accepts=table(accepts, 2),
            dense=table(dense, 2), dense_pulls=table(dense_pulls, 2), flows=table(flows, 6), flow_pulls=table(flow_pulls, 2), flow_whiles=table(flow_whiles, 2),
            windows=table(windows, 4), tabs=table(flat_tabs, 2), tab_start=np.cumsum([0] + [len(rows) for rows in tabs]),
            trait_columns=table(trait_columns, 3), offsets=offsets, starts=np.array([p.start for p in model.processes]), has_at=has_at,
            traits=table(traits, 2), trait_start=np.array(trait_start), carried=carried, counts=table(counts, 3),
            bounds=np.array([(f.low, f.high) for f in model.factors]).reshape(-1, 2),
        )
        self.trait_forms = np.array(self.trait_forms or [(0.0, 0.0, 0.0, 0.0)])
        self.column_rows = np.array([self.column[c] for c in range(len(columns))])

    def row(self, numbers):
        self.numbers.append(np.broadcast_to(np.asarray(numbers, float).reshape(-1), (self.block.worlds,)))
        return len(self.numbers) - 1

    def rows(self, table):
        return [self.row(numbers) for numbers in table][0]

    def by_world(self):
        return np.ascontiguousarray(np.array(self.numbers).T)

    def sum(self, sum):
        for weight, factor, states, traits, windows, views in sum.parts:
            if max(len(factor), len(traits), len(windows), len(views)) > 1 or len(states) > 2:
                raise NotCovered("a driver with so many readings, in the compiled peer")
            states = [(p, bits(np.flatnonzero(mask))) for p, mask in states] + [(-1, 0), (-1, 0)]
            window = windows[0] if windows else (LONG_AGO, NEVER)
            self.parts.append((self.row(weight), *(factor or [-1]), *states[0], *states[1], *(traits or [-1]), *window, *(views or [-1])))
        self.sums.append((len(self.parts) - len(sum.parts), len(self.parts)))
        return len(self.sums) - 1

    def asked(self, x):
        first = len(self.consents)
        self.consents += [(v, 0) for v in x.requires] + [(v, 1) for v in x.refused_by]
        return first, len(self.consents)

    def while_(self, only_while):
        first = len(self.whiles)
        self.whiles += [(p, bits(states)) for p, states in only_while]
        return first, len(self.whiles)


def table(rows, width):
    return np.array(rows, np.int64).reshape(len(rows), width)


def bits(states):
    return sum(1 << int(s) for s in states)


def form(quantity):
    """A trait's quantile function by numbers: 0 for mean and sd of a normal, 1 for the three terms of a metalog without bounds."""
    from worlds import metalog_terms

    tab = quantity.table
    if isinstance(tab.get("normal"), list):
        return 0.0, float(tab["normal"][0]), float(tab["normal"][1]), 0.0
    if "value" in tab:
        return 0.0, float(tab["value"]), 0.0, 0.0
    if quantity.lower is None and quantity.upper is None and "p50" in tab and "within" not in tab:
        return (1.0, *metalog_terms(tab, None, None)[0])
    raise NotCovered(f"{quantity.key}: {', '.join(tab)}, in the compiled peer")
