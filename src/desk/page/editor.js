// One pane: a file, its problems in the margin, its numbers on hovering, completion of keys and ids.
import * as cm from "./codemirror.js";

const made = (name, text) => Object.assign(document.createElement(name), text === undefined ? {} : { textContent: text });

// Lines that the other pane does not have, and where it has some that are not here.
const setMarks = cm.StateEffect.define();
const marks = cm.StateField.define({
  create: () => cm.Decoration.none,
  update: (old, change) => change.effects.reduce((now, effect) => (effect.is(setMarks) ? effect.value : now), old.map(change.changes)),
  provide: (field) => cm.EditorView.decorations.from(field),
});
const line = Object.fromEntries(["other", "gap", "gap-below"].map((name) => [name, cm.Decoration.line({ class: name })]));

// Colours that the page's own style names, so that they suit its paper.
const { tags } = cm;
const colours = cm.HighlightStyle.define([
  { tag: tags.comment, color: "var(--soft)" },
  { tag: tags.propertyName, color: "var(--accent)" },
  { tag: tags.string, color: "var(--text)" },
  { tag: tags.number, color: "var(--number)" },
  { tag: [tags.atom, tags.bool], color: "var(--word)" },
]);
const dark = window.matchMedia("(prefers-color-scheme: dark)");

export class Pane {
  constructor(root, { place, nonce, known, get, post }) {
    Object.assign(this, { root, place, known, get, post, file: null, seen: null, isDirty: false, loading: false });
    const row = root.appendChild(Object.assign(made("p"), { className: "row" }));
    this.select = row.appendChild(made("select"));
    this.select.setAttribute("aria-label", `File of pane ${place + 1}`);
    this.button = row.appendChild(made("button", "Save"));
    this.take = row.appendChild(Object.assign(made("button", "Take theirs"), { hidden: true, title: "Drop what is written here, and load the file as it is on disk" }));
    this.keep = row.appendChild(Object.assign(made("button", "Write mine"), { hidden: true, title: "Write what stands here over the file on disk" }));
    this.says = row.appendChild(Object.assign(made("span"), { className: "says" }));
    this.says.setAttribute("role", "status");
    this.select.addEventListener("change", () => this.open(this.select.value));
    this.button.addEventListener("click", () => this.save());
    this.take.addEventListener("click", () => this.takeTheirs());
    this.keep.addEventListener("click", () => this.save(this.theirs.digest));
    const watch = cm.EditorView.updateListener.of((update) => {
      if (update.docChanged) this.changed?.();
      if (!update.docChanged || this.loading) return;
      this.isDirty = true;
      this.says.textContent = this.theirs ? "not saved, and changed on disk meanwhile" : "not saved";
      this.checkSoon();
    });
    const paper = new cm.Compartment();
    dark.addEventListener("change", () => this.view.dispatch({ effects: paper.reconfigure(cm.EditorView.darkTheme.of(dark.matches)) }));
    this.view = new cm.EditorView({
      parent: root,
      extensions: [
        cm.EditorView.cspNonce.of(nonce), cm.lineNumbers(), cm.highlightSpecialChars(), cm.history(), cm.drawSelection(),
        cm.highlightActiveLine(), cm.bracketMatching(), cm.highlightSelectionMatches(), cm.lintGutter(),
        cm.StreamLanguage.define(cm.toml), cm.syntaxHighlighting(colours), marks, paper.of(cm.EditorView.darkTheme.of(dark.matches)),
        cm.autocompletion({ override: [(context) => this.complete(context)] }),
        cm.hoverTooltip((view, pos) => this.hover(view, pos)),
        cm.EditorView.contentAttributes.of({ "aria-label": `Text of pane ${place + 1}` }),
        cm.keymap.of([
          { key: "Mod-s", preventDefault: true, run: () => (this.save(), true) },
          ...cm.completionKeymap, ...cm.lintKeymap, ...cm.searchKeymap, ...cm.historyKeymap, ...cm.defaultKeymap,
        ]),
        watch,
      ],
    });
  }

  // What is new on the board: other files, other problems, another text on disk.
  follow(state) {
    const files = state.files.filter((file) => file.endsWith(".toml"));
    if (files.join("\n") !== [...this.select.options].map((option) => option.value).join("\n")) {
      this.select.replaceChildren(...files.map((file) => Object.assign(made("option", file), { value: file })));
      if (this.file) this.select.value = this.file;
    }
    if (this.root.hidden || !files.length) return;
    if (!this.file) return this.open(files[Math.min(this.place, files.length - 1)]);
    if (!this.isDirty) this.mark(state.problems);
    this.refresh();
  }

  async open(file) {
    if (this.isDirty && file !== this.file) {
      this.says.textContent = `${this.file} is not saved`;
      this.select.value = this.file;
      return;
    }
    try {
      const told = await (await this.get(`text?file=${encodeURIComponent(file)}`)).json();
      this.file = file;
      this.select.value = file;
      this.put(told);
    } catch (error) {
      this.says.textContent = error.message;
    }
  }

