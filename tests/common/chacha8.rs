//! ChaCha with eight rounds, written from its definition, to check the address rule of docs/model.md §5.8.

use sha2::{Digest, Sha256};

fn quarter_round(x: &mut [u32; 16], a: usize, b: usize, c: usize, d: usize) {
    for (rotate_d, rotate_b) in [(16, 12), (8, 7)] {
        x[a] = x[a].wrapping_add(x[b]);
        x[d] = (x[d] ^ x[a]).rotate_left(rotate_d);
        x[c] = x[c].wrapping_add(x[d]);
        x[b] = (x[b] ^ x[c]).rotate_left(rotate_b);
    }
}

/// Sixteen words: four of the constant, eight of the key, two of the block counter, two of the stream number.
fn block(key: &[u8; 32], counter: u64, stream: u64) -> [u32; 16] {
    let mut start = [0u32; 16];
    for (i, four) in b"expand 32-byte k".chunks(4).chain(key.chunks(4)).enumerate() {
        start[i] = u32::from_le_bytes(four.try_into().expect("four bytes"));
    }
    (start[12], start[13]) = (counter as u32, (counter >> 32) as u32);
    (start[14], start[15]) = (stream as u32, (stream >> 32) as u32);
    let mut x = start;
    for _ in 0..4 {
        for i in 0..4 {
            quarter_round(&mut x, i, 4 + i, 8 + i, 12 + i);
        }
        for i in 0..4 {
            quarter_round(&mut x, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
        }
    }
    std::array::from_fn(|i| x[i].wrapping_add(start[i]))
}

/// §5.8: the draw at an address.
pub fn uniform(seed: u64, element: &str, purpose: &str, world: u32, path: u32, ordinal: u32) -> f64 {
    let word = word(seed, element, purpose, world, path, ordinal);
    ((word / 4096) as f64 + 0.5) / 4503599627370496.0
}

/// §5.8: the word at an address.
pub fn word(seed: u64, element: &str, purpose: &str, world: u32, path: u32, ordinal: u32) -> u64 {
    let number = u64::from(ordinal) * (1 << 32) + u64::from(path);
    let words = block(&key(seed, element, purpose), number / 8, u64::from(world));
    let place = (number % 8) as usize * 2;
    u64::from(words[place]) | u64::from(words[place + 1]) << 32
}

/// §5.8: the word of a factor's noise in a month.
pub fn noise(seed: u64, element: &str, world: u32, path: u32, month: u32) -> u32 {
    let number = (1u64 << 20) * u64::from(path) + u64::from(month);
    block(&key(seed, element, "noise"), number / 16, u64::from(world))[(number % 16) as usize]
}

fn key(seed: u64, element: &str, purpose: &str) -> [u8; 32] {
    Sha256::digest(format!("hikiwake 5\n{seed}\n{element}\n{purpose}")).into()
}
