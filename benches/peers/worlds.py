"""Worlds: every uncertain quantity drawn once (§5.8, §5.13), and what audiences have for points (§5.2). Both peers start from here."""

import json
import math
from pathlib import Path
from statistics import NormalDist

import numpy as np
from model import LEVEL, POSITIVE, Model, NotCovered

NORMAL = NormalDist()
REPLICATES = 20
LN10 = math.log(10.0)


def normal_quantile(u):
    """Φ⁻¹. Only some dozens of numbers a world need it; a map over the standard library's is 0.1 % of a run."""
    return np.fromiter(map(NORMAL.inv_cdf, u.tolist()), float, len(u))


def normal_cdf(x):
    return np.fromiter(map(NORMAL.cdf, x.tolist()), float, len(x))


def metalog_basis(u, count):
    odds = np.log(u / (1 - u))
    return np.array([np.ones_like(u), odds, (u - 0.5) * odds][:count])


def metalog_terms(table, lower, upper):
    """The coefficients of a metalog through two or three elicited quantiles, on log-odds: of values, ln(x − lower), −ln(upper − x) or both."""
    points = sorted((int(k[1:]) / 100, float(v)) for k, v in table.items() if k[:1] == "p" and k[1:].isdigit())
    if len(points) > 3:
        raise NotCovered("a metalog through more than three points")
    u, x = np.array(points).T
    if lower is not None and upper is not None:
        x = np.log((x - lower) / (upper - x))
    elif lower is not None:
        x = np.log(x - lower)
    elif upper is not None:
        x = -np.log(upper - x)
    return np.pad(np.linalg.solve(metalog_basis(u, len(points)).T, x), (0, 3 - len(points))), lower, upper


def metalog(table, lower, upper):
    terms, lower, upper = metalog_terms(table, lower, upper)

    def quantile(u):
        m = terms @ metalog_basis(u, 3)
        if lower is not None and upper is not None:
            return lower + (upper - lower) / (1 + np.exp(-m))
        if lower is not None:
            return lower + np.exp(m)
        return m if upper is None else upper - np.exp(-m)

    return quantile


def family(quantity):
    """A quantity's quantile function."""
    table, key = quantity.table, quantity.key
    if "truncate" in table:
        raise NotCovered(f"{key}: truncate")
    if "value" in table:
        return lambda u: np.full_like(u, float(table["value"]))
    if "within" in table:
        sd = table["within"] / NORMAL.inv_cdf(0.95)
        return lambda u: table["p50"] + sd * normal_quantile(u)
    if "normal" in table and isinstance(table["normal"], list):
        mean, sd = table["normal"]
        return lambda u: mean + sd * normal_quantile(u)
    if "uniform" in table and isinstance(table["uniform"], list):
        low, high = table["uniform"]
        return lambda u: low + (high - low) * u
    if any(k[:1] == "p" and k[1:].isdigit() for k in table):
        return metalog(table, quantity.lower, quantity.upper)
    raise NotCovered(f"{key}: {', '.join(table)}")


