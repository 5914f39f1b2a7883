//! Whose draws the lanes of a block are.

use std::borrow::Cow;

use crate::draws::{Sequences, Stream, Workbench};

/// Whose draws the lanes of a block are.
#[derive(Debug, Clone)]
pub(super) enum Addresses {
    /// Neighbours: so many paths from the first of each of so many worlds, one world after the other.
    Paths {
        /// The first world.
        first_world: u32,
        /// How many worlds.
        worlds: usize,
        /// The first path.
        first_path: u32,
        /// How many paths of each.
        paths: usize,
    },
    /// The world and the path of each, in any order.
    Each(Vec<(u32, u32)>),
}

impl Addresses {
    /// How many.
    pub(super) fn len(&self) -> usize {
        match self {
            Addresses::Paths { worlds, paths, .. } => worlds * paths,
            Addresses::Each(places) => places.len(),
        }
    }

    /// The world and the path of a lane.
    pub(super) fn of(&self, lane: usize) -> (u32, u32) {
        match *self {
            Addresses::Paths { first_world, first_path, paths, .. } => {
                (first_world + (lane / paths) as u32, first_path + (lane % paths) as u32)
            }
            Addresses::Each(ref places) => places[lane],
        }
    }

    /// The uniforms of a stream at an ordinal, one number a lane.
    pub(super) fn fill(&self, stream: &Stream, ordinal: u32, workbench: &mut Workbench, out: &mut [f64]) {
        match *self {
            Addresses::Paths { first_world, first_path, paths, .. } => {
                stream.fill_worlds((first_world, first_path), ordinal, paths, workbench, out);
            }
            Addresses::Each(ref places) => stream.fill_each(places, ordinal, workbench, out),
        }
    }

    /// Where the draws are that follow each other along each path, for so many lanes.
    pub(super) fn sequences(&self, lanes: usize) -> Sequences {
        match *self {
            Addresses::Paths { first_world, worlds, first_path, paths } => {
                Sequences::new((first_world, worlds), (first_path, paths), lanes)
            }
            Addresses::Each(ref places) => Sequences::of(places, lanes),
        }
    }
}

/// What the streams of a run of copies are called beside those of the run itself.
pub(super) fn purpose(purpose: &str, copies_of: usize) -> Cow<'_, str> {
    match copies_of {
        0 => Cow::Borrowed(purpose),
        level => Cow::Owned(format!("{purpose} copies {level}")),
    }
}
