"""The model in numpy: columns over trials, sparse index lists where few trials are concerned.

A block holds `paths` × `worlds` trials, trial = path · worlds + world, so that numbers of a world broadcast along rows without a gather.
What is dense each month is what must be: noise, factors, acceptances that a factor reads, flows. Everything else happens by events:

* strikes: how many a world has this month is one Poisson number for all its paths; which path and when are uniform (colouring);
* clocks: a process waits for a candidate of a Poisson process with a bound of its hazard in this state and world, in continuous time; a candidate
  is accepted with the ratio of hazard and bound (thinning). That is the law of integrated hazards with Exp(1) thresholds (§5.5), without a hazard worked out each month;
* sums of drivers over states, traits and windows are columns that change when something moves.

Sections in comments are those of docs/model.md. What each step of tuning brought is told in README.md.
"""

import numpy as np
from columns import Column, Sum, multiplier, normals
from ends import read_off
from model import NotCovered
from moves import NEVER, Moves
from worlds import LN10

SLAB = 8192


class Block(Moves):
    """Trials of some worlds, from the start to the horizon."""

    def __init__(self, plan, values, paths, rng):
        self.plan, self.model, self.values, self.rng = plan, plan.model, values, rng
        model = self.model
        self.worlds, self.paths = values.shape[1], paths
        self.trials = self.worlds * paths
        n = self.trials
        self.world = np.tile(np.arange(self.worlds), paths)
        self.low = [f.low for f in model.factors]
        self.high = [f.high for f in model.factors]
        self.state = [np.full(n, p.start, np.int8) for p in model.processes]
        self.since = [np.zeros(n, np.int16) for _ in model.processes]
        self.trait = [np.zeros(n) for _ in model.traits]
        self.tables()
        self.candidate = [np.empty(n) for _ in model.processes]
        self.due = [np.full(n, NEVER, np.int16) if any(x.after for x in p.transitions) else None for p in model.processes]
        self.first = [np.full((len(p.states), n), NEVER, np.int16) for p in model.processes]
        self.columns = []
        self.factor_tables()
        self.flow_tables()
        self.month_counts = {}
        for metric in model.metrics:
            if metric.kind == "months_in":
                counts = self.month_counts.setdefault(metric.process, [])
                counts.append((metric.id, self.mask(metric.process, metric.states), np.zeros(n)))
        everybody = np.arange(n)
        for p, process in enumerate(model.processes):
            self.settle(p, everybody, self.world, np.full(n, process.start), np.zeros(n), 0)

    def value(self, quantity):
        return self.values[quantity.place]

    def mask(self, p, states):
        mask = np.zeros(len(self.model.processes[p].states))
        mask[list(states)] = 1.0
        return mask

    def rate(self, quantity, annual):
        """A month's rate."""
        rate = self.value(quantity)
        return (-np.log1p(-rate) if annual else rate) / 12.0

    # ------------------------------------------------------------------------------------------------------- what a world fixes

    def tables(self):
        model, worlds = self.model, self.worlds
        self.base, self.views = [], []
        for view in model.views:
            points = np.array([self.plan.points(self.values, view.audience, option) for option in model.options])
            self.base.append((points - self.plan.reservation(self.values, view.audience)) / self.value(view.width))
            sum = Sum(self, view.drivers, log=False)
            sum.parts = [(weight / self.value(view.width), *rest) for weight, *rest in sum.parts]
            self.views.append(sum)
        self.accept_low, self.accept_high = [], []
        for base, sum in zip(self.base, self.views):
            low, high = sum.bounds(self)
            self.accept_low.append(1 / (1 + np.exp(-np.clip(base.min(axis=0) + low, -700, 700))))
            self.accept_high.append(1 / (1 + np.exp(-np.clip(base.max(axis=0) + high, -700, 700))))

        # Clocks: the bounds of the hazards out of each state, running sums over its transitions, and the total.
        self.hazards, self.bounds, self.totals = [], [], []
        self.ballots, self.months_after = [], []
        for process in model.processes:
            hazards = [[] for _ in process.states]
            ballots = [[] for _ in process.states]
            for x in process.transitions:
                sum = Sum(self, x.drivers, log=True)
                if x.rate is not None:
                    rate = self.rate(x.rate, x.annual)
                    if not rate.any():
                        continue
                    bound = rate * np.exp(np.clip(sum.bounds(self)[1], -LN10, LN10))
                    for v in x.requires:
                        bound = bound * self.accept_high[v]
                    for v in x.refused_by:
                        bound = bound * (1 - self.accept_low[v])
                    clock = (x, rate, sum, sum.of_acceptance(self) if any(part[5] for part in sum.parts) else None)
                    for s in x.sources:
                        hazards[s].append((bound, clock))
                else:
                    after = None if x.after is None else np.maximum(1, np.floor(self.value(x.after) + 0.5)).astype(np.int16)
                    for s in x.sources:
                        ballots[s].append((x, self.value(x.chance), sum, after))
            nothing = np.zeros((1, worlds))
            running = [np.cumsum([bound for bound, _ in out], axis=0) if out else nothing for out in hazards]
            self.hazards.append([[clock for _, clock in out] for out in hazards])
            self.bounds.append(running)
            self.totals.append(np.array([r[-1] for r in running]))
            self.ballots.append(ballots)

        self.strikes = []
        for shock in model.shocks:
            rate, sum = self.rate(shock.rate, shock.annual), Sum(self, shock.drivers, log=True)
            bound = rate * np.exp(np.clip(sum.bounds(self)[1], -LN10, LN10)) if sum.parts else rate
            forces = [(f, self.value(f.chance), Sum(self, f.drivers, log=True)) for f in shock.forces]
            self.strikes.append((shock, rate, bound, sum, forces))

    def factor_tables(self):
        """x ← φ·x + [(1 − φ)·mean + …] + s·ε + J: what is in brackets is a column; what factors and acceptances add comes with a weight by world."""
        n, model = self.trials, self.model
        self.x = [np.empty(n) for _ in model.factors]
        self.slab = max(1, min(self.paths, SLAB // self.worlds))
        self.noise, self.spare = np.empty((2, self.slab * self.worlds)), np.empty((2, self.slab * self.worlds))
        self.keep, self.swing, self.drift, self.pulls = [], [], [], []
        dense = set()
        for f, factor in enumerate(model.factors):
            start = np.clip(self.value(factor.start), factor.low, factor.high)
            self.x[f].reshape(self.paths, self.worlds)[:] = start
            if factor.half_life is None:
                phi, pull, rest, swing = None, 1.0 / 12.0, self.value(factor.drift), np.sqrt(1.0 / 12.0)
            else:
                phi = np.exp(-np.log(2.0) / self.value(factor.half_life))
                pull, rest, swing = 1.0 - phi, self.value(factor.mean), np.sqrt(1.0 - phi * phi)
            column = Column(self, rest * pull)
            factors, views = column.add_drivers(Sum(self, factor.drivers, log=False), pull)
            for p, s, quantity in factor.while_here:
                column.add_states(p, [s], self.value(quantity) / 12.0)
            self.columns.append(column)
            self.keep.append(phi)
            self.swing.append(self.value(factor.swing) * swing)
            self.drift.append(column)
            self.pulls.append((factors, views))
            dense |= {v for v, _ in views}
        self.order, self.kept = self.in_order()
        # Acceptances that factors read are needed by every trial in every month.
        self.dense_views = {}
        for v in sorted(dense):
            column = Column(self, 0.0)
            if len(model.options) == 1:
                column.rows()[:] = self.base[v][0]
            else:
                for option in range(len(model.options)):
                    column.add_states(model.agenda, [option], self.base[v][option])
            factors, views = column.add_drivers(self.views[v])
            assert not views, "an audience reads no acceptance"
            self.dense_views[v] = (column, factors, np.empty(n))
            self.columns.append(column)

    def in_order(self):
        """An order of the factors in which each comes before what it reads, so that one column does for old and new; and those of which a copy is needed."""
        order, kept, left = [], set(), list(range(len(self.x)))
        reads = [{g for g, _ in factors} for factors, _ in self.pulls]
        while left:
            free = [f for f in left if not any(f in reads[g] and f != g for g in left)]
            if not free:
                free = left[:1]
                kept.add(left[0])
            order += free
            left = [f for f in left if f not in free]
        return order, kept | {f for f in range(len(self.x)) if f in reads[f]}

    def flow_tables(self):
        self.flows = []
        for metric in self.model.metrics:
            if metric.kind != "flow":
                continue
            column = Column(self, 0.0)
            factors, views = column.add_drivers(Sum(self, metric.drivers, log=True))
            if views:
                raise NotCovered("a flow that reads an acceptance")
            rate, growth = self.value(metric.rate) / 12.0, np.log1p(self.value(metric.discount))
            open_in = [(p, self.mask(p, states)) for p, states in metric.only_while]
            gate = None
            if open_in:
                gate = np.full(self.trials, float(all(mask[self.model.processes[p].start] for p, mask in open_in)))
            self.columns.append(column)
            self.flows.append((metric, column, factors, rate, growth, open_in, gate, np.zeros(self.trials)))

    # ------------------------------------------------------------------------------------------------------- the months (§3)

    def run(self):
        self.in_states = []
        for t in range(1, self.model.months + 1):
            with np.errstate(over="ignore", divide="ignore"):
                impulses, forced = self.shocks_strike(t)
                for column in self.columns:
                    column.month(t)
                self.factors_step(t, impulses)
                self.processes_move(t, forced)
                self.flows_run(t)
            if t in self.plan.years:
                self.in_states.append([state.copy() for state in self.state])
        return self.tally()

    def shocks_strike(self, t):
        """§5.4: (factor → [(trials, amounts)]) and (process → [(trials, fraction, force)])."""
        impulses, forced = {}, {}
        for shock, rate, bound, sum, forces in self.strikes:
            if shock.window >= 0:
                first, last = self.model.windows[shock.window]
                if not first <= t <= last:
                    continue
            counts = self.rng.poisson(self.paths * bound)
            w = np.repeat(np.arange(self.worlds), counts)
            if not len(w):
                continue
            i = self.rng.integers(0, self.paths, len(w)) * self.worlds + w
            if sum.parts or shock.only_while:
                keep = self.rng.random(len(i)) * bound.take(w) < rate.take(w) * multiplier(sum.at(self, i, w, t))
                for q, states in shock.only_while:
                    keep &= self.mask(q, states).take(self.state[q].take(i)) > 0
                i, w = i[keep], w[keep]
            for f, quantity in shock.impulses:
                impulses.setdefault(f, []).append((i, self.value(quantity).take(w)))
            if not forces:
                continue
            when = self.rng.random(len(i))
            for force, chance, drivers in forces:
                p = chance.take(w)
                if drivers.parts:
                    p = p * multiplier(drivers.at(self, i, w, t))
                hit = np.flatnonzero(self.rng.random(len(i)) < p)
                if len(hit):
                    forced.setdefault(force.process, []).append((i[hit], when[hit], force))
        return impulses, forced

    def factors_step(self, t, impulses):
        """§5.3, on the factors as of the end of the month before; in slabs of paths that fit the second cache, in place. The month's impulses are
        lent to the columns of what drifts."""
        for f, strikes in impulses.items():
            for i, amount in strikes:
                np.add.at(self.drift[f].data, i, amount)
        for first in range(0, self.paths, self.slab):
            last = min(first + self.slab, self.paths)
            self.slab_step(slice(first * self.worlds, last * self.worlds), (last - first, self.worlds))
        for f, strikes in impulses.items():
            for i, amount in strikes:
                np.subtract.at(self.drift[f].data, i, amount)

    def slab_step(self, cut, wide):
        n = wide[0] * wide[1]
        a, b, noise = self.spare[0][:n], self.spare[1][:n], (self.noise[0][:n], self.noise[1][:n])
        spare = a.reshape(wide)
        x = [row[cut] for row in self.x]
        for column, factors, accepted in self.dense_views.values():
            accepted = accepted[cut]
            np.copyto(accepted, column.data[cut])
            for g, weight in factors:
                np.multiply(x[g].reshape(wide), weight, out=spare)
                accepted += a
            np.negative(accepted, out=accepted)
            np.exp(accepted, out=accepted)
            accepted += 1.0
            np.divide(1.0, accepted, out=accepted)
        before = {f: x[f].copy() for f in self.kept}
        for turn, f in enumerate(self.order):
            if turn % 2 == 0:
                normals(self.rng, noise, a, b)
            y, new = x[f], noise[turn % 2]
            if self.keep[f] is not None:
                np.multiply(y.reshape(wide), self.keep[f], out=y.reshape(wide))
            y += self.drift[f].data[cut]
            np.multiply(new.reshape(wide), self.swing[f], out=new.reshape(wide))
            y += new
            factors, views = self.pulls[f]
            for g, weight in factors:
                np.multiply(before.get(g, x[g]).reshape(wide), weight, out=spare)
                y += a
            for v, weight in views:
                np.multiply(self.dense_views[v][2][cut].reshape(wide), weight, out=spare)
                y += a
            np.clip(y, self.low[f], self.high[f], out=y)

    # ------------------------------------------------------------------------------------------------------- metrics (§5.7)

    def flows_run(self, t):
        for first in range(0, self.paths, self.slab):
            last = min(first + self.slab, self.paths)
            cut, wide = slice(first * self.worlds, last * self.worlds), (last - first, self.worlds)
            flow, spare = (row[: wide[0] * wide[1]] for row in self.spare)
            for _, column, factors, rate, growth, _, gate, total in self.flows:
                np.copyto(flow, column.data[cut])
                for g, weight in factors:
                    np.multiply(self.x[g][cut].reshape(wide), weight, out=spare.reshape(wide))
                    flow += spare
                np.clip(flow, -LN10, LN10, out=flow)
                np.exp(flow, out=flow)
                np.multiply(flow.reshape(wide), rate * np.exp(-growth * (t / 12.0)), out=flow.reshape(wide))
                if gate is not None:
                    flow *= gate[cut]
                total[cut] += flow

    def tally(self):
        """Outcomes by world."""
        model, worlds = self.model, self.worlds
        values = {metric.id: total for metric, *_, total in self.flows}
        for p, counts in self.month_counts.items():
            for id, mask, count in counts:
                values[id] = count + mask.take(self.state[p]) * (model.months + 1 - np.maximum(self.since[p], 1))
        inside = []
        for p, process in enumerate(model.processes):
            for s in range(len(process.states)):
                inside.append([(states[p].reshape(self.paths, worlds) == s).sum(axis=0) for states in self.in_states])
        return read_off(self, inside, values)

    def sum(self, drivers):
        return Sum(self, drivers, log=False)


def simulate(plan, worlds, paths, seed, sampling, trials_a_block, take):
    """All trials, block by block; `take` is handed what each block counted."""
    rng = np.random.Generator(np.random.SFC64(seed))
    values = plan.draw(worlds, rng, sampling)
    wide = max(1, min(worlds, trials_a_block // paths))
    for first in range(0, worlds, wide):
        block = Block(plan, values[:, first : first + wide], paths, rng)
        take(first, block.run())
