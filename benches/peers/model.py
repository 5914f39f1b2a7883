"""A resolved scenario as numbers and places: what both peers read.

The program resolves a scenario (`extends`, `--set`, defaults of layers) and writes it into its run folder as one file, `scenario.toml`; this
reads that file and nothing else. Sections in comments are those of docs/model.md. What the shipped scenarios do not use is refused with a
message, never passed over.
"""

import re
import tomllib
from dataclasses import dataclass, field


class NotCovered(Exception):
    """The scenario uses something that the peers do not simulate."""


def as_list(value):
    return value if isinstance(value, list) else [value]


@dataclass
class Quantity:
    """A number, perhaps uncertain: its key, its table, and the bounds that its kind of number has (for a metalog)."""

    key: str
    table: dict
    lower: float | None = None
    upper: float | None = None
    place: int = -1


@dataclass
class Reading:
    """One reading of a driver (§5.1). `kind` is factor, states, trait, window, months_in, acceptance or amount; states on the table are states of the agenda."""

    kind: str
    place: int = -1
    states: frozenset = frozenset()


@dataclass
class Driver:
    """A weight on the product of readings. `of_option` says that it reads an option or a term."""

    weight: Quantity
    readings: list
    of_option: bool = False
    raw: dict = field(default_factory=dict)


@dataclass
class Factor:
    id: str
    start: Quantity
    mean: Quantity | None
    half_life: Quantity | None
    drift: Quantity | None
    swing: Quantity
    low: float
    high: float
    drivers: list = field(default_factory=list)
    while_here: list = field(default_factory=list)  # (process, state, quantity)


@dataclass
class Transition:
    id: str
    sources: list
    to: int
    rate: Quantity | None = None
    annual: bool = False
    at: frozenset = frozenset()
    after: Quantity | None = None
    chance: Quantity | None = None
    not_before: int = 0
    only_while: list = field(default_factory=list)  # (process, states)
    drivers: list = field(default_factory=list)
    requires: list = field(default_factory=list)  # views
    refused_by: list = field(default_factory=list)


@dataclass
class Process:
    id: str
    states: list
    start: int
    agenda: bool
    traits: list = field(default_factory=list)  # per state: [(trait, quantity)]
    transitions: list = field(default_factory=list)


@dataclass
class Force:
    process: int
    sources: frozenset
    to: int
    chance: Quantity
    drivers: list


@dataclass
class Shock:
    id: str
    rate: Quantity
    annual: bool
    window: int
    only_while: list
    drivers: list
    impulses: list  # (factor, quantity)
    forces: list


@dataclass
class View:
    """An audience as things stand, or as if a process were in another state (§5.1)."""

    audience: str
    as_if: tuple | None
    width: Quantity
    drivers: list


@dataclass
class Metric:
    id: str
    kind: str
    process: int = -1
    states: frozenset = frozenset()
    rate: Quantity | None = None
    discount: Quantity | None = None
    only_while: list = field(default_factory=list)
    drivers: list = field(default_factory=list)
    audiences: list = field(default_factory=list)
    term: str = ""
    levels: list = field(default_factory=list)
    attribute: str = ""
    formula: str = ""


LEVEL, POSITIVE, CHANCE = (None, None), (0.0, None), (0.0, 1.0)


