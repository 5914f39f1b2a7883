//! The briefing as slides: a title, findings and term sheet as text, one picture a chart with its numbers as alternative text, and notes on how to
//! read it and where it comes from. The only file that knows zip.
//!
//! No crate writes presentations yet that is well kept; the few parts that a program needs are written here by hand.

mod outline;
mod package;
mod shapes;
mod xml;

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{DateTime, ZipWriter};

use super::briefing::Briefing;
use super::cases::Run;

/// Why a file is not put together.
const UNPACKED: &str = "the slides could not be packed into one file; try fewer runs at once";

/// The slides of these runs.
///
/// **Errors** why a chart cannot be drawn or the file not be put together.
pub fn slides(runs: &[Run]) -> Result<Vec<u8>, String> {
    let slides = outline::slides(runs, &Briefing::of(runs))?;
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    // The oldest time that the format knows: the same runs give the same bytes.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (name, bytes) in package::parts(&slides)? {
        zip.start_file(name, options).map_err(|_| UNPACKED)?;
        zip.write_all(&bytes).map_err(|_| UNPACKED)?;
    }
    Ok(zip.finish().map_err(|_| UNPACKED)?.into_inner())
}
