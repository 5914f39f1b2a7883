"""Columns of numpy: noise, sums of drivers for some trials, and sums that are kept for all of them."""

import numpy as np
from model import NotCovered
from worlds import LN10


def multiplier(sum):
    """exp of a sum of drivers, held within a tenth and ten (§5.1), in place. Two ufuncs are faster on short columns than np.clip."""
    np.minimum(sum, LN10, out=sum)
    np.maximum(sum, -LN10, out=sum)
    return np.exp(sum, out=sum)


def normals(rng, out, a, r):
    """Fills the two rows of `out` with standard normals: Box and Muller's with the half angle, since numpy's tan is vectorised where its sin, cos and
    ziggurat are not. u = 0 comes once in 10¹⁶ draws and is then held by the factor's bounds."""
    one, two = out
    rng.random(out=r)
    rng.random(out=a)
    np.log(r, out=r)
    r *= -2.0
    np.sqrt(r, out=r)
    a *= np.pi
    np.tan(a, out=a)
    np.multiply(a, a, out=one)
    one += 1.0
    np.divide(r, one, out=one)
    one += one  # 2r/(1 + t²)
    np.multiply(one, a, out=two)  # r·sin
    one -= r  # r·cos


class Sum:
    """A sum of drivers in parts: those that read factors, what only states, traits and windows decide, and acceptances."""

    def __init__(self, block, drivers, log):
        self.parts = []
        for driver in drivers:
            weight = block.values[driver.weight.place]
            weight = np.log(weight) if log else weight
            if not weight.any():
                continue
            kinds = {}
            for reading in driver.readings:
                kinds.setdefault(reading.kind, []).append(reading)
            factor = [r.place for r in kinds.get("factor", [])]
            states = [(r.place, block.mask(r.place, r.states)) for r in kinds.get("states", [])]
            traits = [r.place for r in kinds.get("trait", [])]
            windows = [block.model.windows[r.place] for r in kinds.get("window", [])]
            views = [r.place for r in kinds.get("acceptance", [])]
            self.parts.append((weight, factor, states, traits, windows, views))

    def bounds(self, block):
        """The least and the greatest that the sum can be, by world."""
        low = high = np.zeros(block.worlds)
        for weight, factor, states, traits, windows, views in self.parts:
            a, b = np.ones(block.worlds), np.ones(block.worlds)
            for f in factor:
                ends = np.array([a * block.low[f], a * block.high[f], b * block.low[f], b * block.high[f]])
                a, b = ends.min(axis=0), ends.max(axis=0)
            for v in views:
                a, b = a * block.accept_low[v], b * block.accept_high[v]
            if traits:
                a, b = np.full(block.worlds, -1e9), np.full(block.worlds, 1e9)
            if states or windows:
                a, b = np.minimum(a, 0.0), np.maximum(b, 0.0)
            low = low + np.minimum(weight * a, weight * b)
            high = high + np.maximum(weight * a, weight * b)
        return low, high

    def at(self, block, i, w, t, accepted=None):
        """The sum in trials i of worlds w; `accepted` gives the acceptance of a view, or it is left out."""
        sum = np.zeros(len(i))
        for weight, factor, states, traits, windows, views in self.parts:
            if any(not first <= t <= last for first, last in windows) or (views and accepted is None):
                continue
            x = weight.take(w)
            for f in factor:
                x *= block.x[f].take(i)
            for p, mask in states:
                x *= mask.take(block.state[p].take(i))
            for k in traits:
                x *= block.trait[k].take(i)
            for v in views:
                x *= accepted(v)
            sum += x
        return sum

    def of_acceptance(self, block):
        """The most that its acceptances can add, by world."""
        high = np.zeros(block.worlds)
        for weight, _, _, _, _, views in self.parts:
            for v in views:
                high = high + np.maximum(weight * block.accept_low[v], weight * block.accept_high[v])
        return high


class Column:
    """A dense sum over what seldom moves, kept by trial: told of every move, and of windows that open and close."""

    def __init__(self, block, constant):
        self.block, self.data = block, np.empty(block.trials)
        self.rows()[:] = constant
        self.by_process, self.by_trait, self.windows = {}, [], []

    def rows(self):
        return self.data.reshape(self.block.paths, self.block.worlds)

    def add_states(self, p, states, amount):
        """`amount` while process p is in one of the states."""
        table = self.by_process.setdefault(p, np.zeros((len(self.block.model.processes[p].states), self.block.worlds)))
        for s in states:
            table[s] += amount
        if self.block.model.processes[p].start in states:
            self.rows()[:] += amount

    def add_drivers(self, sum, scale=1.0):
        """Takes over the drivers that it can keep; gives back the others: (factor, weight) and (view, weight)."""
        factors, views = [], []
        for weight, factor, states, traits, windows, view in sum.parts:
            weight, reads = weight * scale, (len(factor), len(states), len(traits), len(windows), len(view))
            if reads == (1, 0, 0, 0, 0):
                factors.append((factor[0], weight))
            elif reads == (0, 0, 0, 0, 1):
                views.append((view[0], weight))
            elif reads == (0, 1, 0, 0, 0):
                self.add_states(states[0][0], np.flatnonzero(states[0][1]), weight)
            elif reads == (0, 0, 1, 0, 0):
                self.by_trait.append((traits[0], weight))
            elif reads == (0, 0, 0, 1, 0):
                self.windows.append((*windows[0], weight))
            else:
                raise NotCovered("a product of readings in a factor, a flow or an acceptance that a factor reads")
        return factors, views

    def month(self, t):
        for first, last, weight in self.windows:
            if t == first or t == 1 and first < 1 <= last:
                self.rows()[:] += weight
            if t == last + 1 and t > 1:
                self.rows()[:] -= weight

    def moved(self, p, i, w, old, new):
        table = self.by_process.get(p)
        if table is not None:
            wide = self.block.worlds
            self.data[i] += table.take(new * wide + w) - table.take(old * wide + w)
