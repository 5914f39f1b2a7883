//! Published answers, and what a search by brute force finds.

mod brute;
mod published;
