//! The files of the `extends` chain and the `--set`s: read, parsed, laid over each other.

mod judged;
mod outside;
mod set;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use toml::de::DeTable;

use super::node::{Node, Value, lay_over, plant};
use super::problem::{Place, Problem, Severity, Text};
use super::reach::{self, Grounds, Reach, folder_of, shorten};
use super::recognition::{is_scenario, resembles_scenario};
use super::syntax;
use crate::disk::{self, Refusal};

/// The most files that may extend each other.
const MOST_FILES: usize = 64;
/// The most signs in all of them that open a value, `=`, `,`, `[` and `{`: each may take a few hundred bytes once it is read.
const MOST_MARKS: usize = 1_000_000;
/// How many syntax faults of one file are shown; one often causes the next.
const SYNTAX_FAULTS: usize = 5;

/// A file that was read, as it was read.
#[derive(Debug, Clone)]
pub struct Source {
    /// The name as the user typed it, or relative to the file that extends it.
    pub name: String,
    /// Its text; its bytes are `text.as_bytes()`.
    pub text: String,
}

/// The file of a font that a scenario names.
#[derive(Debug, Clone)]
pub struct FontFile {
    /// The name as the user would type it.
    pub name: String,
    /// The file.
    pub bytes: Arc<[u8]>,
}

/// All layers of a scenario: the files, then one for each `--set`.
#[derive(Debug, Default)]
pub(super) struct Layers {
    pub texts: Vec<Text>,
    /// Names relative to the folder of the scenario, for the resolved file.
    pub short_names: Vec<String>,
    /// The `extends` that first reached a file.
    pub reached: Vec<Option<Place>>,
    pub files: usize,
    pub problems: Vec<Problem>,
    /// Numbers that cannot be held, which do not keep the rest from being read.
    pub lost: Vec<Problem>,
    /// Files of observations, which are not merged.
    data: Vec<usize>,
    /// What was read of them, each counted as often as it was asked for. **Unit** bytes.
    pub data_bytes: usize,
    canonical: Vec<PathBuf>,
    /// The font for charts.
    pub font: Option<FontFile>,
    /// Every file that was read or should have been, those that are not there too.
    pub wanted: Vec<PathBuf>,
    /// What was read of scenario files. **Unit** bytes.
    bytes: u64,
    /// Signs that open a value in them.
    marks: usize,
    /// The folder from which each file takes what it names.
    folders: Vec<PathBuf>,
    /// Files that are links into another folder, with both folders, until that has been told.
    pub links: Vec<Option<(PathBuf, PathBuf)>>,
    /// How messages call what is laid over the files.
    name_of_sets: &'static str,
    /// What may be read.
    pub grounds: Grounds,
    /// The files being read, outermost first: who extends whom.
    open: Vec<usize>,
    /// The parsed layers, lowest first, each as it was before it was merged.
    trees: Vec<Node>,
    /// Their numbers in that order.
    order: Vec<usize>,
}

impl Layers {
    /// Reads everything and merges it. No tree if nothing could be read at all.
    pub(super) fn read(path: &Path, sets: &[String], reach: &Reach) -> (Layers, Option<Node>) {
        let name_of_sets = reach.name_of_sets();
        let mut layers = Layers { grounds: Grounds::new(path, reach), name_of_sets, ..Layers::default() };
        let short = path.file_name().map_or_else(|| "scenario".into(), |n| n.to_string_lossy().into_owned());
        layers.read_file(path, path, path.display().to_string(), short, None);
        layers.files = layers.texts.len();
        for (number, set) in sets.iter().enumerate() {
            let what = layers.name_of_sets;
            let name = if sets.len() == 1 { what.into() } else { format!("{what}[{}]", number + 1) };
            layers.read_set(name, set);
        }
        if layers.problems.iter().any(|problem| problem.severity() == Severity::Error) {
            return (layers, None);
        }
        let mut root = Node::root(0);
        for (tree, layer) in layers.trees.clone().into_iter().zip(layers.order.clone()) {
            if layer >= layers.files {
                layers.check_set(&root, &tree);
            }
            lay_over(&mut root, tree.clone(), &mut layers.problems);
            judged::keep_terms(&mut root, &tree);
        }
        (layers, Some(root))
    }

