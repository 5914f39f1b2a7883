//! The desk: a page in the browser of this machine that follows scenario files, shows what they come to, and lets them be edited.
//!
//! ```text
//! files ─► follow ─► work ─► board ─► server ─► page
//!            ▲                      jobs ◄──── sliders
//!            └──────────────── saved by the page, or by any editor
//! ```
//!
//! One thread computes, whoever called [`Desk::serve`]; connections have threads of their own, which read the board and hand in jobs. It listens on
//! the loopback only, and answers who knows the token in its address, by the name of this machine's loopback, from its own page: what
//! else is asked, is told nothing. Nothing is changed by a GET, and the page fetches nothing from elsewhere.

mod assumptions;
mod board;
mod gallery;
mod guard;
mod http;
mod known;
mod routes;
mod saving;
mod server;
mod shared;
mod sliders;
mod stated;
mod told;
mod vocabulary;
mod work;

pub use server::Desk;
