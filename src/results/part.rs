//! A part of a run, or of an inquiry, as a file: what says of which, the scenarios themselves, and what was counted, closed by a digest of everything before it.
//!
//! ```text
//! hikiwake part                      a line that says what this is
//! {"format": 1, "engine": …}         a line of JSON: the head
//! …                                  what was counted, deflated (RFC 1951)
//! 9f86d081884c7d65…                  SHA-256 of all before, 64 digits
//! ```

use std::fmt;
use std::io::{self, Read, Write};
use std::path::Path;

use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use serde::{Deserialize, Serialize};

use super::manifest::FileDigest;
use super::sha256;
use crate::disk;
use crate::draws::ENGINE_VERSION;

/// The ending of a part's name.
pub const PART_ENDING: &str = "part";

/// The version of the shape of parts: one more whenever a field comes or goes, or the bytes of what was counted are others.
pub const PART_FORMAT: u32 = 2;

/// How a part begins.
const MAGIC: &[u8] = b"hikiwake part\n";

/// How hard what was counted is deflated. The quickest level of the encoder writes fixed codes only, which take a third more.
const LEVEL: u32 = 3;

/// Digits of a SHA-256.
const DIGITS: usize = 64;

/// A part of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// What it says of itself.
    pub head: PartHead,
    /// What was counted.
    pub counted: Vec<u8>,
}

/// What a part says of itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartHead {
    /// Version of its shape, [`PART_FORMAT`].
    pub format: u32,
    /// Version of the program.
    pub hikiwake: String,
    /// Version of the numbers.
    pub engine: u32,
    /// Digest of the run that it is a part of: of everything that determines the results.
    pub digest: String,
    /// Its number, from 1 …
    pub number: u32,
    /// … of so many.
    pub of: u32,
    /// The stop rule of the run, with the most trials of each scenario; none without one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub until: Option<(String, u64)>,
    /// What is asked; none of a run.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub inquiry: Option<PartInquiry>,
    /// Values given on the command line.
    pub sets: Vec<String>,
    /// The scenarios, in the order in which they are run; none of an inquiry, which tells where numbers stand, and so needs their files.
    pub scenarios: Vec<PartScenario>,
    /// SHA-256 of every input file.
    pub inputs: Vec<FileDigest>,
    /// The worlds that were simulated; of an inquiry, the worlds or variants of each of its simulations.
    pub batches: Vec<PartBatch>,
}

/// A scenario of a part.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartScenario {
    /// What it is called in the results.
    pub name: String,
    /// The resolved scenario as a file of the run folder.
    pub file: String,
    /// Its text.
    pub text: String,
}

/// What is asked of scenarios in parts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartInquiry {
    /// The command line that asks it, from the verb on.
    pub words: Vec<String>,
    /// Of simulations that follow from what came of those before, which these are, from 1.
    pub round: u32,
}

/// Consecutive worlds of a part; of an inquiry, also all variants that were asked for, of which it simulated every so many.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PartBatch {
    /// The first of them.
    pub from: u32,
    /// The one after the last.
    pub to: u32,
    /// How many bytes what was counted takes, of each scenario and then of each expert's view; or of each variant that it simulated.
    pub bytes: Vec<usize>,
}

/// Why a file is no whole part. Told of the file: "is not a part of a run".
#[derive(Debug)]
pub enum PartFault {
    /// The disk refused.
    Disk(disk::Refusal),
    /// It is something else.
    Other,
    /// It does not end as it should, or its digest is another.
    Damaged(String),
    /// It is of another version: what is other.
    Version(String),
}

impl fmt::Display for PartFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PartFault::Disk(refusal) => write!(f, "{refusal}"),
            PartFault::Other => write!(f, "is not a part of a run"),
            PartFault::Damaged(why) => write!(f, "is damaged: {why}"),
            PartFault::Version(what) => write!(f, "was written by another version: {what}"),
        }
    }
}

impl Part {
    /// Its bytes: the same for the same part, whoever makes it with the same build, and whenever. What was counted is deflated at a low level: of a
    /// part of a large run that is 1 % of its simulation.
    pub fn bytes(&self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(serde_json::to_vec(&self.head).expect("plain data has a JSON form"));
        bytes.push(b'\n');
        let mut deflated = DeflateEncoder::new(bytes, Compression::new(LEVEL));
        let whole = deflated.write_all(&self.counted).and_then(|()| deflated.finish());
        let mut bytes = whole.expect("memory takes what is written");
        let digest = sha256(&bytes);
        bytes.extend(digest.as_bytes());
        bytes
    }