    /// A single layer that is in no file.
    pub(super) fn of_text(name: &str, text: String) -> (Layers, Option<Node>) {
        let mut layers = Layers::default();
        let layer = layers.add_text(name.into(), name.into(), text, None);
        layers.files = 1;
        layers.order.push(layer);
        let mut root = Node::root(0);
        match layers.parse(layer) {
            Some(tree) => {
                lay_over(&mut root, tree.clone(), &mut layers.problems);
                judged::keep_terms(&mut root, &tree);
            }
            None => return (layers, None),
        }
        (layers, Some(root))
    }

    /// The texts, shared with whoever renders problems.
    pub(super) fn share(&mut self) -> Arc<Vec<Text>> {
        Arc::new(self.texts.clone())
    }

    /// How high a layer lies: what lies higher is laid over what lies lower.
    pub(super) fn rank(&self, layer: usize) -> usize {
        self.order.iter().position(|l| *l == layer).unwrap_or(0)
    }

    /// What each layer alone says, lowest first, with its number.
    pub(super) fn each(&self) -> impl Iterator<Item = (usize, &Node)> {
        self.order.iter().copied().zip(&self.trees)
    }

    /// The files as they were read.
    pub(super) fn sources(&self) -> Vec<Source> {
        let files = self.texts.iter().take(self.files).chain(self.data.iter().map(|i| &self.texts[*i]));
        files.map(|t| Source { name: t.name.clone(), text: t.text.clone() }).collect()
    }

    /// The path of a file that a layer names: beside that layer's file, or in the current folder for a `--set`.
    pub(super) fn beside(&self, layer: usize, file: &str) -> PathBuf {
        let folder = self.folders.get(layer).filter(|_| layer < self.files);
        folder.map_or(Path::new(""), PathBuf::as_path).join(file)
    }

    /// Notes a file on which the scenario depends.
    pub(super) fn want(&mut self, path: &Path) {
        if !self.wanted.iter().any(|known| known == path) {
            self.wanted.push(path.to_path_buf());
        }
    }

    /// A file of observations that was read.
    pub(super) fn known_data(&self, name: &str) -> Option<usize> {
        self.data.iter().copied().find(|i| self.texts[*i].name == name)
    }

    /// Keeps the text of a file of observations. Its lines are not shown: it need not be what its name says.
    pub(super) fn add_data(&mut self, name: String, short: String, text: String) -> usize {
        let number = self.add_text(name, short, text, None);
        self.texts[number].is_shown = false;
        self.data.push(number);
        number
    }

    fn add_text(&mut self, name: String, short: String, text: String, reached: Option<Place>) -> usize {
        self.texts.push(Text::new(name, text));
        self.short_names.push(short);
        self.reached.push(reached);
        self.texts.len() - 1
    }

    /// A problem with a file: at the `extends` that names it, or without a place for the file of the command line.
    fn unreadable(&mut self, code: &'static str, name: &str, what: &str, reached: Option<Place>, help: &str) {
        let title = format!("`{name}` {what}");
        let problem = match reached {
            Some(place) => {
                let code = if code == "S001" { "S007" } else { code };
                self.with_chain(Problem::error(code, place, title, "named here"))
            }
            None => Problem::without_place(code, title),
        };
        self.problems.push(problem.help(help));
    }

    fn refused(&mut self, refusal: &Refusal, path: &Path, name: &str, reached: Option<Place>) {
        let what = refusal.to_string();
        match refusal {
            Refusal::TooLarge(_) => {
                let help = "a scenario is text written by hand; is this a file of results?";
                self.unreadable("S003", name, &what, reached, help);
            }
            _ => {
                let help = refusal.way_out().unwrap_or(match reached {
                    Some(_) => "the name is taken relative to the file that extends it",
                    None => "check the spelling, and the folder you are in",
                });
                // \n in double quotes is a line break.
                let help = match name.contains(char::is_control) {
                    true => {
                        "inside \"…\" a backslash begins a sign such as \\n; write the path with /, or in single quotes"
                    }
                    false => help,
                };
                let near = reach::named_alike(path).filter(|_| refusal.is_absent());
                let help = near.map_or(help.to_string(), |near| format!("did you mean `{near}`? {help}"));
                self.unreadable("S001", name, &what, reached, &help);
            }
        }
    }

