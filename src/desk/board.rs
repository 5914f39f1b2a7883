//! What the desk shows now: written by who computes, read by connections, which may wait for the next version.

use std::collections::HashMap;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use crate::drawing::Size;
use crate::figures::Figure;

/// What is shown.
#[derive(Debug, Default)]
pub(super) struct Board {
    /// Counts changes.
    pub version: u64,
    /// Whether something is being computed, in words.
    pub busy: Option<String>,
    /// The files that are followed, each as the page names it.
    pub files: Vec<String>,
    /// What is wrong, or doubtful, with the files as they are.
    pub problems: Vec<Value>,
    /// Whether the result is that of earlier files, since these are not sound.
    pub is_stale: bool,
    /// The last result.
    pub result: Value,
    /// What the sliders come to.
    pub slid: Value,
    /// The figures of the last result.
    pub figures: Vec<Arc<Figure>>,
    /// Which numbers move the answer most, by key.
    pub influential: Vec<String>,
    /// Every number with its range and grounds.
    pub assumptions: Arc<Value>,
    /// Counts changes of the numbers' ranges and grounds, and of the words.
    pub facts: u64,
    /// What may be written in a scenario file.
    pub words: Arc<Value>,
    /// Pictures that were drawn already.
    drawn: HashMap<(String, &'static str), Arc<str>>,
    /// Whether the desk is closed.
    pub is_closed: bool,
}

/// A board that many look at.
#[derive(Debug, Default)]
pub(super) struct Shared {
    board: Mutex<Board>,
    changed: Condvar,
}

impl Board {
    /// It as the page reads it.
    pub(super) fn json(&self) -> Value {
        let figure = |figure: &Arc<Figure>| serde_json::json!({ "name": figure.name, "of": figure.provenance.digest, "title": figure.title, "description": figure.description });
        serde_json::json!({
            "version": self.version,
            "busy": self.busy,
            "files": self.files,
            "problems": self.problems,
            "stale": self.is_stale,
            "result": self.result,
            "slid": self.slid,
            "figures": self.figures.iter().map(figure).collect::<Vec<_>>(),
            "influential": self.influential,
            "facts": self.facts,
        })
    }

    /// Other figures; what was drawn is out of date.
    pub(super) fn show(&mut self, figures: Vec<Figure>) {
        self.figures = figures.into_iter().map(Arc::new).collect();
        self.drawn.clear();
    }
}

impl Shared {
    /// The board as it is.
    pub(super) fn look(&self) -> MutexGuard<'_, Board> {
        self.board.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the board, and tells who waits.
    pub(super) fn change(&self, change: impl FnOnce(&mut Board)) {
        let mut board = self.look();
        change(&mut board);
        board.version += 1;
        self.changed.notify_all();
    }

    /// The board once its version is another, or after this time.
    pub(super) fn wait(&self, version: u64, at_most: Duration) -> MutexGuard<'_, Board> {
        let is_old = |board: &mut Board| board.version == version && !board.is_closed;
        let waited = self.changed.wait_timeout_while(self.look(), at_most, is_old);
        waited.unwrap_or_else(PoisonError::into_inner).0
    }

    /// A figure of the last result, drawn; nothing where there is none of this name, or it is of another run than `of`, or cannot be drawn.
    pub(super) fn picture(&self, name: &str, of: Option<&str>, size: Size) -> Option<Arc<str>> {
        let key = (name.to_string(), size.word());
        let figure = {
            let board = self.look();
            let figure = board.figures.iter().find(|figure| figure.name == name)?;
            if of.is_some_and(|of| of != figure.provenance.digest) {
                return None;
            }
            if let Some(drawn) = board.drawn.get(&key) {
                return Some(drawn.clone());
            }
            figure.clone()
        };
        // Others read the board meanwhile.
        let drawn: Arc<str> = figure.try_render(size).ok()?.svg.into();
        let mut board = self.look();
        if board.figures.iter().any(|known| Arc::ptr_eq(known, &figure)) {
            board.drawn.insert(key, drawn.clone());
        }
        Some(drawn)
    }
}
