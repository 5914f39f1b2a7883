// The page of the desk: it waits for news, shows them, and hands in what the sliders and the editor say.
import { Pane } from "./editor.js";
import { differences } from "./lines.js";

const at = (id) => document.getElementById(id);
const known = { state: null, assumptions: {}, words: { keys: {}, ids: {}, collections: [] }, facts: null };
const made = (name, text, type) => {
  const element = document.createElement(name);
  if (text !== undefined) element.textContent = text;
  if (type) element.className = type;
  return element;
};

export async function get(path) {
  const answer = await fetch(path, { cache: "no-store" });
  if (!answer.ok) throw new Error((await answer.json().catch(() => ({}))).refused ?? `refused (${answer.status})`);
  return answer;
}

export async function post(path, body) {
  const order = { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, order);
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(told.refused ?? `refused (${answer.status})`);
  return told;
}

// ------------------------------------------------------------------------------------------------------------- numbers

function table({ title, head, rows }) {
  const around = made("div", undefined, "scroll"), table = around.appendChild(made("table"));
  if (title) table.append(made("caption", title));
  const line = table.createTHead().insertRow();
  line.append(made("th", ""), ...head.map((text) => Object.assign(made("th", text), { scope: "col" })));
  const body = table.createTBody();
  for (const [name, ...cells] of rows) {
    const row = body.insertRow();
    row.append(Object.assign(made("th", name), { scope: "row" }), ...cells.map((text) => made("td", text)));
    for (let n = cells.length; n < head.length; n += 1) row.append(made("td", ""));
  }
  return around;
}

function scenarios(list) {
  return list.flatMap((one) => [made("h2", list.length > 1 ? `${one.name} (${one.file})` : one.name), ...one.tables.map(table)]);
}

function moves(list, none) {
  return list.map((one) => (one.rows.length ? table(one) : made("p", `${one.title}: ${none}`, "hint")));
}

function showNumbers(result) {
  const parts = [];
  if (result.sideBySide) parts.push(made("h2", "Side by side"), table(result.sideBySide));
  parts.push(...moves(result.against, "no estimate differs"), ...scenarios(result.scenarios));
  at("numbers").replaceChildren(...parts);
}

// What moved is worked out after the numbers: until then what the run before had moved stands there.
function showMoved({ of, tables }) {
  if (at("moved").dataset.of === of) return;
  at("moved").dataset.of = of;
  at("moved").hidden = tables.length === 0;
  at("moved").replaceChildren(made("h2", "What moved since the run before"), ...moves(tables, "nothing that is told here moved"));
}

function showProblems(problems) {
  const list = made("ul");
  for (const problem of problems) {
    const item = list.appendChild(made("li"));
    item.append(made("span", problem.severity, problem.severity), " ");
    if (problem.file && problem.line) {
      const go = item.appendChild(made("button", problem.place));
      go.addEventListener("click", () => panes[0].go(problem.file, problem.line, problem.column));
    } else if (problem.place) item.append(problem.place);
    item.append(made("pre", problem.text));
  }
  at("problems").hidden = problems.length === 0;
  at("problems").replaceChildren(list);
}

// ------------------------------------------------------------------------------------------------------------- figures

let drawing = 0;

// Letters of a slide are small in half a page.
function sizeFor(box) {
  const width = box.clientWidth;
  return width < 480 ? "column" : width < 800 ? "half" : "slide";
}

async function picture(asked) {
  const answer = await get(`figure?${asked}`);
  if (answer.status === 204) return null;
  const text = await answer.text();
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  return svg.localName === "svg" ? document.importNode(svg, true) : null;
}

async function showFigures(state) {
  const mine = (drawing += 1);
  const box = at("figures"), size = sizeFor(box);
  for (const old of [...box.children]) if (!state.figures.some((figure) => figure.name === old.dataset.name)) old.remove();
  for (const [place, figure] of state.figures.entries()) {
    let frame = [...box.children].find((child) => child.dataset.name === figure.name);
    if (!frame) {
      frame = made("figure");
      frame.dataset.name = figure.name;
    }
    if (box.children[place] !== frame) box.insertBefore(frame, box.children[place] ?? null);
    frame.classList.toggle("old", figure.of !== state.result?.digest);
    const drawn = `${figure.of} ${size}`;
    if (frame.dataset.drawn === drawn) continue;
    try {
      const svg = await picture(`name=${encodeURIComponent(figure.name)}&size=${size}&of=${figure.of}`);
      if (mine !== drawing) return;
      if (!svg) continue;
      frame.replaceChildren(svg);
      frame.dataset.drawn = drawn;
    } catch {
      if (mine !== drawing) return;
    }
  }
}

