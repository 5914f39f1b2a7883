//! Columns of numbers as bytes, small where the numbers are small or round: what parts of a run are kept as.

/// Numbers on their way into bytes: seven bits a byte, the lowest first; a run of zeros as one 0 and how many more follow.
#[derive(Debug, Default)]
pub struct NumbersOut {
    /// What there is so far.
    pub bytes: Vec<u8>,
}

impl NumbersOut {
    /// A whole number.
    pub fn whole(&mut self, mut n: u64) {
        while n >= 0x80 {
            self.bytes.push(n as u8 | 0x80);
            n >>= 7;
        }
        self.bytes.push(n as u8);
    }

    /// Whole numbers, of which many may be 0.
    pub fn wholes(&mut self, numbers: impl Iterator<Item = u64>) {
        let mut zeros = 0_u64;
        for n in numbers {
            if n == 0 {
                zeros += 1;
                continue;
            }
            self.zeros(&mut zeros);
            self.whole(n);
        }
        self.zeros(&mut zeros);
    }

    fn zeros(&mut self, zeros: &mut u64) {
        if *zeros > 0 {
            self.whole(0);
            self.whole(*zeros - 1);
            *zeros = 0;
        }
    }

    /// Numbers, by their bits from the lowest: round ones end in zeros.
    pub fn floats(&mut self, numbers: &[f64]) {
        self.wholes(numbers.iter().map(|x| x.to_bits().reverse_bits()));
    }
}

/// Numbers on their way out of bytes. Each method gives none where the bytes are not those of such numbers.
#[derive(Debug)]
pub struct NumbersIn<'b> {
    bytes: &'b [u8],
}

impl NumbersIn<'_> {
    /// All of these bytes.
    pub fn new(bytes: &[u8]) -> NumbersIn<'_> {
        NumbersIn { bytes }
    }

    /// How many bytes are left.
    pub fn left(&self) -> usize {
        self.bytes.len()
    }

    /// Whether none is left.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    /// A whole number.
    pub fn whole(&mut self) -> Option<u64> {
        let mut n = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.bytes.split_first()?;
            self.bytes = rest;
            let digits = u64::from(byte & 0x7f);
            n |= digits << shift;
            if digits << shift >> shift != digits {
                return None;
            }
            if byte < 0x80 {
                return Some(n);
            }
        }
        None
    }

    /// So many whole numbers.
    pub fn wholes(&mut self, count: usize) -> Option<Vec<u64>> {
        let mut found = Vec::new();
        while found.len() < count {
            match self.whole()? {
                0 => {
                    let more = usize::try_from(self.whole()?).ok()?;
                    (more < count - found.len()).then_some(())?;
                    found.resize(found.len() + more + 1, 0);
                }
                n => found.push(n),
            }
        }
        Some(found)
    }

    /// So many finite numbers.
    pub fn floats(&mut self, count: usize) -> Option<Vec<f64>> {
        let number = |bits: u64| Some(f64::from_bits(bits.reverse_bits())).filter(|x| x.is_finite());
        self.wholes(count)?.into_iter().map(number).collect()
    }
}