  put({ text, digest }) {
    this.loading = true;
    const old = this.view.state.doc.toString();
    if (old !== text) {
      // Only what differs is replaced, so that the cursor stays.
      let from = 0, end = 0;
      while (from < old.length && from < text.length && old[from] === text[from]) from += 1;
      while (end < old.length - from && end < text.length - from && old[old.length - 1 - end] === text[text.length - 1 - end]) end += 1;
      this.view.dispatch({ changes: { from, to: old.length - end, insert: text.slice(from, text.length - end) } });
    }
    this.loading = false;
    this.seen = digest;
    this.isDirty = false;
    this.contest(null, "");
    if (this.known.state) this.mark(this.known.state.problems);
  }

  // Another text on disk is taken over, unless there are edits of one's own.
  async refresh() {
    if (this.asking) return;
    this.asking = true;
    try {
      const file = this.file, told = await (await this.get(`text?file=${encodeURIComponent(file)}`)).json();
      if (file === this.file && told.digest !== this.seen) {
        if (this.isDirty) this.contest(told, "not saved, and changed on disk meanwhile");
        else this.put(told);
      } else if (file === this.file && this.theirs) this.contest(null, "not saved");
    } catch { /* it may come back */ }
    this.asking = false;
  }

  // Somebody else has written the file: one of the two texts gives way, and whoever edits says which. Of no other text: that there is none any more.
  contest(theirs, says) {
    this.theirs = theirs;
    this.take.hidden = this.keep.hidden = !theirs;
    this.says.textContent = says;
  }

  onDisk() {
    return this.get(`text?file=${encodeURIComponent(this.file)}`).then((answer) => answer.json());
  }

  async takeTheirs() {
    try {
      this.put(await this.onDisk());
    } catch (error) {
      this.says.textContent = error.message;
    }
  }

  // Writes over the text that is known by this digest, and over no other.
  async save(seen = this.seen) {
    const text = this.view.state.doc.toString();
    try {
      const { digest } = await this.post("save", { file: this.file, text, seen });
      this.seen = digest;
      this.isDirty = text !== this.view.state.doc.toString();
      this.contest(null, this.isDirty ? "not saved" : "saved");
    } catch (error) {
      this.says.textContent = error.message;
      const there = await this.onDisk().catch(() => null);
      if (there && there.digest !== this.seen) this.contest(there, error.message);
    }
  }

  async go(file, line, column) {
    await this.open(file);
    if (this.file !== file) return;
    const at = this.view.state.doc.line(Math.min(line, this.view.state.doc.lines));
    const anchor = Math.min(at.from + Math.max(0, (column ?? 1) - 1), at.to);
    this.view.dispatch({ selection: { anchor }, effects: cm.EditorView.scrollIntoView(anchor, { y: "center" }) });
    this.view.focus();
  }

  // ------------------------------------------------------------------------------------------------------- comparison

  lines() {
    return this.view.state.doc.toString().split("\n");
  }

  // Marks lines [from, to), counted from 0; where there are none, the place between two lines.
  show(places) {
    const doc = this.view.state.doc, all = [];
    const mark = (what, at) => all.push(line[what].range(doc.line(at + 1).from));
    for (const [from, to] of places) {
      for (let at = from; at < to; at += 1) mark("other", at);
      if (from === to) mark(from < doc.lines ? "gap" : "gap-below", Math.min(from, doc.lines - 1));
    }
    this.view.dispatch({ effects: setMarks.of(cm.Decoration.set(all, true)) });
  }

  look(at) {
    const doc = this.view.state.doc, { from } = doc.line(Math.min(at + 1, doc.lines));
    this.view.dispatch({ effects: cm.EditorView.scrollIntoView(from, { y: "center" }) });
  }

  checkSoon() {
    clearTimeout(this.checking);
    this.checking = setTimeout(async () => {
      const text = this.view.state.doc.toString();
      try {
        const { problems } = await this.post("check", { file: this.file, text });
        if (text === this.view.state.doc.toString()) this.mark(problems);
      } catch { /* the next edit asks again */ }
    }, 250);
  }