// ------------------------------------------------------------------------------------------------------------- sliders

const sliders = { keys: [], isChosen: false, isMoving: false, values: {} };
const short = (x) => (x === 0 ? "0" : Number(x.toPrecision(4)).toString());

// A slider stands at nothing that a file may not say.
const within = (number, x) => Math.min(Math.max(x, number?.least ?? -Infinity), number?.most ?? Infinity);

function rangeOf(key) {
  const number = known.assumptions[key];
  if (number?.range && number.range.every((x) => x !== null) && number.range[0] < number.range[2]) return number.range;
  const x = number?.p50 ?? 0;
  const around = x === 0 ? [-1, 0, 1] : [Math.min(0, 2 * x), x, Math.max(0, 2 * x)];
  return around.map((end) => within(number, end));
}

const itemOf = (key) => [...at("slider-list").children].find((child) => child.dataset.key === key);

function showSliders() {
  const list = at("slider-list");
  at("sliders").hidden = !known.facts;
  for (const old of [...list.children]) if (!sliders.keys.includes(old.dataset.key)) old.remove();
  for (const key of sliders.keys) {
    const number = known.assumptions[key];
    if (!number) continue;
    if (!itemOf(key)) list.append(sliderOf(key, number));
    const [low, , high] = rangeOf(key), [range, exact] = itemOf(key).querySelectorAll("input");
    Object.assign(range, { min: low, max: high, step: (high - low) / 200 });
    Object.assign(exact, { min: number.least ?? "", max: number.most ?? "" });
    const why = itemOf(key).querySelector(".why");
    why.textContent = number.correlated.length ? `correlated with ${number.correlated.join(", ")}: cannot be saved by itself` : "";
    if (document.activeElement !== exact) place(key);
  }
}

function sliderOf(key, number) {
  const item = made("li"), id = `slider-${key}`;
  item.dataset.key = key;
  const label = Object.assign(made("label", `${number.name} `), { htmlFor: id });
  label.title = key;
  label.append(made("span", number.unit, "unit"));
  const range = Object.assign(made("input"), { id, type: "range" });
  const exact = Object.assign(made("input"), { type: "number", step: "any" });
  exact.setAttribute("aria-label", `${number.name}, as a number`);
  const clear = made("button", "×");
  clear.setAttribute("aria-label", `${number.name}: as the files have it`);
  range.addEventListener("input", () => {
    sliders.isMoving = true;
    slideTo(key, Number(range.value), true);
  });
  range.addEventListener("change", () => {
    sliders.isMoving = false;
    send(false);
  });
  exact.addEventListener("change", () => {
    const value = exact.value === "" ? null : Number(exact.value), { least, most } = known.assumptions[key];
    if (value === null || value === within(known.assumptions[key], value)) return slideTo(key, value);
    place(key);
    say(new Error(`${number.name} cannot be ${value}: it lies from ${least ?? "−∞"} to ${most ?? "∞"}`));
  });
  clear.addEventListener("click", () => slideTo(key, null));
  item.append(label, range, exact, clear, made("span", "", "why"));
  return item;
}

// Shows where a slider stands.
function place(key) {
  const item = itemOf(key);
  if (!item) return;
  const value = sliders.values[key], isSet = value !== undefined, [range, exact] = item.querySelectorAll("input");
  item.classList.toggle("set", isSet);
  exact.value = isSet ? short(value) : "";
  exact.placeholder = short(rangeOf(key)[1]);
  range.value = isSet ? value : rangeOf(key)[1];
}

function slideTo(key, value, moving = false) {
  if (value === null || !Number.isFinite(value)) delete sliders.values[key];
  else sliders.values[key] = value;
  place(key);
  send(moving);
}

