"""Metrics of the end of a path (§5.7), and estimates with their errors (§5.9). Shared by both peers: once a trial, not once a month."""

import math

import numpy as np

BANDS = ["draw", "uneven", "waza_ari_a", "waza_ari_b", "ippon_a", "ippon_b", "mutual_loss", "no_bout"]


def end_metrics(block, values, bands):
    """Adds the metrics that are read off the end. A value is NaN where there is none."""
    model, n, worlds = block.model, block.trials, block.worlds
    option = block.state[model.agenda] if model.agenda is not None else None
    for metric in model.metrics:
        if metric.kind == "first_reached":
            first = np.min([block.first[metric.process][s] for s in metric.states], axis=0)
            values[metric.id] = np.where(first <= model.months, first, np.nan)
        if metric.kind not in ("sum_of", "amount_of", "points_of", "hikiwake"):
            continue
        i = np.flatnonzero(block.mask(metric.process, metric.states).take(block.state[metric.process]))
        w = block.world.take(i)
        at = w if option is None else option.take(i).astype(np.intp) * worlds + w
        amount = np.full(n, np.nan if metric.kind == "hikiwake" else 0.0)
        if metric.kind == "hikiwake":
            gains = []
            for audience in metric.audiences:
                gain = points(block, audience).take(at)
                drivers = [d for d in model.views[model.audience_places[audience]].drivers if d.of_option]
                gains.append(gain + block.sum(drivers).at(block, i, w, model.months))
            amount[i] = np.minimum(*gains)
            bands[metric.id] = (i, band(*gains, model.tables["metric"][metric.id]))
        elif metric.kind == "points_of":
            amount[i] = points(block, metric.audiences[0]).take(at)
        elif metric.kind == "amount_of":
            amount[i] = np.array([block.value(model.amount(o, metric.term)) for o in model.options]).take(at)
        else:
            amount[i] = np.array([sum_of(block, metric, o) for o in model.options]).take(at)
        values[metric.id] = amount
    waiting = [m for m in model.metrics if m.kind == "formula"]
    while waiting:
        left = []
        for metric in waiting:
            try:
                values[metric.id] = model.formula(metric, values)
            except NameError:
                left.append(metric)
        if len(left) == len(waiting):
            raise ValueError("formulas of metrics go round in circles")
        waiting = left


def points(block, audience):
    """Its points for each option, by world."""
    return np.array([block.plan.points(block.values, audience, option) for option in block.model.options])


def sum_of(block, metric, option):
    terms, total = block.model.tables["option_sheet"][option]["terms"], np.zeros(block.worlds)
    for term in sorted(block.model.tables["term"]):
        key = f"term.{term}.attributes.{metric.attribute}"
        if terms[term] in metric.levels and key in block.model.by_key:
            total = total + block.value(block.model.by_key[key])
    return total


def band(a, b, table):
    """The band of a bout by its number in §5.7."""
    tolerance, even, heavy = table.get("tolerance", 0), table.get("even", 25), table.get("heavy", 30)
    worst, best, second = np.minimum(a, b), np.maximum(a, b), (b > a).astype(int)
    fine = worst >= -tolerance
    return np.where(fine & (best - worst <= even), 0, np.where(fine, 1, np.where(best < -tolerance, 6, np.where(worst >= -heavy, 2 + second, 4 + second))))


def count_reached(block):
    """How many of a world's paths have been in each state by the end of each quarter."""
    quarters, months = block.plan.quarters, block.model.months
    quarter = np.searchsorted(quarters, np.arange(months + 1))
    out = []
    for first in (row for rows in block.first for row in rows):
        i = np.flatnonzero(first <= months)
        at = quarter.take(first.take(i)) * block.worlds + block.world.take(i)
        counts = np.bincount(at, minlength=len(quarters) * block.worlds)
        out.append(counts.reshape(len(quarters), block.worlds).cumsum(axis=0))
    return out


def read_off(block, inside, values):
    """What a block counted, by world: outcomes by the names of outcomes.json → (sums, counts)."""
    plan, model = block.plan, block.model
    bands = {}
    end_metrics(block, values, bands)
    reached = count_reached(block)
    shape, everyone = (block.paths, block.worlds), np.full(block.worlds, float(block.paths))
    out, place = {}, 0
    for process in model.processes:
        for state in process.states:
            for date, count in zip(plan.quarter_dates, reached[place]):
                out[f"reached.{process.id}.{state}", date] = count, everyone
            for date, count in zip(plan.year_dates, inside[place]):
                out[f"in.{process.id}.{state}", date] = count, everyone
            out[f"end.{process.id}.{state}", plan.year_dates[-1]] = inside[place][-1], everyone
            place += 1
    last = plan.year_dates[-1]
    for metric in model.metrics:
        value = values[metric.id].reshape(shape)
        if metric.kind in ("first_reached", "hikiwake"):
            there = ~np.isnan(value)
            out[f"metric.{metric.id}.mean", last] = np.where(there, value, 0.0).sum(axis=0), there.sum(axis=0)
        else:
            out[f"metric.{metric.id}.mean", last] = value.sum(axis=0), everyone
    for id, (i, numbers) in bands.items():
        where = block.world.take(i)
        counts = np.bincount(numbers * block.worlds + where, minlength=8 * block.worlds).reshape(8, -1)
        for name, count in zip(BANDS[:7], counts):
            out[f"metric.{id}.{name}", last] = count, everyone
        out[f"metric.{id}.no_bout", last] = block.paths - counts.sum(axis=0), everyone
    return out


class Estimates:
    """Sums over worlds, so that memory does not grow with their number: of sums and counts, their squares and products, and by replicate."""

    def __init__(self, groups=20):
        self.names, self.totals, self.groups = None, None, groups

    def take(self, first, counted):
        if self.names is None:
            self.names = list(counted)
            self.moments = np.zeros((5, len(self.names)))
            self.by_group = np.zeros((2, self.groups, len(self.names)))
            self.worlds = 0
        s = np.array([sums for sums, _ in counted.values()], float)
        c = np.array([counts for _, counts in counted.values()], float)
        self.moments += s.sum(axis=1), c.sum(axis=1), (s * s).sum(axis=1), (s * c).sum(axis=1), (c * c).sum(axis=1)
        group = np.arange(first, first + s.shape[1]) % self.groups
        for g in range(self.groups):
            self.by_group[:, g] += s[:, group == g].sum(axis=1), c[:, group == g].sum(axis=1)
        self.worlds += s.shape[1]

    def told(self, sampling):
        """Each outcome's estimate, standard error, sum and count."""
        s, c, ss, sc, cc = self.moments
        with np.errstate(invalid="ignore", divide="ignore"):
            mean = s / c
            if sampling == "random":
                error = np.sqrt(self.worlds / (self.worlds - 1) * np.maximum(ss - 2 * mean * sc + mean * mean * cc, 0.0)) / c
            else:
                parts = (self.by_group[0] - mean * self.by_group[1]) / c
                error = np.sqrt(self.groups / (self.groups - 1) * (parts**2).sum(axis=0))
        return {name: tuple(map(float, row)) for name, *row in zip(self.names, mean, error, s, c)}


def chance_beyond(errors):
    """How often a normal number lies further from 0 than this, either way."""
    return math.erfc(errors / math.sqrt(2))
