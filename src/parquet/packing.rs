//! Small whole numbers in few bits: runs of one value as a length, others side by side in groups of eight.

use super::compact::varint;

/// Runs and packed groups of numbers of so many bits.
///
/// **Range** 1 ≤ `width` ≤ 32, numbers below 2^width.
pub fn packed(numbers: &[u32], width: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Where the numbers begin that wait to be packed.
    let mut waiting = 0;
    let mut at = 0;
    while at < numbers.len() {
        let run = numbers[at..].iter().take_while(|&&n| n == numbers[at]).count();
        // What waits is made up to whole groups from the run.
        let lacking = (8 - (at - waiting) % 8) % 8;
        if run >= lacking + 8 {
            pack(&mut bytes, &numbers[waiting..at + lacking], width);
            let length = run - lacking;
            varint(&mut bytes, (length as u64) << 1);
            bytes.extend(&numbers[at].to_le_bytes()[..width.div_ceil(8) as usize]);
            waiting = at + run;
        }
        at += run;
    }
    pack(&mut bytes, &numbers[waiting..], width);
    bytes
}

/// Groups of eight; the last is filled up with zeros, which nobody reads.
fn pack(bytes: &mut Vec<u8>, numbers: &[u32], width: u32) {
    if numbers.is_empty() {
        return;
    }
    let groups = numbers.len().div_ceil(8);
    varint(bytes, (groups as u64) << 1 | 1);
    let (mut held, mut bits) = (0_u64, 0);
    for at in 0..groups * 8 {
        held |= u64::from(numbers.get(at).copied().unwrap_or(0)) << bits;
        bits += width;
        while bits >= 8 {
            bytes.push(held as u8);
            held >>= 8;
            bits -= 8;
        }
    }
}

/// The bits that numbers up to this one need, one at least.
pub fn width_of(largest: u32) -> u32 {
    (32 - largest.leading_zeros()).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The reader's side, written from the description of the format.
    fn unpacked(bytes: &[u8], width: u32, count: usize) -> Vec<u32> {
        let (mut at, mut numbers) = (0, Vec::new());
        while numbers.len() < count {
            let (mut head, mut shift) = (0_u64, 0);
            loop {
                head |= u64::from(bytes[at] & 0x7f) << shift;
                shift += 7;
                at += 1;
                if bytes[at - 1] < 0x80 {
                    break;
                }
            }
            let many = (head >> 1) as usize;
            if head & 1 == 0 {
                let long = width.div_ceil(8) as usize;
                let value: u32 = (0..long).map(|b| u32::from(bytes[at + b]) << (8 * b)).sum();
                numbers.extend(vec![value; many]);
                at += long;
            } else {
                let bit = |n: usize| u32::from(bytes[at + n / 8] >> (n % 8) & 1);
                let number =
                    |n: usize| (0..width as usize).map(|b| bit(n * width as usize + b) << b).sum::<u32>();
                numbers.extend((0..many * 8).map(number));
                at += many * width as usize;
            }
        }
        assert_eq!(at, bytes.len());
        numbers.truncate(count);
        numbers
    }

    #[test]
    fn the_example_of_the_format_has_its_bytes() {
        // 0 … 7 in three bits, from the description of the format: 10001000 11000110 11111010.
        assert_eq!(packed(&[0, 1, 2, 3, 4, 5, 6, 7], 3), [3, 0b1000_1000, 0b1100_0110, 0b1111_1010]);
        assert_eq!(packed(&[300; 100], 9), [0xc8, 1, 44, 1]);
        assert_eq!([width_of(0), width_of(1), width_of(2), width_of(255), width_of(256)], [1, 1, 2, 8, 9]);
    }

    proptest! {
        #[test]
        fn whatever_is_packed_comes_back(
            runs in prop::collection::vec((0_u32..1000, 1_usize..30), 0..40), spare in 0_u32..8,
        ) {
            let numbers: Vec<u32> = runs.iter().flat_map(|&(n, many)| vec![n; many]).collect();
            let width = width_of(numbers.iter().copied().max().unwrap_or(0)) + spare;
            prop_assert_eq!(unpacked(&packed(&numbers, width), width, numbers.len()), numbers);
        }
    }
}
