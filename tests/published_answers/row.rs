//! One published figure beside ours.

/// A row of the table.
pub struct Row {
    case: String,
    figure: String,
    published: String,
    ours: f64,
    allowed: Allowed,
}

/// How far ours may be from the published figure.
enum Allowed {
    /// Half a unit of the last published digit.
    Digits,
    /// A share of the figure.
    Relative(f64),
    /// Four standard errors.
    Errors(f64),
}

impl Row {
    fn new(case: &str, figure: &str, published: &str, ours: f64, allowed: Allowed) -> Row {
        Row { case: case.into(), figure: figure.into(), published: published.into(), ours, allowed }
    }

    /// A computed figure that must have every published digit.
    pub fn digits(case: &str, figure: &str, published: &str, ours: f64) -> Row {
        Row::new(case, figure, published, ours, Allowed::Digits)
    }

    /// A computed figure with a closed form: 1e-9 relative.
    pub fn exact(case: &str, figure: &str, answer: f64, ours: f64) -> Row {
        Row::new(case, figure, &format!("{answer}"), ours, Allowed::Relative(1e-9))
    }

    /// A simulated figure with its standard error.
    pub fn simulated(case: &str, figure: &str, published: &str, ours: f64, error: f64) -> Row {
        Row::new(case, figure, published, ours, Allowed::Errors(error))
    }

    fn answer(&self) -> f64 {
        self.published.replace(' ', "").parse().expect("a published figure is a number")
    }

    fn tolerance(&self) -> f64 {
        match self.allowed {
            Allowed::Digits => {
                let places = self.published.split_once('.').map_or(0, |(_, after)| after.len() as i32);
                // A hair more than half a unit: the published digit may itself be a rounded half.
                0.500_001 * 10f64.powi(-places)
            }
            Allowed::Relative(share) => share * self.answer().abs(),
            Allowed::Errors(error) => 4.0 * error,
        }
    }

    /// Whether ours agrees.
    pub fn passes(&self) -> bool {
        (self.ours - self.answer()).abs() <= self.tolerance()
    }

    /// The row in the page.
    pub fn line(&self) -> String {
        let Row { case, figure, published, ours, allowed } = self;
        let (ours, tolerance) = match allowed {
            Allowed::Digits => {
                let places = published.split_once('.').map_or(0, |(_, after)| after.len()) + 2;
                (format!("{ours:.places$}"), format!("{:.0e}", self.tolerance()))
            }
            Allowed::Relative(share) => (format!("{ours}"), format!("{share:.0e} relative")),
            Allowed::Errors(error) => (format!("{ours:.6} ± {error:.1e}"), "4 errors".into()),
        };
        let verdict = if self.passes() { "PASS" } else { "DIFF" };
        format!("| {case} | {figure} | {published} | {ours} | {tolerance} | {verdict} |")
    }
}
