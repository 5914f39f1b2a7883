//! From trials to estimates: numbers with their errors, nothing that knows a scenario.
//!
//! Sums run over worlds in the order given, so the same counts give the same bits. What is estimated and why is in
//! docs/model.md §5.9.

mod cells;
mod clusters;
mod correlation;
mod counts;
mod estimate;
mod exact_sum;
mod groups;
mod mean;
mod mixture;
mod occurrences;
mod posterior;
mod proportion;
mod quantiles;
mod rounding;
mod sample;
mod sketch;
mod sketch_parts;
mod tied;

pub use clusters::{ByWorld, Clusters, student_t_quantile};
pub use correlation::{
    Matrix, cholesky, eigen_of_symmetric, kendall_of_normals, nearest_correlation, normal_correlation,
    spearman, spearman_of_normals,
};
pub use counts::{APART, CELLS, Counts, PooledCounts, SHOWN, Sums};
pub use estimate::{Estimate, Interval};
pub use exact_sum::ExactSum;
pub use groups::{GROUPS, group_of_world};
pub use mean::{MeanOverWorlds, mean, mean_of_all};
pub use mixture::{Mixture, WorldMean};
pub use occurrences::{FEW, Occurrences, clopper_pearson};
pub use proportion::{OverWorlds, Proportion, chance_of_all, proportion, wilson_interval};
pub use quantiles::{GroupedQuantiles, QuantileEstimate};
pub use rounding::{
    LIKELIHOOD_SCALE, decimals, decimals_of_cell, likelihood_between, likelihood_word, likelihood_words,
    round_to, scale_of,
};
pub use sample::sample_quantile;
pub use sketch::{Gathering, Place, Sketch};
pub use sketch_parts::SketchParts;
pub use tied::Grades;