// While a slider moves, the newest place of it is handed in ten times a second; where it rests, at once.
const BETWEEN = 100;
let sending = null, sent = 0, order = null, unanswered = 0, own = 0;
function send(moving) {
  order = { values: sliders.values, moving };
  clearTimeout(sending);
  sending = setTimeout(async () => {
    sending = null;
    sent = Date.now();
    unanswered += 1;
    try {
      own = Math.max(own, (await post("slide", order)).order);
      hush();
    } catch (error) {
      say(error);
    }
    unanswered -= 1;
    if (known.state) adopt(known.state);
  }, moving ? Math.max(0, sent + BETWEEN - Date.now()) : 0);
}

// What is shown belongs to where the sliders stood that came last, on whichever page: all pages take it over, but for one that has moved them since.
function adopt(state) {
  if (sliders.isMoving || sending !== null || unanswered || state.slidOrder < own) return;
  const values = state.slid?.values ?? {}, keys = [...new Set([...Object.keys(values), ...Object.keys(sliders.values)])];
  if (keys.every((key) => values[key] === sliders.values[key])) return;
  sliders.values = { ...values };
  sliders.keys.push(...keys.filter((key) => !sliders.keys.includes(key)));
  showSliders();
  keys.forEach(place);
}

let slides = 0;
function showSlid(state) {
  if (state.slides === slides) return;
  slides = state.slides;
  const { slid, slidFigures: figures } = state, box = at("slid");
  at("slid-size").textContent = !slid?.size ? "" : slid.whole
    ? `With these numbers, in ${slid.size} while a slider moves; in ${slid.whole} once it rests`
    : `With these numbers, in ${slid.size}: the same worlds as without them`;
  showSlidFigures(figures).catch(() => {});
  if (!slid) return box.replaceChildren();
  if (slid.refused) return box.replaceChildren(made("p", slid.refused, "error"));
  box.replaceChildren(...moves(slid.moved, "nothing that is told here moves"), ...scenarios(slid.scenarios));
}

// The first figure, and one of the others.
async function showSlidFigures(figures) {
  const mine = slides, select = at("slid-figure"), others = figures.slice(1).map(({ name }) => name);
  if ([...select.options].map((option) => option.value).join("\n") !== others.join("\n")) {
    const chosen = select.value;
    select.replaceChildren(...figures.slice(1).map(({ name, title }) => Object.assign(made("option", title), { value: name })));
    if (others.includes(chosen)) select.value = chosen;
  }
  at("slid-which").hidden = others.length < 2;
  const first = at("slid-first"), box = at("slid-figures");
  first.hidden = !figures.length;
  if (!select.value) box.replaceChildren();
  // The first stands over the sliders, so it is kept low.
  const frames = [[first, figures[0]?.name, sizeFor(box) === "column" ? "column" : "slide"], [null, select.value, sizeFor(box)]];
  for (const [own, name, size] of frames.filter(([, name]) => name)) {
    const svg = await picture(`with=sliders&name=${encodeURIComponent(name)}&size=${size}`);
    if (mine !== slides) return;
    const frame = own ?? box.firstChild ?? box.appendChild(made("figure"));
    frame.dataset.name = name;
    if (svg) frame.replaceChildren(svg);
  }
}
at("slid-figure").addEventListener("change", () => showSlidFigures(known.state.slidFigures).catch(() => {}));

function say(error) {
  at("saved").textContent = error.message ?? String(error);
  at("saved").className = "error";
  delete at("saved").dataset.digest;
}

// What went wrong before is not said any longer once something else went well.
function hush() {
  if (at("saved").className !== "error") return;
  at("saved").textContent = "";
  at("saved").className = "";
}

at("add").addEventListener("click", () => {
  const key = at("add-key").value.trim();
  if (!known.assumptions[key]) return say(new Error(`there is no number \`${key}\``));
  sliders.isChosen = true;
  if (!sliders.keys.includes(key)) sliders.keys.push(key);
  at("add-key").value = "";
  hush();
  showSliders();
});
at("reset").addEventListener("click", () => Object.keys(sliders.values).forEach((key) => slideTo(key, null)));
at("save-as").addEventListener("click", async () => {
  try {
    const order = { name: at("save-name").value, place: Number(at("over").value || 0), values: sliders.values };
    const told = await post("save-as", order);
    at("saved").textContent = `written to ${told.file}; its run has the digest ${told.digest.slice(0, 8)}${told.options ? `, with ${told.options}` : ""}`;
    at("saved").className = "";
    at("saved").dataset.digest = told.digest;
  } catch (error) {
    say(error);
  }
});

// --------------------------------------------------------------------------------------------------------------- files