class Worlds:
    """How the worlds of a scenario are drawn. `folder` is a run folder: its scenario.toml, and of its manifest how cells of the table move together."""

    def __init__(self, folder, plant=None):
        folder = Path(folder)
        self.model = Model(folder / "scenario.toml")
        if plant is not None:
            plant(self.model)
        self.judged = {}
        self.compiled = {}
        self.points_of = {}
        audiences = {view.audience for view in self.model.views}
        for audience in sorted(audiences):
            for option in self.model.options:
                self.prepare(audience, option)
        self.families = [family(q) for q in self.model.quantities]
        self.constant = [("value" in q.table) for q in self.model.quantities]
        self.traits = {q.key: family(q) for p in self.model.processes for places in p.traits for _, q in places}
        months = range(1, self.model.months + 1)
        date = {t: self.model.date(t) for t in months}
        self.quarters = [t for t in months if int(date[t][5:]) % 3 == 0 or t == months[-1]]
        self.years = [t for t in months if int(date[t][5:]) == 12 or t == months[-1]]
        self.quarter_dates, self.year_dates = [date[t] for t in self.quarters], [date[t] for t in self.years]
        manifest = json.loads((folder / "manifest.json").read_text())
        self.groups = self.correlated(manifest["correlations"])

    def correlated(self, pairs):
        """Groups of quantities that move together, with the Cholesky factor of their normals' correlations."""
        keys = self.model.by_key
        normal = {}
        for pair in pairs:
            a, b = pair["between"]
            if a in keys and b in keys:
                rank = pair["asked"]
                normal[keys[a].place, keys[b].place] = math.copysign(1, rank) if abs(rank) == 1 else 2 * math.sin(math.pi * rank / 6)
        groups, seen = [], set()
        for first in sorted({p for pair in normal for p in pair}):
            if first in seen:
                continue
            group = {first}
            while more := {p for pair in normal for p in pair if set(pair) & group} - group:
                group |= more
            seen |= group
            members = sorted(group)
            matrix = np.eye(len(members))
            for (a, b), r in normal.items():
                if a in group:
                    i, j = members.index(a), members.index(b)
                    matrix[i, j] = matrix[j, i] = r
            values, vectors = np.linalg.eigh(matrix)
            groups.append((members, vectors * np.sqrt(np.maximum(values, 0.0))))
        return groups

    # ------------------------------------------------------------------------------------------------------- a draw

    def draw(self, worlds, rng, sampling):
        """Values of all quantities, a row each: random worlds, or a Latin hypercube in each of twenty replicates (world modulo 20)."""
        place = np.arange(worlds)
        strata = -(-worlds // REPLICATES)
        values = np.empty((len(self.families), worlds))
        uniform = {}

        def own(q):
            u = rng.random(worlds)
            if sampling == "latin-hypercube":
                order = rng.permuted(np.tile(np.arange(strata), (REPLICATES, 1)), axis=1)
                u = (order[place % REPLICATES, place // REPLICATES] + u) / strata
            return np.clip(u, 2.0**-53, 1 - 2.0**-53)

        for members, factor in self.groups:
            z = factor @ np.array([normal_quantile(own(q)) for q in members])
            for q, row in zip(members, z):
                uniform[q] = np.clip(normal_cdf(row), 2.0**-53, 1 - 2.0**-53)
        for q, quantile in enumerate(self.families):
            u = uniform[q] if q in uniform else np.full(worlds, 0.5) if self.constant[q] else own(q)
            values[q] = quantile(u)
        return values

    # ------------------------------------------------------------------------------------------------------- audiences (§5.2)

    def table_of(self, audience):
        party, name = audience.split(".")
        return f"party.{party}.audience.{name}", self.model.tables["party"][party]["audience"][name]

    def cell(self, option, audience):
        """The cell of the table for an option, if there is one and the option's terms are still those that were judged."""
        party, name = audience.split(".")
        row = self.model.tables.get("acceptability", {}).get(option, {})
        cell = row.get(party, {}).get(name) if isinstance(row, dict) else None
        if cell is None:
            return None
        terms = self.model.tables["option_sheet"][option]["terms"]
        for term, was in row.get("of", {}).items():
            if isinstance(was, str) and was != terms[term]:
                return None
        return self.model.quantity(f"acceptability.{option}.{party}.{name}", cell, LEVEL)

    def at_rest(self, audience):
        """The judged sheet with every first level and no amount."""
        terms = self.model.tables["term"]
        for option in sorted(self.model.tables.get("acceptability", {})):
            sheet = self.model.tables["option_sheet"].get(option)
            if sheet is None or self.cell(option, audience) is None:
                continue
            still = True
            for term, table in terms.items():
                value = sheet["terms"][term]
                none = value == 0 or (isinstance(value, dict) and value.get("value") == 0)
                still &= value == table["levels"][0] if "levels" in table else none
            if still:
                return self.cell(option, audience)
        raise NotCovered(f"{audience}: no status quo among what it was asked")

    def prepare(self, audience, option):
        """Names what an audience's points for an option follow from, so that it is drawn."""
        key, table = self.table_of(audience)
        if "points" in table and "reservation" in table:
            self.given(audience, option)
            return
        own = self.cell(option, audience)
        if own is None:
            raise NotCovered(f"what the fit says of {option} for {audience}; only packages that were judged themselves are simulated")
        self.judged[audience, option] = (own, self.at_rest(audience))
        self.model.view(audience, None)

    def given(self, audience, option):
        """Points that are given: (quantity, amount, saturates_at) for each term that counts."""
        key, table = self.table_of(audience)
        out = []
        self.model.quantity(f"{key}.reservation", table["reservation"], LEVEL)
        for term, points in sorted(table["points"].items()):
            value = self.model.tables["option_sheet"][option]["terms"][term]
            if "levels" not in self.model.tables["term"][term]:
                saturates = points.get("saturates_at")
                saturates = None if saturates is None else self.model.quantity(f"{key}.points.{term}.saturates_at", saturates, POSITIVE)
                each = self.model.quantity(f"{key}.points.{term}.per_unit", points["per_unit"], LEVEL)
                out.append((each, self.model.amount(option, term), saturates))
            elif value != self.model.tables["term"][term]["levels"][0]:
                out.append((self.model.quantity(f"{key}.points.{term}.{value}", points[value], LEVEL), None, None))
        self.points_of[audience, option] = out

    def points(self, values, audience, option):
        """An audience's points for an option, by world."""
        if (audience, option) in self.points_of:
            sum = np.zeros(values.shape[1])
            for each, amount, saturates in self.points_of[audience, option]:
                unit = 1.0 if amount is None else values[amount.place]
                sum = sum + values[each.place] * (unit if saturates is None else np.minimum(unit, values[saturates.place]))
            return sum
        own, rest = self.judged[audience, option]
        points = values[own.place] - values[rest.place]
        if self.model.tables["acceptability"].get("at", "start") == "zero":
            return points
        for driver in self.own_drivers(audience):
            with_it = self.at_start(values, driver, option)
            if driver.of_option:
                points = points - (0.0 if with_it is None else with_it)
            else:
                first = self.at_start(values, driver, self.model.tables["option"])
                if (first is None) != (with_it is None):
                    points = points + (0.0 if first is None else first) - (0.0 if with_it is None else with_it)
        return points

    def reservation(self, values, audience):
        key, table = self.table_of(audience)
        if "reservation" in table:
            return values[self.model.by_key[f"{key}.reservation"].place]
        _, rest = self.judged[audience, self.model.options[0]]
        reservation = 50.0 - values[rest.place]
        if self.model.tables["acceptability"].get("at", "start") == "zero":
            return reservation
        for driver in self.own_drivers(audience):
            if not driver.of_option:
                added = self.at_start(values, driver, self.model.tables["option"])
                reservation = reservation + (0.0 if added is None else added)
        return reservation

    def own_drivers(self, audience):
        """An audience's drivers as the file has them, less those that no option of the scenario brings to bear."""
        return self.model.views[self.model.view(audience, None)].drivers

    def at_start(self, values, driver, option):
        """Weight times readings as the path starts, with an option on the table; none where a reading is nothing."""
        model, product = self.model, values[driver.weight.place]
        for reading in driver.readings:
            if reading.kind == "factor":
                factor = model.factors[reading.place]
                product = product * np.clip(values[factor.start.place], factor.low, factor.high)
            elif reading.kind == "states":
                process = model.processes[reading.place]
                state = process.states.index(option) if process.agenda else process.start
                if state not in reading.states:
                    return None
            elif reading.kind == "window":
                first, last = model.windows[reading.place]
                if not first <= 0 <= last:
                    return None
            else:
                return None
        return product