  mark(problems) {
    const doc = this.view.state.doc;
    const marks = problems.filter((problem) => problem.file === this.file && problem.line).map((problem) => {
      const line = doc.line(Math.min(problem.line, doc.lines));
      const from = Math.min(line.from + problem.column - 1, line.to);
      const word = /^[^\s,=\]}]+/.exec(doc.sliceString(from, line.to));
      return { from, to: word ? from + word[0].length : line.to, severity: problem.severity, message: problem.text };
    });
    this.view.dispatch(cm.setDiagnostics(this.view.state, marks));
  }

  // ------------------------------------------------------------------------------------------------------- completion

  // The parts of a dotted key, those in quotes whole.
  parts(key) {
    return [...key.matchAll(/"([^"]*)"|'([^']*)'|([^."'\s]+)/g)].map((part) => part[1] ?? part[2] ?? part[3]);
  }

  shape(path) {
    let shape = "";
    for (const part of path) {
      const isId = this.known.words.collections.includes(shape);
      shape += (shape ? "." : "") + (isId ? "*" : part);
    }
    return shape;
  }

  header(doc, line) {
    for (let n = line; n >= 1; n -= 1) {
      const found = /^\s*(\[\[?)([^\]]+)\]/.exec(doc.line(n).text);
      if (found) return [...this.parts(found[2]), ...(found[1] === "[[" ? ["*"] : [])];
    }
    return [];
  }

  complete(context) {
    const line = context.state.doc.lineAt(context.pos), before = line.text.slice(0, context.pos - line.from);
    const word = /[\w-]*$/.exec(before)[0], from = context.pos - word.length, head = before.slice(0, before.length - word.length);
    const isOpen = /[."'{\s=,\[]$/.test(head);
    if (!word && !context.explicit && !head.endsWith(".")) return null;
    if (!word && !isOpen && !context.explicit) return null;
    const { keys, ids } = this.known.words;
    const options = new Map();
    const add = (label, type, detail) => options.has(label) || options.set(label, { label, type, detail });
    const addBelow = (path) => {
      const shape = this.shape(path);
      (keys[shape] ?? []).forEach((key) => add(key, "property", shape || "top"));
      if (this.known.words.collections.includes(shape)) {
        const kind = path.at(-1).replace("option_sheet", "option");
        Object.entries(ids).filter(([, what]) => what.startsWith(kind)).forEach(([id, what]) => add(id, "variable", what));
      }
      return shape;
    };
    const header = /^\s*\[\[?\s*(.*)$/.exec(head);
    const isInText = (head.match(/"/g) ?? []).length % 2 === 1;
    const equals = head.indexOf("=");
    if (header && equals < 0) {
      addBelow(this.parts(header[1].replace(/[^.]*$/, "")));
    } else if (equals < 0) {
      addBelow([...this.header(context.state.doc, line.number), ...this.parts(head.replace(/[^.]*$/, ""))]);
    } else if (!isInText && /[{,]\s*$/.test(head) && head.lastIndexOf("{") > head.lastIndexOf("}") && head.lastIndexOf("[") <= head.lastIndexOf("]")) {
      const path = [...this.header(context.state.doc, line.number - (header ? 0 : 0)), ...this.parts(head.slice(0, equals))];
      addBelow(path);
      (keys["?"] ?? []).forEach((key) => add(key, "property", "of a number"));
    } else {
      Object.entries(ids).forEach(([id, what]) => add(id, "variable", what));
    }
    return options.size ? { from, options: [...options.values()], validFor: /^[\w-]*$/ } : null;
  }

  // ------------------------------------------------------------------------------------------------------------ hover

  hover(view, pos) {
    const line = view.state.doc.lineAt(pos), text = line.text.slice(0, pos - line.from);
    const here = this.numbersAt(line.number);
    if (!here.length) return null;
    const last = (key) => this.parts(key).at(-1);
    here.sort(([a], [b]) => text.lastIndexOf(last(b)) - text.lastIndexOf(last(a)));
    const [key, number] = here[0];
    return { pos, end: line.to, above: true, create: () => ({ dom: this.told(key, number) }) };
  }

  // The numbers that stand on a line of this file, with their keys; of several scenarios each has its own.
  numbersAt(line) {
    const all = Object.entries(this.known.assumptions).flatMap(([key, number]) => [number, ...number.elsewhere].map((one) => [key, one]));
    return all.filter(([, number]) => number.line === line && number.file === this.file);
  }

  told(key, number) {
    const box = Object.assign(made("div"), { className: "number-at" });
    const say = (text) => box.appendChild(made("p", text));
    const short = (x) => (x === null ? "–" : Number(x.toPrecision(3)).toString().replace("-", "−"));
    say(`${number.name}${number.unit ? `, ${number.unit}` : ""}`);
    box.appendChild(made("p")).append(made("code", key));
    if (number.certain) say(`${short(number.p50)}, certain`);
    else say(`5 % ${short(number.p5)} · median ${short(number.p50)} · 95 % ${short(number.p95)} (${number.family})`);
    if (number.bars) {
      const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg"), most = Math.max(...number.bars, 1e-9);
      svg.setAttribute("viewBox", `0 0 ${number.bars.length * 6} 28`);
      number.bars.forEach((bar, n) => {
        const rect = svg.appendChild(document.createElementNS("http://www.w3.org/2000/svg", "rect")), height = (26 * bar) / most;
        for (const [name, value] of Object.entries({ x: n * 6, y: 28 - height, width: 5, height })) rect.setAttribute(name, value);
      });
      box.append(svg);
    }
    say(`Ground: ${[number.ground, number.judgement, number.evidence.join(", "), number.note].filter(Boolean).join("; ")}`);
    return box;
  }
}