    /// The part with these bytes.
    ///
    /// **Errors** what is wrong with them; the digest is looked at first, and nothing is believed of what does not have it.
    pub fn of_bytes(bytes: &[u8]) -> Result<Part, PartFault> {
        let damaged = |why: &str| PartFault::Damaged(why.to_string());
        let body = bytes.strip_prefix(MAGIC).ok_or(PartFault::Other)?;
        let ends = body.len().checked_sub(DIGITS).ok_or_else(|| damaged("it ends too soon"))?;
        if sha256(&bytes[..bytes.len() - DIGITS]).as_bytes() != &body[ends..] {
            return Err(damaged("it does not have the digest that it ends with"));
        }
        let body = &body[..ends];
        let line = body.iter().position(|&byte| byte == b'\n').ok_or_else(|| damaged("it has no head"))?;
        let head: serde_json::Value =
            serde_json::from_slice(&body[..line]).map_err(|_| damaged("its head is no JSON"))?;
        for (key, here) in [("format", PART_FORMAT), ("engine", ENGINE_VERSION)] {
            let there = head[key].as_u64();
            if there != Some(u64::from(here)) {
                let there = there.map_or("none".to_string(), |n| n.to_string());
                return Err(PartFault::Version(format!("{key} {there}, here {here}")));
            }
        }
        let head: PartHead = serde_json::from_value(head)
            .map_err(|_| damaged("its head has other fields than a part of this version"))?;
        let other = || damaged("its head tells of other bytes than there are");
        let mut said = head.batches.iter().flat_map(|batch| &batch.bytes);
        let said = said.try_fold(0_u64, |sum, &n| sum.checked_add(n as u64)).ok_or_else(other)?;
        let rises = head.inquiry.is_some() || head.batches.windows(2).all(|pair| pair[0].to <= pair[1].from);
        if !rises || head.batches.iter().any(|batch| batch.from > batch.to) {
            return Err(other());
        }
        // No more is believed to be there than the head says, however little stands for it.
        let mut counted = Vec::new();
        let mut inflated = DeflateDecoder::new(&body[line + 1..]).take(said.saturating_add(1));
        io::copy(&mut inflated, &mut counted).map_err(|_| damaged("what it counted does not inflate"))?;
        if counted.len() as u64 != said {
            return Err(other());
        }
        Ok(Part { head, counted })
    }

    /// What each batch counted, of each scenario and view.
    pub fn each(&self) -> impl Iterator<Item = (&PartBatch, Vec<&[u8]>)> {
        let mut rest = self.counted.as_slice();
        self.head.batches.iter().map(move |batch| {
            let mut next = |&length: &usize| {
                let (one, after) = rest.split_at(length);
                rest = after;
                one
            };
            (batch, batch.bytes.iter().map(&mut next).collect())
        })
    }
}

impl PartHead {
    /// The name of its file: `1a2b3c4d-03-of-40.part`, with as many digits as the last one has; from the second round of an inquiry on
    /// `1a2b3c4d-round-2-03-of-40.part`.
    pub fn file_name(&self) -> String {
        let width = self.of.to_string().len();
        let short: String = self.digest.chars().take(8).collect();
        let round = match self.round() {
            0 | 1 => String::new(),
            later => format!("round-{later}-"),
        };
        format!("{short}-{round}{:0width$}-of-{}.{PART_ENDING}", self.number, self.of)
    }

    /// The round of an inquiry; 0 of a run.
    pub fn round(&self) -> u32 {
        self.inquiry.as_ref().map_or(0, |inquiry| inquiry.round)
    }

    /// Whether both are the same part of the same run, by the same version.
    pub fn is_same_part(&self, other: &PartHead) -> bool {
        let which = |head: &PartHead| (head.number, head.round());
        self.is_of_same_run(other) && which(self) == which(other)
    }

    /// Whether both are parts of the same run or inquiry, split alike, by the same version.
    pub fn is_of_same_run(&self, other: &PartHead) -> bool {
        let key = |head: &PartHead| (head.format, head.engine, head.of);
        key(self) == key(other) && self.digest == other.digest
    }
}

/// Reads a part.
///
/// **Errors** why the file is no whole part.
pub fn read_part(path: &Path) -> Result<Part, PartFault> {
    let bytes = disk::read(path, disk::LARGEST_OF_RUN).map_err(PartFault::Disk)?;
    Part::of_bytes(&bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part() -> Part {
        let head = PartHead {
            format: PART_FORMAT,
            hikiwake: "0".into(),
            engine: ENGINE_VERSION,
            digest: sha256(b"the run"),
            number: 3,
            of: 40,
            until: None,
            inquiry: None,
            sets: vec!["a=1".into()],
            scenarios: vec![PartScenario {
                name: "a".into(),
                file: "scenario.toml".into(),
                text: "x\n".into(),
            }],
            inputs: Vec::new(),
            batches: vec![
                PartBatch { from: 2, to: 5, bytes: vec![3, 0] },
                PartBatch { from: 7, to: 7, bytes: vec![1] },
            ],
        };
        Part { head, counted: vec![b'\n', 0, 255, 7] }
    }

    #[test]
    fn a_part_reads_back_and_its_name_sorts() {
        let part = part();
        assert_eq!(Part::of_bytes(&part.bytes()).unwrap(), part);
        assert!(part.head.file_name().ends_with("-03-of-40.part"), "{}", part.head.file_name());
        let all: Vec<Vec<&[u8]>> = part.each().map(|(_, each)| each).collect();
        assert_eq!(all, [vec![&[b'\n', 0, 255][..], &[]], vec![&[7][..]]]);
    }

    #[test]
    fn no_beginning_of_a_part_and_no_changed_bit_is_taken_for_whole() {
        let bytes = part().bytes();
        for end in 0..bytes.len() {
            assert!(Part::of_bytes(&bytes[..end]).is_err(), "{end}");
        }
        for bit in 0..8 * bytes.len() {
            let mut other = bytes.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            assert!(Part::of_bytes(&other).is_err(), "{bit}");
        }
    }

    #[test]
    fn another_version_says_so() {
        let mut other = part();
        other.head.engine += 1;
        let error = Part::of_bytes(&other.bytes()).unwrap_err().to_string();
        assert!(error.contains("another version") && error.contains("engine"), "{error}");
        // A head that tells of more than there is.
        let mut other = part();
        other.head.batches[0].bytes[0] += 1;
        assert!(matches!(Part::of_bytes(&other.bytes()), Err(PartFault::Damaged(_))));
    }
}
