//! What would put another option ahead: quantities at whose ends, or beyond a value of which, the expected lead of the best option turns.
//!
//! Of hundreds of quantities that do nothing the one that seems to do most does much by luck. So half of the groups of worlds choose which quantities are looked at, and the
//! other half tell of them: what is told owes nothing to its having been chosen, and its intervals are those of a question that was asked beforehand.

use super::regression::{Design, Fit, Fitted, normal_scores};
use crate::math::normal_quantile;
use crate::stats::{GROUPS, student_t_quantile};

/// A range reaches from this share of the worlds to the rest, as where a quantity is moved to both its ends.
const LOW: f64 = 0.05;
const HIGH: f64 = 0.95;

/// Places between the ends at which a lead is looked at.
const STEPS: usize = 90;

/// Quantities of which is told.
const NEAREST: usize = 10;

/// How much of the worlds is the outer part at an end.
const OUTER: f64 = 0.2;

/// The expected lead of one option over another, with its standard error and its confidence interval at 95 %, in the unit of their worth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lead {
    /// The lead; below 0 the other is ahead.
    pub value: f64,
    /// Its standard error over groups of worlds.
    pub standard_error: f64,
    /// Its confidence interval at 95 %.
    pub interval: [f64; 2],
}

/// An end of the range of a quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct End {
    /// The place of the quantity.
    pub quantity: usize,
    /// Whether it is the upper end.
    pub is_high: bool,
    /// The value there, in its unit: the 5 % or 95 % point over the worlds.
    pub at: f64,
}

/// Where the lead passes through 0, in the unit of the quantity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Crossing {
    /// There.
    pub at: f64,
    /// The nearest value on the side of the end at which the rival is clearly ahead.
    pub surely_behind: f64,
    /// The nearest value on the other side at which it clearly is not; none where that is nowhere within the range.
    pub surely_ahead: Option<f64>,
}

/// One or two quantities at their ends, and what is left of the lead there.
#[derive(Debug, Clone, PartialEq)]
pub struct Tip {
    /// The place of the rival over which the lead is.
    pub rival: usize,
    /// The ends.
    pub ends: Vec<End>,
    /// The lead there.
    pub lead: Lead,
    /// The lead at the opposite ends.
    pub opposite: Lead,
    /// Of a single quantity that takes many values, where the lead turns, if it clearly does.
    pub crossing: Option<Crossing>,
}

/// What would put another option ahead.
#[derive(Debug, Clone, PartialEq)]
pub struct Tipping {
    /// By rival: the lead as things are, told by the worlds that tell the rest.
    pub leads: Vec<Lead>,
    /// Whether any quantity moves a lead by more than luck would have it, in the worlds that choose.
    pub is_clear: bool,
    /// Single quantities, that which seemed to leave least of a lead first; where none is clear, that which comes nearest to it.
    pub nearest: Vec<Tip>,
    /// The two that seemed to leave least together, over the same rival; none where no two stand out of luck.
    pub pair: Option<Tip>,
}

