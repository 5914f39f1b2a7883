//! What every kind of figure can do: be drawn.

use super::canvas::Canvas;
use super::geometry::Room;
use crate::figures::{Content, for_each_kind};

/// How high the body of a figure may be.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Height {
    /// Nothing fits in less.
    pub least: f64,
    /// What looks best where the height is free.
    pub ideal: f64,
}

/// How a kind of figure looks.
pub(super) trait Draw {
    /// How high the body wants to be.
    fn height(&self, room: Room) -> Height;
    /// Draws the body into `canvas.body`.
    fn render(&self, canvas: &mut Canvas);
}

macro_rules! drawn {
    ($($(#[$doc:meta])* $kind:ident in $name:ident;)*) => {
        /// The drawing of a figure's content, by its kind.
        pub(super) fn drawn(content: &Content) -> &dyn Draw {
            match content {
                $(Content::$kind(figure) => figure,)*
            }
        }
    };
}

for_each_kind!(drawn);
