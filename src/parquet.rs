//! Tables as Apache Parquet files, which pandas and DuckDB open: written only, in the small part of the format that tables of results need.
//!
//! Flat columns of texts, whole numbers and numbers with gaps; pages of one column in one group of rows, their values by a dictionary or as they are;
//! nothing is compressed and nothing depends on the clock, so the same table has the same bytes. The format is that of the Apache Parquet project
//! (format version 2, data pages of version 1).

mod column;
mod compact;
mod footer;
mod packing;
mod page;
mod table;

pub use column::{Column, Kind, Values};
pub use table::Table;
