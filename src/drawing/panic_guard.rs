//! Drawing that cannot take the program down: what fails on the way is told as a picture that could not be drawn.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, set_hook, take_hook};
use std::sync::Once;

use super::error::RenderError;

thread_local! {
    /// Whether this thread is drawing, so that a fault is told once, by whoever asked for the picture.
    static IS_DRAWING: Cell<bool> = const { Cell::new(false) };
}

/// Draws; nothing that goes wrong leaves here but as an error.
///
/// **Errors** that the figure cannot be drawn.
pub(super) fn guarded<T>(draw: impl FnOnce() -> T) -> Result<T, RenderError> {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let others = take_hook();
        set_hook(Box::new(move |about| {
            if !IS_DRAWING.get() {
                others(about);
            }
        }));
    });
    let was = IS_DRAWING.replace(true);
    let drawn = catch_unwind(AssertUnwindSafe(draw));
    IS_DRAWING.set(was);
    drawn.map_err(|_| RenderError::Drawing)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_in_drawing_is_an_error() {
        let empty: [f64; 0] = [];
        assert_eq!(guarded(|| 7), Ok(7));
        assert_eq!(guarded(|| empty[empty.len()]), Err(RenderError::Drawing));
        assert!(!IS_DRAWING.get());
    }
}