/// Looks for what would put a rival ahead. `first` is the worth of the option that is ahead in each world, `rivals` that of the others, `columns` the quantities, `groups` the group of each world, 0 to 19.
///
/// **Formula** groups with an even number choose: of the quantities on whose normal score z the straight line of the difference D falls by more than luck would have it (normal, 5 % over all of them and all
/// rivals), those with the least mean D in the outer fifth of the worlds at that end; of two quantities what they take away adds up. Where none does, that which comes nearest. Groups with an odd number tell: least squares of D on functions of one quantity or two ([`Design`]), the fitted value at the end of the range (the 5 or 95 % point of the worlds), its standard error by the
/// jackknife over these ten groups, its interval by Student's distribution with nine degrees of freedom. The lead turns where the fitted curve passes through 0, looked for from the end inwards; between the nearest values at which
/// the interval lies on one side of 0 the trials leave it open (a test turned round).
/// **Source** regression on the worlds of one simulation as Strong, Oakley and Brennan (2014); that one half chooses and another tells is as old as Cox (1975).
/// **Errors** nothing where a rival or a quantity that varies is missing, or where there are fewer than 100 worlds.
pub fn tipping(first: &[f64], rivals: &[Vec<f64>], columns: &[&[f64]], groups: &[usize]) -> Option<Tipping> {
    if first.len() < LEAST_WORLDS || rivals.is_empty() {
        return None;
    }
    let leads: Vec<Vec<f64>> =
        rivals.iter().map(|rival| first.iter().zip(rival).map(|(a, b)| a - b).collect()).collect();
    let worlds = Worlds { leads, groups };
    let ranges: Vec<Range> =
        columns.iter().enumerate().filter_map(|(place, column)| Range::of(place, column)).collect();
    let chosen = worlds.chosen(&ranges);
    let tip = |(rival, ends): &(usize, Vec<Side>)| worlds.tip(*rival, ends, &ranges, columns);
    let nearest: Vec<Tip> = chosen.singles.iter().filter_map(tip).collect();
    if nearest.is_empty() {
        return None;
    }
    Some(Tipping {
        leads: (0..rivals.len()).map(|rival| worlds.lead(rival)).collect(),
        is_clear: chosen.is_clear,
        nearest,
        pair: chosen.pair.as_ref().and_then(tip),
    })
}

/// Fewer worlds choose and tell nothing.
const LEAST_WORLDS: usize = 100;

/// A quantity that varies, and its range.
struct Range {
    place: usize,
    scores: Vec<f64>,
    /// By steps from the lower end of the range to the upper one: score and value.
    steps: Vec<(f64, f64)>,
    /// The scores that bound the outer worlds at the lower and the upper end.
    outer: [f64; 2],
}

impl Range {
    /// Nothing of a quantity that is the same in all of its range.
    fn of(place: usize, column: &[f64]) -> Option<Range> {
        let scores = normal_scores(column);
        let mut order: Vec<usize> = (0..column.len()).collect();
        order.sort_by(|&a, &b| column[a].total_cmp(&column[b]));
        let last = (column.len() - 1) as f64;
        let at = |step: usize| {
            let share = LOW + (HIGH - LOW) * step as f64 / STEPS as f64;
            let world = order[(share * last).round() as usize];
            (scores[world], column[world])
        };
        let mut steps: Vec<(f64, f64)> = (0..=STEPS).map(at).collect();
        steps.dedup();
        let outer = [OUTER, 1.0 - OUTER].map(|share| scores[order[(share * last).round() as usize]]);
        (steps.len() > 1).then_some(Range { place, scores, steps, outer })
    }

    fn is_outer(&self, world: usize, is_high: bool) -> bool {
        if is_high { self.scores[world] >= self.outer[1] } else { self.scores[world] <= self.outer[0] }
    }

    fn end(&self, is_high: bool) -> (f64, f64) {
        self.steps[if is_high { self.steps.len() - 1 } else { 0 }]
    }
}

/// A range by its place, and whether it is taken at its upper end.
type Side = (usize, bool);

/// What seems to leave least of a lead: rivals with the ranges by place, each at its upper end or not.
struct Chosen {
    is_clear: bool,
    singles: Vec<(usize, Vec<Side>)>,
    pair: Option<(usize, Vec<Side>)>,
}

/// Leads by world.
struct Worlds<'a> {
    /// By rival and world.
    leads: Vec<Vec<f64>>,
    groups: &'a [usize],
}