const nonce = document.querySelector("meta[name=nonce]").content;
const panes = ["pane-1", "pane-2"].map((id, place) => new Pane(at(id), { place, nonce, known, get, post }));
at("second").addEventListener("click", () => {
  const shows = at("pane-2").hidden;
  at("pane-2").hidden = !shows;
  for (const part of ["main", ".panes"]) document.querySelector(part).classList.toggle("two", shows);
  at("second").setAttribute("aria-pressed", String(shows));
  if (shows && known.state) panes[1].follow(known.state);
  compare();
  // The panes have moved on the page: what was pressed is still at hand.
  at("panes").scrollIntoView();
});

window.addEventListener("beforeunload", (event) => {
  if (panes.some((pane) => pane.isDirty)) event.preventDefault();
});

// Where the two panes differ, line by line.
let found = [], shown = -1, comparing = null;
function compare() {
  const both = !at("pane-2").hidden && panes.every((pane) => pane.file);
  found = both ? differences(...panes.map((pane) => pane.lines())) : [];
  shown = -1;
  panes[0].show(found.map((one) => one.first));
  panes[1].show(found.map((one) => one.second));
  at("next").hidden = !both || !found.length;
  at("differs").textContent = !both ? "" : found.length === 1 ? "They differ in one place" : found.length ? `They differ in ${found.length} places` : "They do not differ";
}
panes.forEach((pane) => (pane.changed = () => {
  clearTimeout(comparing);
  comparing = setTimeout(compare, 100);
}));
at("next").addEventListener("click", () => {
  shown = (shown + 1) % found.length;
  panes[0].look(found[shown].first[0]);
  panes[1].look(found[shown].second[0]);
  at("differs").textContent = `Difference ${shown + 1} of ${found.length}`;
});

// ---------------------------------------------------------------------------------------------------------------- news

async function facts(state) {
  const choose = () => {
    if (!sliders.isChosen && state.influential.length) {
      sliders.isChosen = true;
      sliders.keys = [...new Set([...state.influential, ...sliders.keys])];
    }
    showSliders();
  };
  if (known.facts) choose();
  if (known.facts === state.facts || !state.facts) return;
  const [assumptions, words] = await Promise.all(["assumptions", "words"].map(async (path) => (await get(path)).json()));
  known.assumptions = assumptions ?? {};
  known.words = words ?? known.words;
  known.facts = state.facts;
  at("keys").replaceChildren(...Object.keys(known.assumptions).map((key) => Object.assign(made("option"), { value: key })));
  choose();
}

function show(state) {
  const before = known.state;
  known.state = state;
  document.body.classList.toggle("stale", state.stale);
  const result = state.result, parts = [];
  if (state.busy) parts.push(state.busy);
  if (state.stale && result) parts.push("The files are not sound: this is the last good result");
  else if (state.stale) parts.push("The files are not sound");
  if (result) parts.push(`${result.size}, ${result.seconds.toFixed(2)} s, run ${result.digest.slice(0, 8)}`);
  at("status").textContent = parts.join(" · ");
  showProblems(state.problems);
  if (result && before?.result?.digest !== result.digest) {
    const names = result.scenarios.map((one) => one.name);
    at("title").textContent = names.length > 2 ? `${names.length} scenarios` : names.join(" and ");
    document.title = `${at("title").textContent} · desk`;
    showNumbers(result);
    const over = at("over");
    over.replaceChildren(...result.scenarios.map((one, n) => Object.assign(made("option", one.name), { value: n })));
    over.hidden = at("over-label").hidden = names.length < 2;
  }
  if (state.moved) showMoved(state.moved);
  at("no-movers").textContent = state.noMovers ?? "";
  adopt(state);
  showSlid(state);
  panes.forEach((pane) => pane.follow(state));
}

async function listen() {
  let version = null;
  for (;;) {
    try {
      const state = await (await get(version === null ? "state" : `state?after=${version}`)).json();
      version = state.version;
      show(state);
      if (state.result) {
        showFigures(state).catch(() => {});
        facts(state).catch(() => {});
      }
    } catch {
      at("status").textContent = "The desk is closed. Start it again and open its new address.";
      version = null;
      await new Promise((done) => setTimeout(done, 2000));
    }
  }
}

listen();
window.desk = { known, panes, sliders, slideTo, differences };
