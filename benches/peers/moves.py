"""How processes move (§5.5), for the numpy peer: sparse index lists all through, trials grouped by state and by transition."""

import numpy as np
from columns import multiplier

NEVER = 32000


class Moves:
    """The part of a block that moves processes."""

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