impl Worlds<'_> {
    fn chooses(&self, world: usize) -> bool {
        self.groups[world].is_multiple_of(2)
    }

    fn chosen(&self, ranges: &[Range]) -> Chosen {
        let choosing: Vec<usize> = (0..self.groups.len()).filter(|&w| self.chooses(w)).collect();
        let mean = |of: &[f64]| choosing.iter().map(|&w| of[w]).sum::<f64>() / choosing.len() as f64;
        // How clearly a straight line falls, in its standard errors, and to which end.
        let fall = |lead: &[f64], middle: f64, range: &Range| {
            let centre = mean(&range.scores);
            let (mut products, mut squares, mut all) = (0.0, 0.0, 0.0);
            for &w in &choosing {
                let (z, d) = (range.scores[w] - centre, lead[w] - middle);
                products += z * d;
                squares += z * z;
                all += d * d;
            }
            let rest = (all - products * products / squares).max(0.0);
            let error = (rest * squares / (choosing.len() as f64 - 2.0)).sqrt();
            let clear = if squares > 0.0 && error > 0.0 { products.abs() / error } else { 0.0 };
            (clear, products < 0.0)
        };
        // What is left where the quantity lies in the outer fifth at that end: a line would go on below what there is to lose.
        let left = |lead: &[f64], range: &Range, is_high: bool| {
            let there = choosing.iter().filter(|&&w| range.is_outer(w, is_high));
            let (sum, count) = there.fold((0.0, 0.0), |(sum, n), &w| (sum + lead[w], n + 1.0));
            if count > 0.0 { sum / count } else { f64::INFINITY }
        };
        let luck = normal_quantile(1.0 - 0.025 / (ranges.len() * self.leads.len()).max(1) as f64);
        let middles: Vec<f64> = self.leads.iter().map(|lead| mean(lead)).collect();
        let mut ends: Vec<Side> = Vec::new();
        let mut clearest: Option<(f64, Side)> = None;
        for (place, range) in ranges.iter().enumerate() {
            for (lead, middle) in self.leads.iter().zip(&middles) {
                let (clear, is_high) = fall(lead, *middle, range);
                if clear > luck && !ends.contains(&(place, is_high)) {
                    ends.push((place, is_high));
                }
                if clearest.is_none_or(|(most, _)| clear > most) {
                    clearest = Some((clear, (place, is_high)));
                }
            }
        }
        let is_clear = !ends.is_empty();
        if !is_clear {
            ends.extend(clearest.map(|(_, end)| end));
        }
        // By end and rival. A rival's own line need not be clear: at the end of a quantity that matters the nearest rival is told.
        let of_rivals = |&(place, is_high): &Side| -> Vec<f64> {
            self.leads.iter().map(|lead| left(lead, &ranges[place], is_high)).collect()
        };
        let lefts: Vec<Vec<f64>> = ends.iter().map(of_rivals).collect();
        let rivals = || 0..self.leads.len();
        let mut singles: Vec<(f64, usize, Side)> = Vec::new();
        let mut pair: Option<(f64, usize, [Side; 2])> = None;
        for (i, end) in ends.iter().enumerate() {
            singles.extend(rivals().map(|rival| (lefts[i][rival], rival, *end)));
            for (j, other) in ends.iter().enumerate().take(i).filter(|(_, other)| other.0 != end.0) {
                for rival in rivals() {
                    let both = lefts[i][rival] + lefts[j][rival] - middles[rival];
                    if pair.is_none_or(|(least, ..)| both < least) {
                        pair = Some((both, rival, [*other, *end]));
                    }
                }
            }
        }
        singles.sort_by(|a, b| a.0.total_cmp(&b.0));
        // Each quantity over the rival that it brings nearest.
        let mut seen: Vec<usize> = Vec::new();
        singles.retain(|(.., (place, _))| {
            let is_new = !seen.contains(place);
            seen.push(*place);
            is_new
        });
        Chosen {
            is_clear,
            singles: singles.into_iter().take(NEAREST).map(|(_, rival, end)| (rival, vec![end])).collect(),
            pair: pair.map(|(_, rival, ends)| (rival, ends.to_vec())),
        }
    }

    /// The worlds that tell, as a design, its worths and its groups have them.
    fn fits(&self, rival: usize, design: &Design) -> Fits {
        let telling = || (0..self.groups.len()).filter(|&w| !self.chooses(w));
        let rows: Vec<Vec<f64>> = telling().map(|w| design.rows[w].clone()).collect();
        let worths: Vec<Vec<f64>> = telling().map(|w| vec![self.leads[rival][w]]).collect();
        let groups: Vec<usize> = telling().map(|w| self.groups[w]).collect();
        let sums = Fitted::by_group(&rows, &worths, &groups);
        let told: Vec<usize> = (0..GROUPS).filter(|group| groups.contains(group)).collect();
        Fits { whole: sums.without(None), left_out: told.iter().map(|&g| sums.without(Some(g))).collect() }
    }

    /// The lead over a rival as things are.
    fn lead(&self, rival: usize) -> Lead {
        let telling: Vec<usize> = (0..self.groups.len()).filter(|&w| !self.chooses(w)).collect();
        let mean = |without: Option<usize>| {
            let kept = telling.iter().filter(|&&w| without != Some(self.groups[w]));
            let (sum, count) = kept.fold((0.0, 0.0), |(sum, n), &w| (sum + self.leads[rival][w], n + 1.0));
            sum / count
        };
        let groups = (0..GROUPS).filter(|g| telling.iter().any(|&w| self.groups[w] == *g));
        let left_out: Vec<f64> = groups.map(|g| mean(Some(g))).collect();
        Lead::jackknifed(mean(None), &left_out)
    }

    fn tip(&self, rival: usize, ends: &[Side], ranges: &[Range], columns: &[&[f64]]) -> Option<Tip> {
        let of: Vec<&Range> = ends.iter().map(|(place, _)| &ranges[*place]).collect();
        let design = Design::new(&of.iter().map(|range| columns[range.place]).collect::<Vec<_>>())?;
        let fits = self.fits(rival, &design);
        let at = |is_turned: bool| -> Vec<f64> {
            of.iter().zip(ends).map(|(range, (_, is_high))| range.end(*is_high != is_turned).0).collect()
        };
        let (lead, opposite) = (fits.lead(&design.row(&at(false))), fits.lead(&design.row(&at(true))));
        let crossing = match (of.as_slice(), ends) {
            // Between a few values there is nothing to find.
            ([range], [(_, is_high)]) if lead.interval[1] < 0.0 && range.steps.len() > STEPS / 2 => {
                fits.crossing(&design, range, *is_high)
            }
            _ => None,
        };
        let end = |(range, (_, is_high)): (&&Range, &Side)| End {
            quantity: range.place,
            is_high: *is_high,
            at: range.end(*is_high).1,
        };
        Some(Tip { rival, ends: of.iter().zip(ends).map(end).collect(), lead, opposite, crossing })
    }
}

