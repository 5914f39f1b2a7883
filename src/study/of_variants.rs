//! A study of variants.

use super::cases::{Case, Study};
use super::error::Error;
use super::variant::Variant;

impl Study {
    /// A study of these variants, without the views of experts: what is simulated, estimated and drawn of it is what a file would give that says the
    /// same, to the last bit. Its digest is not that of such a file. For a few; [`Study::each_variant`] is for many.
    ///
    /// **Errors** there is none.
    pub fn of_variants(variants: &[Variant]) -> Result<Study, Error> {
        let of = |variant: &Variant| Case {
            file: variant.file().to_string(),
            loaded: variant.loaded().clone(),
            plan: variant.plan().into_owned(),
            views: Vec::new(),
        };
        Study::of(variants.iter().map(of).collect())
    }
}
