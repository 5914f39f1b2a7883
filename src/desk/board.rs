//! What the desk shows now: written by who computes, read by connections, which may wait for the next version.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde_json::Value;

use super::gallery::Gallery;
use crate::drawing::Size;

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
    /// What it does against the one before: the digest of the last result, and tables. Those of an earlier one stay until they are worked out.
    pub moved: Value,
    /// The figures of the last result; those of the one before that are not there yet.
    pub figures: Gallery,
    /// What the sliders come to.
    pub slid: Value,
    /// The figures of it.
    pub slid_figures: Gallery,
    /// Counts what sliders came to.
    pub slides: u64,
    /// Which of the orders it was that this answers, so that a page knows whether its own is among those.
    pub slid_order: u64,
    /// Which numbers move the answer most, by key.
    pub influential: Vec<String>,
    /// Of which result they are known.
    pub movers_of: String,
    /// Why there are none, once that is known.
    pub no_movers: Option<&'static str>,
    /// Every number with its range and grounds.
    pub assumptions: Arc<Value>,
    /// Counts changes of the numbers' ranges and grounds, and of the words.
    pub facts: u64,
    /// What may be written in a scenario file.
    pub words: Arc<Value>,
    /// Whether the desk is closed.
    pub is_closed: bool,
}

/// What figures are of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// The files as they are.
    Files,
    /// Numbers that sliders have set.
    Sliders,
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
        serde_json::json!({
            "version": self.version,
            "busy": self.busy,
            "files": self.files,
            "problems": self.problems,
            "stale": self.is_stale,
            "result": self.result,
            "moved": self.moved,
            "figures": self.figures.json(),
            "slid": self.slid,
            "slidFigures": self.slid_figures.json(),
            "slides": self.slides,
            "slidOrder": self.slid_order,
            "influential": self.influential,
            "noMovers": self.no_movers,
            "facts": self.facts,
        })
    }

    /// The figures of the files, or of the sliders.
    fn gallery(&mut self, of: Shows) -> &mut Gallery {
        match of {
            Shows::Files => &mut self.figures,
            Shows::Sliders => &mut self.slid_figures,
        }
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
    pub(super) fn picture(&self, shows: Shows, name: &str, of: Option<&str>, size: Size) -> Option<Arc<str>> {
        let figure = {
            let mut board = self.look();
            let gallery = board.gallery(shows);
            let figure = gallery.figure(name, of)?;
            if let Some(drawn) = gallery.drawn(&figure, size) {
                return Some(drawn);
            }
            figure
        };
        // Others read the board meanwhile.
        let drawn: Arc<str> = figure.try_render(size).ok()?.svg.into();
        self.look().gallery(shows).keep(&figure, size, drawn.clone());
        Some(drawn)
    }
}