class Model:
    """Everything by place, in the bytewise order of ids (§3)."""

    def __init__(self, path):
        with open(path, "rb") as file:
            self.tables = tomllib.load(file)
        self.quantities, self.by_key = [], {}
        t = self.tables
        as_of = t["as_of"]
        self.zero = as_of.year * 12 + as_of.month
        self.months = self.month(t["horizon"])
        self.factor_ids = sorted(t.get("factor", {}))
        self.process_ids = sorted(t.get("process", {}))
        self.window_ids = sorted(t.get("window", {}))
        self.windows = [(self.month(w["from"]), self.month(w["to"])) for w in (t["window"][i] for i in self.window_ids)]
        agendas = [p for p in self.process_ids if t["process"][p].get("agenda")]
        self.agenda = self.process_ids.index(agendas[0]) if agendas else None
        self.state_ids = [list(t["process"][p]["state"]) for p in self.process_ids]
        self.options = self.state_ids[self.agenda] if agendas else [t["option"]]
        self.traits = []  # (process, name)
        for p, process in enumerate(self.process_ids):
            names = {n for s in t["process"][process]["state"].values() for n in s.get("traits", {})}
            self.traits += [(p, name) for name in sorted(names)]
        self.views, self.view_places = [], {}
        self.factors = [self.factor(i) for i in self.factor_ids]
        self.processes = [self.process(i) for i in self.process_ids]
        self.shocks = [self.shock(i) for i in sorted(t.get("shock", {}))]
        self.metrics = [self.metric(i) for i in sorted(t.get("metric", {}))]
        self.audience_places = {}
        for metric in self.metrics:
            for audience in metric.audiences:
                self.audience_places[audience] = self.view(audience, None)

    # ------------------------------------------------------------------------------------------------------- what is named

    def month(self, date):
        """The month, 1 being the calendar month after `as_of` (§2)."""
        year, month = str(date).split("-")[:2]
        return int(year) * 12 + int(month) - self.zero

    def date(self, t):
        """A month as results write it."""
        months = self.zero + t - 1
        return f"{months // 12}-{months % 12 + 1:02d}"

    def quantity(self, key, table, bounds):
        """The quantity under a key, once."""
        if key not in self.by_key:
            table = table if isinstance(table, dict) else {"value": table}
            low, high = bounds
            quantity = Quantity(key, table, table.get("min", low), table.get("max", high), len(self.quantities))
            self.quantities.append(quantity)
            self.by_key[key] = quantity
        return self.by_key[key]

    def states(self, process, ids):
        p = self.process_ids.index(process)
        return p, frozenset(self.state_ids[p].index(s) for s in as_list(ids))

    def named_states(self, names):
        """`settlement.signed`, or a list of such of one process."""
        names = as_list(names)
        process = names[0].split(".")[0]
        return self.states(process, [n.split(".")[1] for n in names])

    def only_while(self, table):
        return [self.states(p, s) for p, s in sorted(table.get("only_while", {}).items())]

    def on_table(self, holds):
        """A reading of what is on the table: none if it always holds, False if it never does."""
        having = frozenset(i for i, option in enumerate(self.options) if holds(option))
        if len(having) == len(self.options):
            return None
        if not having or self.agenda is None:
            return False
        return Reading("states", self.agenda, having)

    # ------------------------------------------------------------------------------------------------------- drivers (§5.1)

    def drivers(self, key, table, weight, as_if=None):
        """The drivers of an element; those that can never count are left out."""
        out = []
        for name, raw in sorted(table.get("drivers", {}).items()):
            bounds = POSITIVE if weight == "times" else LEVEL
            quantity = self.quantity(f"{key}.drivers.{name}.{weight}", raw[weight], bounds)
            readings = self.readings(raw, as_if)
            if readings is not False:
                of_option = "option" in raw or "term" in raw
                out.append(Driver(quantity, readings, of_option, raw))
        return out

    def readings(self, raw, as_if):
        out = []
        if "factor" in raw:
            out.append(Reading("factor", self.factor_ids.index(raw["factor"])))
        if "process" in raw:
            p, states = self.states(raw["process"], raw["state"])
            if as_if is not None and as_if[0] == p:
                if as_if[1] not in states:
                    return False
            else:
                out.append(Reading("states", p, states))
        if "trait" in raw:
            process, name = raw["trait"].split(".")
            out.append(Reading("trait", self.traits.index((self.process_ids.index(process), name))))
        if "window" in raw:
            out.append(Reading("window", self.window_ids.index(raw["window"])))
        for asked in ("option", "term"):
            if asked not in raw:
                continue
            if asked == "term" and "level" not in raw:
                raise NotCovered("a driver that reads an amount")
            if asked == "option":
                reading = self.on_table(lambda option: option in as_list(raw["option"]))
            else:
                sheets = self.tables["option_sheet"]
                reading = self.on_table(lambda option: sheets[option]["terms"][raw["term"]] in as_list(raw["level"]))
            if reading is False:
                return False
            if reading is not None:
                out.append(reading)
        if "months_in" in raw:
            raise NotCovered("a driver that reads the months in a state")
        if "acceptance" in raw:
            place = None
            if "as_if" in raw:
                p, states = self.named_states(raw["as_if"])
                place = (p, *states)
            out.append(Reading("acceptance", self.view(raw["acceptance"], place)))
        return out

    def view(self, audience, as_if):
        if (audience, as_if) not in self.view_places:
            party, name = audience.split(".")
            table = self.tables["party"][party]["audience"][name]
            key = f"party.{party}.audience.{name}"
            width = self.quantity(f"{key}.width", table["width"], POSITIVE)
            self.view_places[audience, as_if] = len(self.views)
            self.views.append(View(audience, as_if, width, []))
            self.views[self.view_places[audience, as_if]].drivers = self.drivers(key, table, "adds", as_if)
        return self.view_places[audience, as_if]

    # ------------------------------------------------------------------------------------------------------- elements

    def factor(self, name):
        key, table = f"factor.{name}", self.tables["factor"][name]
        walk = "half_life" not in table
        out = Factor(
            id=name,
            start=self.quantity(f"{key}.start", table["start"], LEVEL),
            mean=None if walk else self.quantity(f"{key}.mean", table.get("mean", 0.0), LEVEL),
            half_life=None if walk else self.quantity(f"{key}.half_life", table["half_life"], POSITIVE),
            drift=self.quantity(f"{key}.drift", table.get("drift", 0.0), LEVEL) if walk else None,
            swing=self.quantity(f"{key}.swing", table.get("swing", 0.0), POSITIVE),
            low=float(table.get("min", "-inf")),
            high=float(table.get("max", "inf")),
            drivers=self.drivers(key, table, "adds"),
        )
        for p, process in enumerate(self.process_ids):
            for s, state in enumerate(self.state_ids[p]):
                here = self.tables["process"][process]["state"][state].get("while_here", {})
                if name in here:
                    key = f"process.{process}.state.{state}.while_here.{name}"
                    out.while_here.append((p, s, self.quantity(key, here[name], LEVEL)))
        return out

    def rate(self, key, table):
        """A yearly rate, and whether it is told as a chance a year (§5.4)."""
        if "annual_chance" in table:
            return self.quantity(f"{key}.annual_chance", table["annual_chance"], CHANCE), True
        return self.quantity(f"{key}.per_year", table["per_year"], POSITIVE), False

    def process(self, name):
        table, p = self.tables["process"][name], self.process_ids.index(name)
        start = self.tables["option"] if table.get("agenda") else table["start"]
        out = Process(name, self.state_ids[p], self.state_ids[p].index(start), bool(table.get("agenda")))
        for state, inside in table["state"].items():
            key = f"process.{name}.state.{state}.traits"
            traits = sorted(inside.get("traits", {}).items())
            places = [(self.traits.index((p, trait)), Quantity(f"{key}.{trait}", q)) for trait, q in traits]
            out.traits.append(places)
        for id, x in sorted(table.get("transition", {}).items()):
            key = f"process.{name}.transition.{id}"
            _, to = self.states(name, x["to"])
            sources = sorted(self.states(name, x["from"])[1])
            transition = Transition(id, sources, *to, not_before=x.get("not_before", 0))
            transition.only_while = self.only_while(x)
            transition.drivers = self.drivers(key, x, "times")
            transition.requires = [self.view(a, None) for a in sorted(x.get("requires", []))]
            transition.refused_by = [self.view(a, None) for a in sorted(x.get("refused_by", []))]
            if "at" in x or "after" in x:
                transition.chance = self.quantity(f"{key}.chance", x.get("chance", 1.0), CHANCE)
                transition.at = frozenset(self.month(m) for m in as_list(x.get("at", [])))
                if "after" in x:
                    transition.after = self.quantity(f"{key}.after", x["after"], POSITIVE)
            else:
                transition.rate, transition.annual = self.rate(key, x)
            out.transitions.append(transition)
        return out

    def shock(self, name):
        key, table = f"shock.{name}", self.tables["shock"][name]
        rate, annual = self.rate(key, table)
        impulses = [(self.factor_ids.index(f), self.quantity(f"{key}.impulses.{f}", q, LEVEL)) for f, q in sorted(table.get("impulses", {}).items())]
        forces = []
        for id, x in sorted(table.get("forces", {}).items()):
            p, sources = self.states(x["process"], x["from"])
            _, to = self.states(x["process"], x["to"])
            inner = f"{key}.forces.{id}"
            chance = self.quantity(f"{inner}.chance", x.get("chance", 1.0), CHANCE)
            forces.append(Force(p, sources, *to, chance, self.drivers(inner, x, "times")))
        window = self.window_ids.index(table["window"]) if "window" in table else -1
        return Shock(name, rate, annual, window, self.only_while(table), self.drivers(key, table, "times"), impulses, forces)

    def metric(self, name):
        key, x = f"metric.{name}", self.tables["metric"][name]
        kinds = ("first_reached", "months_in", "sum_of", "flow", "amount_of", "points_of", "hikiwake", "formula")
        out = Metric(name, next(kind for kind in kinds if kind in x))
        if out.kind in ("first_reached", "months_in"):
            out.process, out.states = self.named_states(x[out.kind])
        if "settled_in" in x:
            out.process, out.states = self.named_states(x["settled_in"])
        if out.kind == "flow":
            out.rate = self.quantity(f"{key}.flow", x["flow"], POSITIVE)
            out.discount = self.quantity(f"{key}.discount", x.get("discount", 0.0), CHANCE)
            out.only_while, out.drivers = self.only_while(x), self.drivers(key, x, "times")
        out.audiences = as_list(x.get("points_of", x.get("hikiwake", [])))
        out.term, out.levels, out.attribute = x.get("amount_of", ""), x.get("levels", []), x.get("sum_of", "")
        out.formula = x.get("formula", "")
        for option in self.options if out.kind == "amount_of" else []:
            self.amount(option, out.term)
        if out.kind == "sum_of":
            for term, table in sorted(self.tables["term"].items()):
                for attribute, q in table.get("attributes", {}).items():
                    if attribute == out.attribute:
                        self.quantity(f"term.{term}.attributes.{attribute}", q, LEVEL)
        return out

    def amount(self, option, term):
        """How much of a numeric term an option has."""
        return self.quantity(f"option_sheet.{option}.terms.{term}", self.tables["option_sheet"][option]["terms"][term], POSITIVE)

    def formula(self, metric, values):
        """The arithmetic of a metric on others' values (§5.7)."""
        text = metric.formula.replace("^", "**")
        if set(re.findall(r"[A-Za-z_]\w*", text)) - set(values):
            raise NotCovered(f"a function in the formula of metric.{metric.id}")
        return eval(text, {"__builtins__": {}}, values)