    /// A file that was not meant as a scenario, or a key that opens other doors: nothing of it is shown.
    fn no_scenario(&mut self, layer: usize) {
        let title = format!("`{}` is not a scenario", self.texts[layer].name);
        let problem = match self.reached[layer].clone() {
            Some(place) => Problem::error("S014", place, title, "named here"),
            None => Problem::without_place("S014", title),
        };
        let problem = problem
            .note("most of its keys, if it has any, are none of a scenario's, so nothing of it is shown")
            .help("docs/scenario-format.md lists what a scenario declares");
        self.problems.push(self.with_chain(problem));
    }

    /// Adds how a file was reached, for a problem that does not stand in the scenario's own file.
    pub(super) fn with_chain(&self, mut problem: Problem) -> Problem {
        let mut at = problem.place().cloned();
        while let Some(place) = at.and_then(|p| self.reached.get(p.layer).cloned().flatten()) {
            problem = problem.note_at(place.clone(), "reached through this `extends`");
            at = Some(place);
        }
        problem
    }

    /// Reads what a path leads to, `real`, and what that names.
    fn read_file(&mut self, path: &Path, real: &Path, name: String, short: String, reached: Option<Place>) {
        let canonical = path.canonicalize().unwrap_or_else(|_| path.to_path_buf());
        self.want(path);
        if let Some(layer) = self.canonical.iter().position(|known| *known == canonical) {
            if let (true, Some(place)) = (self.open.contains(&layer), reached) {
                self.report_cycle(layer, place);
            }
            return;
        }
        if self.canonical.len() >= MOST_FILES {
            self.unreadable(
                "S010",
                &name,
                "is one file too many",
                reached,
                "a scenario may consist of 64 files",
            );
            return;
        }
        let unsaved = self.grounds.unsaved(real).map(|text| text.as_bytes().to_vec());
        let bytes = match unsaved.map_or_else(|| disk::read(real, disk::LARGEST_SCENARIO), Ok) {
            Ok(bytes) => bytes,
            Err(refusal) => return self.refused(&refusal, path, &name, reached),
        };
        self.bytes += bytes.len() as u64;
        self.marks += bytes.iter().filter(|byte| b"=,[{".contains(byte)).count();
        if self.bytes > disk::LARGEST_SCENARIO || self.marks > MOST_MARKS {
            let what = "is too much: a scenario has at most 16 MB and a million values in all its files";
            let help = "a scenario is text written by hand; is this a file of results?";
            return self.unreadable("S003", &name, what, reached, help);
        }
        self.canonical.push(canonical);
        self.folders.push(folder_of(path).canonicalize().unwrap_or_else(|_| folder_of(path).to_path_buf()));
        self.links.push(reach::link(path));
        let text = match String::from_utf8(bytes) {
            Ok(text) => text,
            Err(e) => {
                let at = e.utf8_error().valid_up_to();
                let lossy = String::from_utf8_lossy(e.as_bytes()).into_owned();
                let is_shown = resembles_scenario(&lossy);
                let layer = self.add_text(name, short, lossy, reached);
                self.texts[layer].is_shown = is_shown;
                let place = Place { layer, span: at..at + 3 };
                let problem =
                    Problem::error("S002", place, "the file is not UTF-8 text", "the first bad byte");
                self.problems.push(self.with_chain(problem.help("save it as UTF-8 in your editor")));
                return;
            }
        };
        let layer = self.add_text(name, short, text, reached);
        let Some(mut tree) = self.parse(layer) else { return };
        if !is_scenario(&tree) && tree.table().is_some_and(|table| !table.is_empty()) {
            return self.no_scenario(layer);
        }
        let bases = match &mut tree.value {
            Value::Table(table) => table.remove("extends"),
            _ => None,
        };
        if let Some(bases) = &bases {
            self.tell_link(layer, bases);
        }
        self.open.push(layer);
        for base in bases.iter().flat_map(|b| b.items()) {
            self.read_base(layer, base);
        }
        self.open.pop();
        self.trees.push(tree);
        self.order.push(layer);
    }

