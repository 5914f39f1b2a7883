"""The loop of the numba peer, compiled for one scenario: worlds, their paths as lanes, months. Sections in comments are those of docs/model.md."""

import math

import numpy as np
from lanes import LANES, add_scaled, compiled, exponential, hold, inlined, logistic, normals, run_flow, scale_add, seed, uniform, words
from moves import NEVER
from worlds import LN10

FORCED = 4096  # entries of a month's strikes that can stand ready in one world


def compile_for(T, column_rows, forms, agenda, months, is_year, sizes):
    """The loop for one scenario. Its tables are constants of what is compiled: handing some forty arrays to every small function took more time
    than the model, and what is constant LLVM unrolls."""
    n, processes, columns, dense, flows, traits, counts, states = sizes
    factors = len(T.factors)
    STATE, SINCE, DUE, MARK, FIRST = 0, processes, 2 * processes, 3 * processes, 4 * processes
    WHOLE = 4 * processes + states
    traits_of = [[k for k in range(traits) if T.carried[T.offsets[p] : T.offsets[p + 1], k].any()] for p in range(processes)]
    trait_of_start = np.cumsum([0] + [len(own) for own in traits_of])
    trait_of = np.array([k for own in traits_of for k in own] or [0])
    CANDIDATE, X, COLUMN = 0, processes, processes + factors
    ACCEPTED = COLUMN + columns
    TRAIT, GATE = ACCEPTED + dense, ACCEPTED + dense + traits
    TOTAL, COUNT = GATE + flows, GATE + 2 * flows
    REAL = COUNT + counts
    accepts_ = T.accepts
    ballot_at_ = T.ballot_at
    ballot_start_ = T.ballot_start
    ballots_ = T.ballots
    bounds_ = T.bounds
    clock_start_ = T.clock_start
    clocks_ = T.clocks
    consents_ = T.consents
    counts_ = T.counts
    dense_ = T.dense
    dense_pulls_ = T.dense_pulls
    factors_ = T.factors
    flow_pulls_ = T.flow_pulls
    flows_ = T.flows
    forces_ = T.forces
    has_at_ = T.has_at
    impulses_ = T.impulses
    offsets_ = T.offsets
    parts_ = T.parts
    pulls_ = T.pulls
    shocks_ = T.shocks
    starts_ = T.starts
    sums_ = T.sums
    tab_start_ = T.tab_start
    tabs_ = T.tabs
    total_ = T.total
    trait_columns_ = T.trait_columns
    trait_start_ = T.trait_start
    traits_ = T.traits
    views_ = T.views
    whiles_ = T.whiles
    windows_ = T.windows

    @inlined
    def holds(whole, first, last, l):
        for k in range(first, last):
            if not (whiles_[k, 1] >> whole[STATE + whiles_[k, 0], l]) & 1:
                return False
        return True


    @inlined
    def product(v, whole, real, events, k, l, t):
        """A driver's weight times its readings (§5.1), but for an acceptance."""
        part = parts_[k]
        if t < part[7] or t > part[8]:
            return 0.0
        if part[2] >= 0 and not (part[3] >> whole[STATE + part[2], l]) & 1:
            return 0.0
        if part[4] >= 0 and not (part[5] >> whole[STATE + part[4], l]) & 1:
            return 0.0
        x = v[part[0]]
        if part[1] >= 0:
            x *= real[X + part[1], l]
        if part[6] >= 0:
            x *= real[TRAIT + part[6], l]
        return x


    @compiled
    def acceptance(v, whole, real, events, view, l, t):
        """§5.2; weights and points are divided by the width already."""
        option = 0 if agenda < 0 else whole[STATE + agenda, l]
        z = v[views_[view, 1] + option]
        s = views_[view, 0]
        for k in range(sums_[s, 0], sums_[s, 1]):
            z += product(v, whole, real, events, k, l, t)
        return 1.0 / (1.0 + math.exp(min(max(-z, -700.0), 700.0)))


    @compiled
    def drivers(v, whole, real, events, s, l, t, accepted):
        """A sum of drivers; without acceptances unless `accepted`."""
        sum = 0.0
        for k in range(sums_[s, 0], sums_[s, 1]):
            view = parts_[k, 9]
            if view < 0:
                sum += product(v, whole, real, events, k, l, t)
            elif accepted:
                x = product(v, whole, real, events, k, l, t)
                if x != 0.0:
                    sum += x * acceptance(v, whole, real, events, view, l, t)
        return sum


    @inlined
    def held(sum):
        return math.exp(min(max(sum, -LN10), LN10))


    @compiled
    def consents(v, whole, real, events, first, last, l, t):
        x = 1.0
        for k in range(first, last):
            a = acceptance(v, whole, real, events, consents_[k, 0], l, t)
            x *= 1.0 - a if consents_[k, 1] else a
        return x


    @compiled
    def happens(v, whole, real, events, k, x, p, l, t, later):
        """Whether a candidate is an event: x, uniform below the bound, lies below the hazard; the cheap parts first."""
        clock = clocks_[k]
        if clock[5] and (later or t - whole[SINCE + p, l] <= clock[5]):
            return False
        if not holds(whole, clock[8], clock[9], l):
            return False
        rate, sum = v[clock[1]], drivers(v, whole, real, events, clock[2], l, t, False)
        if x >= rate * held(sum + (v[clock[3]] if clock[3] >= 0 else 0.0)):
            return False
        asked = consents(v, whole, real, events, clock[6], clock[7], l, t)
        if clock[3] >= 0:
            if x >= rate * asked * held(sum + v[clock[3]]):
                return False
            sum = drivers(v, whole, real, events, clock[2], l, t, True)
        return x < rate * held(sum) * asked


    @compiled
    def race(v, whole, real, events, p, l, t, later):
        """The first event among this month's candidates (§5.5): its fraction of the month and where it leads, or 2."""
        place = offsets_[p] + whole[STATE + p, l]
        total = v[total_[place]]
        while real[CANDIDATE + p, l] <= t:
            x, below = uniform(events) * total, 0.0
            for k in range(clock_start_[place], clock_start_[place + 1]):
                run = v[clocks_[k, 4]]
                if x < run:
                    if happens(v, whole, real, events, k, x - below, p, l, t, later):
                        return real[CANDIDATE + p, l] - (t - 1), clocks_[k, 0]
                    break
                below = run
            real[CANDIDATE + p, l] += exponential(events) / total
        return 2.0, -1


    @compiled
    def due_date(v, whole, real, events, p, l, t):
        place, due = offsets_[p] + whole[STATE + p, l], NEVER
        for k in range(ballot_start_[place], ballot_start_[place + 1]):
            if ballots_[k, 3] >= 0:
                date = whole[SINCE + p, l] + int(v[ballots_[k, 3]])
                if date > t and date < due:
                    due = date
        return due


    @compiled
    def ballot(v, whole, real, events, p, l, t):
        """Where a ballot leads, or −1 (§5.5)."""
        place = offsets_[p] + whole[STATE + p, l]
        first, last = ballot_start_[place], ballot_start_[place + 1]
        sum, asked = 0.0, False
        for turn in range(2):
            if turn == 1 and not asked:
                return -1
            u = uniform(events) * max(1.0, sum) if turn == 1 else 0.0
            running = 0.0
            for k in range(first, last):
                b = ballots_[k]
                age = t - whole[SINCE + p, l]
                is_due = ballot_at_[k, t] or (b[3] >= 0 and age == int(v[b[3]]))
                if not is_due or (b[4] and age <= b[4]) or not holds(whole, b[7], b[8], l):
                    continue
                asked = True
                chance = min(1.0, v[b[1]] * held(drivers(v, whole, real, events, b[2], l, t, True)))
                running += chance * consents(v, whole, real, events, b[5], b[6], l, t)
                if turn == 1 and running > u:
                    return b[0]
            sum = running
        return -1


    @compiled
    def first_forced(whole, forced, forced_when, p, l, since, ready):
        """The first forced move that stands ready later than `since`: its fraction and where it leads, or 2."""
        when, to = 2.0, -1
        for k in range(ready):
            e = forced[k]
            if e[0] == p and e[1] == l and (e[2] >> whole[STATE + p, l]) & 1 and forced_when[k] > since and forced_when[k] < when:
                when, to = forced_when[k], e[3]
        return when, to


    @compiled
    def enter(v, whole, real, events, p, l, to, now, t):
        """A new stay (§5.5): columns, counts, traits, the next candidate, the next due date."""
        old = whole[STATE + p, l]
        if t > 0:
            for k in range(len(counts_)):
                if counts_[k, 0] == p and (counts_[k, 1] >> old) & 1:
                    real[COUNT + k, l] += t - max(whole[SINCE + p, l], 1)
            for k in range(tab_start_[p], tab_start_[p + 1]):
                c, row = tabs_[k]
                real[COLUMN + c, l] += v[row + to] - v[row + old]
        whole[STATE + p, l] = to
        whole[SINCE + p, l] = t
        place = offsets_[p] + to
        whole[FIRST + place, l] = min(whole[FIRST + place, l], t)
        for own in range(trait_of_start[p], trait_of_start[p + 1]):
            if True:
                k, value = trait_of[own], 0.0
                for j in range(trait_start_[place], trait_start_[place + 1]):
                    if traits_[j, 0] == k:
                        form = forms[traits_[j, 1]]
                        if form[0] == 0.0:
                            u, w = uniform(events), uniform(events)
                            value = form[1] + form[2] * math.sqrt(-2.0 * math.log(u)) * math.cos(2.0 * math.pi * w)
                        else:
                            u = uniform(events)
                            odds = math.log(u / (1.0 - u))
                            value = form[1] + form[2] * odds + form[3] * (u - 0.5) * odds
                for j in range(len(trait_columns_)):
                    if trait_columns_[j, 0] == k:
                        real[COLUMN + trait_columns_[j, 1], l] += (value - real[TRAIT + k, l]) * v[trait_columns_[j, 2]]
                real[TRAIT + k, l] = value
        total = v[total_[place]]
        real[CANDIDATE + p, l] = now + exponential(events) / total if total > 0.0 else np.inf
        whole[DUE + p, l] = due_date(v, whole, real, events, p, l, t)
        for k in range(len(flows_)):
            real[GATE + k, l] = 1.0 if holds(whole, flows_[k, 4], flows_[k, 5], l) else 0.0


    @compiled
    def strike(v, whole, real, events, forced, forced_when, next_strike, paths, t, impulses):
        """Shocks (§5.4): impulses are added to what drifts this month. How many forced moves stand ready."""
        ready = 0
        for s in range(len(shocks_)):
            shock = shocks_[s]
            bound = v[shock[1]] * paths
            while next_strike[s] <= t:
                when = next_strike[s] - (t - 1)
                next_strike[s] += exponential(events) / bound
                l = int(uniform(events) * paths)
                if t < shock[3] or t > shock[4]:
                    continue
                if shock[2] >= 0:
                    if not holds(whole, shock[5], shock[6], l):
                        continue
                    if uniform(events) * v[shock[1]] >= v[shock[0]] * held(drivers(v, whole, real, events, shock[2], l, t, True)):
                        continue
                for k in range(shock[7], shock[8]):
                    impulses[impulses_[k, 0], l] += v[impulses_[k, 1]]
                for k in range(shock[9], shock[10]):
                    force = forces_[k]
                    chance = v[force[3]] * held(drivers(v, whole, real, events, force[4], l, t, True))
                    if uniform(events) < chance and ready < FORCED:
                        forced[ready, 0], forced[ready, 1], forced[ready, 2], forced[ready, 3] = force[0], l, force[1], force[2]
                        forced_when[ready] = when
                        whole[MARK + force[0], l] = t
                        ready += 1
        return ready


    @compiled
    def factors_step(v, whole, real, events, paths, noise, impulses):
        """§5.3, in an order in which each factor comes before those that it reads: one column does for old and new."""
        for d in range(len(dense_)):
            y = real[ACCEPTED + d, :paths]
            y[:] = real[COLUMN + factors + d, :paths]
            for k in range(dense_[d, 0], dense_[d, 1]):
                add_scaled(y, real[X + dense_pulls_[k, 0], :paths], v[dense_pulls_[k, 1]])
            logistic(y)
        for turn in range(factors):
            row = factors_[turn]
            f = row[0]
            y = real[X + f, :paths]
            keep = v[row[1]] if row[1] >= 0 else 1.0
            scale_add(y, keep, real[COLUMN + f, :paths], v[row[2]], noise[turn * paths : (turn + 1) * paths])
            for k in range(row[4], row[5]):
                add_scaled(y, real[X + pulls_[k, 0], :paths], v[pulls_[k, 1]])
            for k in range(row[6], row[7]):
                add_scaled(y, real[ACCEPTED + accepts_[k, 0], :paths], v[accepts_[k, 1]])
            add_scaled(y, impulses[f, :paths], 1.0)
            impulses[f, :paths] = 0.0
            hold(y, bounds_[f, 0], bounds_[f, 1])


    @compiled
    def processes_move(v, whole, real, events, forced, forced_when, moved, moved_when, moved_to, paths, t, ready):
        """§5.5: a round on the month's start, then rounds of those that moved."""
        moves = 0
        for p in range(processes):
            at = has_at_[p, t]
            for l in range(paths):
                marked = whole[MARK + p, l] == t
                if real[CANDIDATE + p, l] > t and whole[DUE + p, l] != t and not at and not marked:
                    continue
                when, to = first_forced(whole, forced, forced_when, p, l, -1.0, ready) if marked else (2.0, -1)
                if to < 0 and (at or whole[DUE + p, l] == t):
                    to = ballot(v, whole, real, events, p, l, t)
                    when = 1.0 if to >= 0 else 2.0
                    whole[DUE + p, l] = due_date(v, whole, real, events, p, l, t)
                    voted = to >= 0
                else:
                    voted = False
                if not voted and real[CANDIDATE + p, l] <= t:
                    clock, leads = race(v, whole, real, events, p, l, t, False)
                    if clock < when:
                        when, to = clock, leads
                if to >= 0:
                    moved[moves, 0], moved[moves, 1], moved_when[moves], moved_to[moves] = p, l, when, to
                    moves += 1
        while moves:
            for m in range(moves):
                enter(v, whole, real, events, moved[m, 0], moved[m, 1], moved_to[m], t - 1 + moved_when[m], t)
            more = 0
            for m in range(moves):
                p, l, since = moved[m, 0], moved[m, 1], moved_when[m]
                if since >= 1.0:
                    continue
                when, to = first_forced(whole, forced, forced_when, p, l, since, ready) if whole[MARK + p, l] == t else (2.0, -1)
                if real[CANDIDATE + p, l] <= t:
                    clock, leads = race(v, whole, real, events, p, l, t, True)
                    if clock < when:
                        when, to = clock, leads
                if to >= 0:
                    moved[more, 0], moved[more, 1], moved_when[more], moved_to[more] = p, l, when, to
                    more += 1
            moves = more


    @compiled
    def run(V, paths, number, out, inside):
        """All paths of some worlds. `out`: state, since, first, x, trait, total, count by trial, trial = path · worlds + world."""
        worlds = len(V)
        whole, real = np.zeros((WHOLE, n), np.int64), np.zeros((REAL, n))
        moved, moved_when, moved_to = np.zeros((processes * n, 2), np.int64), np.zeros(processes * n), np.zeros(processes * n, np.int64)
        forced, forced_when, events = np.zeros((FORCED, 4), np.int64), np.zeros(FORCED), np.zeros(4, np.uint64)
        lanes, impulses, next_strike = np.zeros(4 * LANES, np.uint64), np.zeros((factors, n)), np.zeros(len(shocks_))
        seed(number, lanes)
        seed(number + 0x5DEECE66D, events)
        for w in range(worlds):
            v = V[w]
            for begin in range(0, paths, n):
                here = min(n, paths - begin)
                size = -(-(factors * here) // (2 * LANES)) * 2 * LANES
                raw, noise = np.empty(size, np.uint64), np.empty(size)
                for turn in range(factors):
                    real[X + factors_[turn, 0], :here] = v[factors_[turn, 3]]
                for c in range(columns):
                    real[COLUMN + c, :here] = v[column_rows[c]]
                real[TRAIT : TRAIT + traits] = 0.0
                real[TOTAL : TOTAL + flows] = 0.0
                real[COUNT : COUNT + counts] = 0.0
                whole[MARK : MARK + processes] = 0
                whole[FIRST : FIRST + states] = NEVER
                whole[STATE : STATE + processes] = starts_.reshape(-1, 1)
                for p in range(processes):
                    for l in range(here):
                        enter(v, whole, real, events, p, l, starts_[p], 0.0, 0)
                for s in range(len(shocks_)):
                    bound = v[shocks_[s, 1]] * here
                    next_strike[s] = exponential(events) / bound if bound > 0.0 else np.inf
                year = 0
                for t in range(1, months + 1):
                    ready = strike(v, whole, real, events, forced, forced_when, next_strike, here, t, impulses)
                    for k in range(len(windows_)):
                        c, first, last, row = windows_[k]
                        if t == first or (t == 1 and first < 1 and last >= 1):
                            real[COLUMN + c, :here] += v[row]
                        if t == last + 1 and t > 1:
                            real[COLUMN + c, :here] -= v[row]
                    words(lanes, raw)
                    normals(raw, noise)
                    factors_step(v, whole, real, events, here, noise, impulses)
                    processes_move(v, whole, real, events, forced, forced_when, moved, moved_when, moved_to, here, t, ready)
                    for k in range(flows):
                        y, row = real[ACCEPTED + 0, :here] if dense else noise[:here], flows_[k]
                        y[:] = real[COLUMN + factors + dense + k, :here]
                        for j in range(row[2], row[3]):
                            add_scaled(y, real[X + flow_pulls_[j, 0], :here], v[flow_pulls_[j, 1]])
                        run_flow(real[TOTAL + k, :here], y, v[row[0]] * math.exp(-v[row[1]] * (t / 12.0)), real[GATE + k, :here], LN10)
                    if is_year[t]:
                        for p in range(processes):
                            for l in range(here):
                                inside[offsets_[p] + whole[STATE + p, l], year, w] += 1
                        year += 1
                for l in range(here):
                    i = (begin + l) * worlds + w
                    for k in range(counts):
                        p = counts_[k, 0]
                        if (counts_[k, 1] >> whole[STATE + p, l]) & 1:
                            real[COUNT + k, l] += months + 1 - max(whole[SINCE + p, l], 1)
                        out[6][k, i] = real[COUNT + k, l]
                    for p in range(processes):
                        out[0][p, i] = whole[STATE + p, l]
                    for s in range(states):
                        out[2][s, i] = whole[FIRST + s, l]
                    for f in range(factors):
                        out[3][f, i] = real[X + f, l]
                    for k in range(traits):
                        out[4][k, i] = real[TRAIT + k, l]
                    for k in range(flows):
                        out[5][k, i] = real[TOTAL + k, l]

    return run
