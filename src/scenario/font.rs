//! The font that a scenario names for its charts: `[charts] font = "NotoSansArabic.ttf"`.
//!
//! It is brought into the tree as text before anything is checked, cut down to what the scenario's own words need, so that the resolved
//! scenario, and whatever is made of it elsewhere, draws the same charts without the file.

use std::collections::BTreeSet;

use unicode_normalization::UnicodeNormalization;

use super::layers::{FontFile, Layers};
use super::node::{Node, Value};
use super::problem::Problem;
use crate::disk;
use crate::lettering::{Fallback, missing_glyphs};

/// The largest that a run carries: the text of it stands in the resolved scenario. **Unit** bytes.
const MOST_CARRIED: usize = 4 * 1024 * 1024;

/// The font of a tree, where it has one.
pub(super) fn of(root: &Node) -> Option<Fallback> {
    Fallback::of_text(root.get("charts")?.get("font")?.text()?)?.ok()
}

/// Replaces the name of a font file by the font; what cannot be read is reported and stays.
pub(super) fn bring_in(root: &mut Node, layers: &mut Layers) {
    let Some(node) = root.get("charts").and_then(|charts| charts.get("font")) else { return };
    // Another type is told by whoever reads the key.
    let Some(text) = node.text() else { return };
    let font = match Fallback::of_text(text) {
        Some(Ok(_)) => return,
        Some(Err(why)) => {
            Err(Box::new(refuse(node, "it", &why).help("name a .ttf or .otf file in its place")))
        }
        None => read(node, text, layers).and_then(|font| carried(node, font.cut_down_to(&written(root)))),
    };
    match font {
        Ok(font) => {
            let place = match &mut root.value {
                Value::Table(table) => table.get_mut("charts"),
                _ => None,
            };
            if let Some(Value::Table(charts)) = place.map(|node| &mut node.value)
                && let Some(node) = charts.get_mut("font")
            {
                node.value = Value::Text(font.text());
            }
        }
        Err(problem) => {
            let problem = layers.with_chain(*problem);
            layers.problems.push(problem);
        }
    }
}

fn read(node: &Node, file: &str, layers: &mut Layers) -> Result<Fallback, Box<Problem>> {
    let layer = node.at().layer;
    let (name, _) = layers.data_names(layer, file);
    layers.tell_link(layer, node);
    let path = layers.beside(layer, file);
    // What a --set names, its author named on the command line.
    let path = match layer < layers.files {
        true => layers.grounds.admit(&path).map_err(|why| layers.outside(node, &name, why))?,
        false => path,
    };
    layers.want(&path);
    let bytes = disk::read(&path, disk::LARGEST_OBSERVATIONS).map_err(|refusal| {
        let help = refusal.way_out().unwrap_or("the name is taken relative to the file that says it");
        refuse(node, &format!("`{name}`"), &refusal.to_string()).help(help)
    })?;
    let short = std::path::Path::new(file).file_name().unwrap_or_default().to_string_lossy().into_owned();
    layers.font = Some(FontFile { name: name.clone(), bytes: bytes.clone().into() });
    Fallback::parse(&short, bytes).map_err(|why| {
        let help =
            "a font for Arabic, Hebrew, Hindi … comes with most systems; its licence is for you to look at";
        Box::new(refuse(node, &format!("`{name}`"), &why).help(help))
    })
}

fn carried(node: &Node, font: Fallback) -> Result<Fallback, Box<Problem>> {
    match font.size() {
        size if size > MOST_CARRIED => {
            let title = format!("a run cannot carry the font `{}`", font.name());
            let label = format!("{} MB; up to 4 are carried", size / (1024 * 1024));
            let help = "a font with TrueType outlines is cut down by the program to the letters in use; one with PostScript outlines is \
                        carried whole: name a .ttf, or cut it down to the scripts that you need";
            Err(Box::new(Problem::error("S114", node.at(), title, label).help(help)))
        }
        _ => Ok(font),
    }
}

fn refuse(node: &Node, what: &str, why: &str) -> Problem {
    Problem::error("S114", node.at(), format!("{what} cannot be the charts’ second font"), why)
}

/// Every character of the scenario's words that the house font lacks, composed and taken apart as a font may have it.
fn written(root: &Node) -> BTreeSet<char> {
    let mut found = BTreeSet::new();
    gather(root, &mut found);
    found
}

fn gather(node: &Node, found: &mut BTreeSet<char>) {
    match &node.value {
        Value::Text(text) => {
            let lacking = missing_glyphs(&text.nfc().collect::<String>());
            found.extend(lacking.iter().copied().nfd());
            found.extend(lacking);
        }
        Value::List(items) => items.iter().for_each(|item| gather(item, found)),
        Value::Table(table) => table.values().for_each(|inner| gather(inner, found)),
        _ => {}
    }
}