    fn read_base(&mut self, layer: usize, base: &Node) {
        let Some(wanted) = base.text() else {
            let problem = Problem::error("S102", base.at(), "`extends` must be a file name", base.found());
            let problem =
                problem.help("write a file name, or a list of them: extends = [\"a.toml\", \"b.toml\"]");
            self.problems.push(self.with_chain(problem));
            return;
        };
        let beside = |name: &str| match Path::new(name).parent() {
            Some(folder) if !Path::new(wanted).is_absolute() => shorten(&folder.join(wanted)),
            _ => wanted.to_string(),
        };
        let name = beside(&self.texts[layer].name);
        let short = match Path::new(wanted).file_name() {
            Some(last) if Path::new(wanted).is_absolute() => last.to_string_lossy().into_owned(),
            _ => beside(&self.short_names[layer]),
        };
        let target = self.folders[layer].join(wanted);
        match self.grounds.admit(&target) {
            Ok(real) => self.read_file(&target, &real, name, short, Some(base.at())),
            Err(why) => {
                let problem = self.outside(base, &name, why);
                self.problems.push(self.with_chain(problem));
            }
        }
    }

    fn report_cycle(&mut self, again: usize, place: Place) {
        let from = self.open.iter().position(|l| *l == again).unwrap_or(0);
        let mut names: Vec<&str> = self.open[from..].iter().map(|l| self.texts[*l].name.as_str()).collect();
        names.push(&self.texts[again].name);
        let title = format!("the files extend each other in a circle: {}", names.join(" → "));
        let problem = Problem::error("S006", place, title, "this closes the circle");
        let problem = problem.help("move what both need into a third file that extends neither");
        self.problems.push(self.with_chain(problem));
    }

    /// Whether a layer is laid over the files and in none of them.
    fn is_set(&self, layer: usize) -> bool {
        !self.name_of_sets.is_empty() && layer >= self.canonical.len()
    }

    /// Parses a layer; every fault of its syntax is reported.
    fn parse(&mut self, layer: usize) -> Option<Node> {
        let text = &self.texts[layer].text;
        let (table, faults) = DeTable::parse_recoverable(text);
        if faults.is_empty() {
            let mut problems = Vec::new();
            let tree = plant(table.get_ref(), layer, &mut problems);
            let empty = tree.table().is_some_and(|t| t.is_empty());
            if empty && !self.is_set(layer) {
                let place = Place { layer, span: 0..0 };
                let problem = Problem::error("S009", place, "the file is empty", "nothing is declared here");
                problems.push(problem.help("docs/scenario-format.md lists what a scenario declares"));
            }
            for problem in problems {
                let problem = self.with_chain(problem);
                let kind = if problem.code() == "S234" { &mut self.lost } else { &mut self.problems };
                kind.push(problem);
            }
            return Some(tree);
        }
        if !self.is_set(layer) && !resembles_scenario(text) {
            self.no_scenario(layer);
            return None;
        }
        let mut lines = Vec::new();
        let mut problems = Vec::new();
        let mut is_astray = false;
        for fault in faults {
            // Behind a header that does not close, keys belong to the table before it and seem to stand there twice.
            let is_twice = fault.message().contains("duplicate key");
            if is_twice && is_astray {
                continue;
            }
            is_astray |= !is_twice;
            let span = fault.span().unwrap_or(0..0);
            let line = self.texts[layer].line(span.start);
            if lines.contains(&line) || problems.len() >= SYNTAX_FAULTS {
                continue;
            }
            lines.push(line);
            let problem =
                syntax_problem(&self.texts[layer].text, fault.message(), Place { layer, span: span.clone() });
            // A bracket that is not closed is noticed line after line.
            let own = problem.place().filter(|place| place.span != span).map(|place| place.span.start);
            let shown = own.map(|at| self.texts[layer].line(at)).filter(|own| *own != line);
            if shown.is_some_and(|own| lines.contains(&own)) {
                continue;
            }
            lines.extend(shown);
            problems.push(self.with_chain(problem));
        }
        self.problems.extend(problems);
        None
    }
}

fn syntax_problem(text: &str, said: &str, place: Place) -> Problem {
    if said.contains("duplicate key") {
        return Problem::error("S005", place, "this key is given twice", "the second time here")
            .help("keep one of them; a file opens a table once, and writes a collection either as [factor.trust] or as [[factor]]");
    }
    if said.contains("recursion limit") {
        return Problem::error("S010", place, "the file is nested too deeply", "the limit is 24 levels")
            .help("a scenario needs eight at most; a bracket may be missing");
    }
    let (span, (label, help)) = syntax::advice(text, place.span, said);
    let place = Place { layer: place.layer, span };
    Problem::error("S004", place, "this is not TOML", label).help(help)
}
