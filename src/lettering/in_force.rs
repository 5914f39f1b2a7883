//! Which second font is in force.
//!
//! Every text is measured, and hundreds of places measure texts; so a second font is not handed down to each of them. It is put in force for one
//! call, on one thread: while a figure finds its words, or is drawn. A figure that is drawn puts its own in force, or none, so no figure
//! depends on what was drawn before it or beside it.

use std::cell::RefCell;
use std::marker::PhantomData;

use super::fallback::Fallback;

thread_local! {
    static IN_FORCE: RefCell<Option<Fallback>> = const { RefCell::new(None) };
}

/// While this lives, its font is in force on this thread; then that which was before.
#[must_use]
#[derive(Debug)]
pub struct InForce {
    before: Option<Fallback>,
    /// It must end on the thread on which it began.
    stays: PhantomData<*const ()>,
}

/// Puts a font in force, or none.
pub fn put_in_force(font: Option<Fallback>) -> InForce {
    let before = IN_FORCE.with(|now| now.replace(font));
    InForce { before, stays: PhantomData }
}

/// The font in force.
pub fn in_force() -> Option<Fallback> {
    IN_FORCE.with(|now| now.borrow().clone())
}

impl Drop for InForce {
    fn drop(&mut self) {
        let before = self.before.take();
        IN_FORCE.with(|now| *now.borrow_mut() = before);
    }
}
