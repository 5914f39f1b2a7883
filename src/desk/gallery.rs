//! Figures that are shown, and pictures of them that were drawn already.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::{Value, json};

use crate::drawing::Size;
use crate::figures::{Figure, Placed};

/// Figures in their order.
#[derive(Debug, Default)]
pub(super) struct Gallery {
    figures: Vec<([usize; 3], Arc<Figure>)>,
    drawn: HashMap<(String, &'static str), Arc<str>>,
}

impl Gallery {
    /// These.
    pub(super) fn of(figures: Vec<Placed>) -> Gallery {
        let mut gallery = Gallery::default();
        gallery.renew(figures);
        gallery
    }

    /// Takes figures in; those of the same name give way, others stay until [`Gallery::settle`].
    pub(super) fn renew(&mut self, figures: Vec<Placed>) {
        for (place, figure) in figures {
            self.figures.retain(|(_, known)| known.name != figure.name);
            self.drawn.retain(|(name, _), _| *name != figure.name);
            self.figures.push((place, Arc::new(figure)));
        }
        self.figures.sort_by_key(|(place, _)| *place);
    }

    /// Drops what is of another run than this.
    pub(super) fn settle(&mut self, digest: &str) {
        self.figures.retain(|(_, figure)| figure.provenance.digest == digest);
        let figures = &self.figures;
        self.drawn.retain(|(name, _), _| figures.iter().any(|(_, figure)| figure.name == *name));
    }

    /// What the page knows of each before it is drawn.
    pub(super) fn json(&self) -> Value {
        let told = |(_, figure): &([usize; 3], Arc<Figure>)| json!({ "name": figure.name, "of": figure.provenance.digest, "title": figure.title, "description": figure.description });
        self.figures.iter().map(told).collect()
    }

    /// The figure of this name; nothing where there is none, or it is of another run than `of`.
    pub(super) fn figure(&self, name: &str, of: Option<&str>) -> Option<Arc<Figure>> {
        let is = |figure: &Figure| figure.name == name && of.is_none_or(|of| of == figure.provenance.digest);
        self.figures.iter().find(|(_, figure)| is(figure)).map(|(_, figure)| figure.clone())
    }

    /// The picture of a figure, if it was drawn at this size.
    pub(super) fn drawn(&self, figure: &Figure, size: Size) -> Option<Arc<str>> {
        self.drawn.get(&(figure.name.clone(), size.word())).cloned()
    }

    /// Keeps a picture for whoever asks next, unless its figure has given way meanwhile.
    pub(super) fn keep(&mut self, figure: &Arc<Figure>, size: Size, picture: Arc<str>) {
        if self.figures.iter().any(|(_, known)| Arc::ptr_eq(known, figure)) {
            self.drawn.insert((figure.name.clone(), size.word()), picture);
        }
    }
}