/// The fit of all worlds that tell, and without each of their groups.
struct Fits {
    whole: Fit,
    left_out: Vec<Fit>,
}

impl Fits {
    fn lead(&self, row: &[f64]) -> Lead {
        let of = |fit: &Fit| fit.at(row)[0];
        Lead::jackknifed(of(&self.whole), &self.left_out.iter().map(of).collect::<Vec<_>>())
    }

    /// Where the lead turns on the way from the end at which the rival is ahead.
    fn crossing(&self, design: &Design, range: &Range, is_high: bool) -> Option<Crossing> {
        let told = |&(z, x): &(f64, f64)| (x, self.lead(&design.row(&[z])));
        let mut inwards: Vec<(f64, Lead)> = range.steps.iter().map(told).collect();
        if is_high {
            inwards.reverse();
        }
        let turns = inwards.iter().position(|(_, lead)| lead.value >= 0.0)?;
        let [(before, behind), (x, lead)] = [&inwards[turns - 1], &inwards[turns]];
        let at = before + (x - before) * behind.value / (behind.value - lead.value);
        let surely_behind = inwards[..turns].iter().rposition(|(_, lead)| lead.interval[1] < 0.0)?;
        let surely_ahead = inwards[turns..].iter().find(|(_, lead)| lead.interval[0] > 0.0);
        Some(Crossing {
            at,
            surely_behind: inwards[surely_behind].0,
            surely_ahead: surely_ahead.map(|(x, _)| *x),
        })
    }
}

impl Lead {
    fn jackknifed(value: f64, left_out: &[f64]) -> Lead {
        let g = left_out.len() as f64;
        let mean = left_out.iter().sum::<f64>() / g;
        let squares: f64 = left_out.iter().map(|x| (x - mean) * (x - mean)).sum();
        let standard_error = ((g - 1.0) / g * squares).sqrt();
        let off = student_t_quantile(0.975, left_out.len().saturating_sub(1).max(1)) * standard_error;
        Lead { value, standard_error, interval: [value - off, value + off] }
    }
}
