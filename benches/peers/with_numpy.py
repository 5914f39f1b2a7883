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
from worlds import LN10

NEVER = 32000
SLAB = 8192


class Block:
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

    # ------------------------------------------------------------------------------------------------------- acceptance (§5.2)

    def acceptance(self, v, i, w, t):
        base = self.base[v]
        if len(base) == 1:
            z = base[0].take(w)
        else:
            z = base.take(self.state[self.model.agenda].take(i).astype(np.intp) * self.worlds + w)
        z += self.views[v].at(self, i, w, t)
        np.negative(z, out=z)
        np.exp(z, out=z)
        z += 1.0
        return np.divide(1.0, z, out=z)

    def live(self, x, p, i, t, later):
        """Which of the trials have the transition live (§5.5)."""
        live = None
        for q, states in x.only_while:
            holds = self.mask(q, states).take(self.state[q].take(i)) > 0
            live = holds if live is None else live & holds
        if x.not_before:
            old = (t - self.since[p].take(i) > x.not_before) if not later else np.zeros(len(i), bool)
            live = old if live is None else live & old
        return live

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

    # ------------------------------------------------------------------------------------------------------- processes (§5.5)

    def processes_move(self, t, forced):
        moves = []
        for p in range(len(self.state)):
            i, when, to = self.first_round(p, t, forced.get(p, ()))
            if len(i):
                moves.append((p, i, when, to))
        while moves:
            for p, i, when, to in moves:
                self.move(p, i, when, to, t)
            again = []
            for p, i, when, to in moves:
                going = when < 1.0
                i, when = i[going], when[going]
                if len(i):
                    i, when, to = self.later_round(p, t, i, when, forced.get(p, ()))
                    if len(i):
                        again.append((p, i, when, to))
            moves = again

    def ready(self, p, entries, since=None):
        """The first forced move of each trial that leads out of the state it is in: trials, fractions, targets."""
        i, when, to = [], [], []
        for trials, fraction, force in entries:
            fits = self.mask(p, force.sources).take(self.state[p].take(trials)) > 0
            if since is not None:
                fits &= fraction > since[trials]
            i.append(trials[fits])
            when.append(fraction[fits])
            to.append(np.full(len(i[-1]), force.to))
        i, when, to = np.concatenate(i), np.concatenate(when), np.concatenate(to)
        order = np.argsort(when, kind="stable")
        i, place = np.unique(i[order], return_index=True)
        return i, when[order][place], to[order][place]

    def first_round(self, p, t, entries):
        held = self.ready(p, entries) if entries else None
        i_ballot, to_ballot = self.ballot(p, t, held)
        i = np.flatnonzero(self.candidate[p] <= t)
        if len(i_ballot) and len(i):
            i = i[~np.isin(i, i_ballot, assume_unique=True)]
        i, when, to = self.race(p, i, t, later=False) if len(i) else (i, np.empty(0), i)
        if held is not None and len(held[0]):
            i, when, to = self.sooner((i, when, to), held)
        if len(i_ballot):
            i = np.concatenate([i, i_ballot])
            when = np.concatenate([when, np.ones(len(i_ballot))])
            to = np.concatenate([to, to_ballot])
        return i, when, to

    def later_round(self, p, t, i, when, entries):
        held = None
        if entries:
            since = np.full(self.trials, np.inf)
            since[i] = when
            held = self.ready(p, entries, since)
        i = i[self.candidate[p].take(i) <= t]
        i, when, to = self.race(p, i, t, later=True) if len(i) else (i, np.empty(0), i)
        if held is not None and len(held[0]):
            i, when, to = self.sooner((i, when, to), held)
        return i, when, to

    @staticmethod
    def sooner(clocks, forced):
        """Of a clock and a forced move of one trial the earlier; of two at once the forced move."""
        i, when, to = (np.concatenate([a, b]) for a, b in zip(forced, clocks))
        order = np.argsort(when, kind="stable")
        i, place = np.unique(i[order], return_index=True)
        return i, when[order][place], to[order][place]

    def ballot(self, p, t, held):
        """Trials that a ballot moves, and where to."""
        none = np.empty(0, np.intp), np.empty(0, np.intp)
        lists = []
        due = self.due[p]
        if due is not None:
            lists.append(np.flatnonzero(due == t))
        for s, out in enumerate(self.ballots[p]):
            if any(t in x.at for x, _, _, _ in out):
                lists.append(np.flatnonzero(self.state[p] == s))
        i = lists[0] if len(lists) == 1 else np.unique(np.concatenate(lists)) if lists else none[0]
        if not len(i):
            return none
        moved, to = [], []
        state = self.state[p].take(i)
        if held is not None and len(held[0]):
            free = ~np.isin(i, held[0], assume_unique=True)
        else:
            free = np.ones(len(i), bool)
        for s, out in enumerate(self.ballots[p]):
            mine = i[(state == s) & free]
            if not out or not len(mine):
                continue
            w = self.world.take(mine)
            chances = np.zeros((len(out), len(mine)))
            for k, (x, chance, sum, after) in enumerate(out):
                if after is None and t not in x.at:
                    continue
                c = chance.take(w)
                if sum.parts:
                    accepted = lambda v: self.acceptance(v, mine, w, t)
                    c = np.minimum(1.0, c * multiplier(sum.at(self, mine, w, t, accepted)))
                for v in x.requires:
                    c = c * self.acceptance(v, mine, w, t)
                for v in x.refused_by:
                    c = c * (1.0 - self.acceptance(v, mine, w, t))
                if after is not None:
                    c = c * (t - self.since[p].take(mine) == after.take(w))
                live = self.live(x, p, mine, t, later=False)
                chances[k] = c if live is None else c * live
            running = np.cumsum(chances, axis=0)
            u = self.rng.random(len(mine)) * np.maximum(1.0, running[-1])
            place = (running <= u).sum(axis=0)
            won = place < len(out)
            moved.append(mine[won])
            to.append(np.array([x.to for x, _, _, _ in out]).take(place[won]))
        if due is not None:
            self.next_due(p, i, t)
        return (np.concatenate(moved), np.concatenate(to)) if moved else none

    def next_due(self, p, i, t):
        """The next date in this stay on which a ballot is due."""
        due, since, w = np.full(len(i), NEVER, np.int16), self.since[p].take(i), self.world.take(i)
        state = self.state[p].take(i)
        for s, out in enumerate(self.ballots[p]):
            for x, _, _, after in out:
                if after is not None:
                    date = since + after.take(w)
                    due = np.where((state == s) & (date > t), np.minimum(due, date), due)
        self.due[p][i] = due

    def race(self, p, i, t, later):
        """The candidates of this month among trials i: those that are accepted happen, the others are drawn anew until the month is over."""
        out_i, out_when, out_to = [], [], []
        candidate, wide = self.candidate[p], self.worlds
        while len(i):
            state = self.state[p].take(i)
            again = []
            for s in np.flatnonzero(np.bincount(state)):
                mine = i if len(self.hazards[p]) == 1 else i[state == s]
                w = self.world.take(mine)
                clocks, running = self.hazards[p][s], self.bounds[p][s]
                x = self.rng.random(len(mine)) * running[-1].take(w)
                rest = np.ones(len(mine), bool)
                for k, clock in enumerate(clocks):
                    if len(clocks) == 1:
                        take = slice(None)
                        above = x
                    else:
                        take = np.flatnonzero(rest & (x < running[k].take(w))) if k + 1 < len(clocks) else np.flatnonzero(rest)
                        rest[take] = False
                        above = x[take] - (running[k - 1].take(w[take]) if k else 0.0)
                    if len(above):
                        won = self.accepted(clock, p, mine[take], w[take], above, t, later)
                        trials = mine[take][won]
                        out_i.append(trials)
                        out_to.append(np.full(len(trials), clock[0].to))
                        out_when.append(candidate.take(trials) - (t - 1))
                        candidate[trials] = np.inf
                left = candidate.take(mine)
                lost = left < np.inf
                mine, w = mine[lost], w[lost]
                left = left[lost] + self.rng.standard_exponential(len(mine)) / self.totals[p][s].take(w)
                candidate[mine] = left
                again.append(mine[left <= t])
            i = np.concatenate(again) if again else i[:0]
        if not out_i:
            return np.empty(0, np.intp), np.empty(0), np.empty(0, np.intp)
        return np.concatenate(out_i), np.concatenate(out_when), np.concatenate(out_to)

    def accepted(self, clock, p, i, w, x, t, later):
        """Which candidates are events: x, uniform below the bound, lies below the hazard. Cheap parts first; what is below the least is not asked further."""
        transition, rate, sum, most = clock
        place = None

        def narrow(keep):
            nonlocal place, i, w, x
            hit = np.flatnonzero(keep)
            place = hit if place is None else place[hit]
            i, w, x = i[hit], w[hit], x[hit]
            return hit

        live = self.live(transition, p, i, t, later)
        if live is not None:
            narrow(live)
        hazard = rate.take(w)
        eta = sum.at(self, i, w, t) if sum.parts else None
        if eta is not None:
            above = eta.copy() if most is None else eta + most.take(w)
            hit = narrow(x < hazard * multiplier(above))
            eta, hazard = eta[hit], hazard[hit]
            if most is None:
                hazard = hazard * multiplier(eta)
            else:
                x = x / hazard  # what is left of the multiplier's room, once the consents are known
                hazard = np.ones(len(i))
                above = multiplier(eta + most.take(w))
        for views, turned in ((transition.requires, False), (transition.refused_by, True)):
            for v in views:
                a = self.acceptance(v, i, w, t)
                hazard = hazard * (1.0 - a if turned else a)
                hit = narrow(x < (hazard if most is None else hazard * above))
                hazard = hazard[hit]
                if most is not None:
                    eta, above = eta[hit], above[hit]
        if most is not None:
            accepted = lambda v: self.acceptance(v, i, w, t)
            for weight, *_, views in sum.parts:
                for v in views:
                    eta = eta + weight.take(w) * accepted(v)
            narrow(x < hazard * multiplier(eta))
        elif eta is None and not transition.requires and not transition.refused_by:
            narrow(x < hazard)
        return place

    def move(self, p, i, when, to, t):
        """Trials enter a state (§5.5): columns, counts, traits, the next candidate, the next due date."""
        w = self.world.take(i)
        old, to = self.state[p].take(i).astype(np.intp), to.astype(np.intp)
        for _, mask, count in self.month_counts.get(p, ()):
            count[i] += mask.take(old) * (t - np.maximum(self.since[p].take(i), 1))
        for column in self.columns:
            column.moved(p, i, w, old, to)
        self.state[p][i] = to
        self.since[p][i] = t
        self.settle(p, i, w, to, t - 1 + when, t)
        for _, _, _, _, _, open_in, gate, _ in self.flows:
            if any(q == p for q, _ in open_in):
                gate[i] = np.prod([mask.take(self.state[q].take(i)) for q, mask in open_in], axis=0)

    def settle(self, p, i, w, to, now, t):
        process = self.model.processes[p]
        first = self.first[p].reshape(-1)
        place = to * self.trials + i
        first[place] = np.minimum(first[place], t)
        for s, places in enumerate(process.traits):
            for k, quantity in places:
                entered = i[to == s]
                if len(entered):
                    self.new_trait(k, entered, self.plan.traits[quantity.key](self.rng.random(len(entered))))
        for k, (q, _) in enumerate(self.model.traits):
            if q == p:
                carried = np.array([any(k == place for place, _ in places) for places in process.traits])
                without = i[~carried.take(to)]
                if len(without) and t:
                    self.new_trait(k, without, 0.0)
        wait = self.rng.standard_exponential(len(i))
        with np.errstate(divide="ignore"):
            self.candidate[p][i] = now + wait / self.totals[p].take(to * self.worlds + w)
        if self.due[p] is not None:
            self.next_due(p, i, t)

    def new_trait(self, k, i, value):
        change = value - self.trait[k].take(i)
        self.trait[k][i] = value
        for column in self.columns:
            for trait, weight in column.by_trait:
                if trait == k:
                    column.data[i] += change * weight.take(self.world.take(i))

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
