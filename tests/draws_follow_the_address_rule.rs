//! The draws against ChaCha8 and the address rule written a second time (docs/model.md §5.8).

use crate::common::chacha8;
use hikiwake::draws::Stream;

#[test]
fn every_draw_is_the_word_its_address_names() {
    let names = [
        ("factor.trust", "noise"),
        ("process.talks.transition.open", "clock closed"),
        ("shock.rupture.forces.break", "force"),
        ("", ""),
    ];
    let numbers = [0, 1, 2, 7, 8, 9, 255, 256, 4095, 65_535, 1 << 31, u32::MAX];
    for (i, (element, purpose)) in names.iter().enumerate() {
        for seed in [0, 1, i as u64, 20_260_708, u64::MAX] {
            let stream = Stream::new(seed, element, purpose);
            for world in numbers {
                for path in numbers {
                    for ordinal in numbers {
                        let expected = chacha8::uniform(seed, element, purpose, world, path, ordinal);
                        let found = stream.uniform(world, path, ordinal);
                        assert_eq!(found, expected, "{seed} {element} {purpose} {world} {path} {ordinal}");
                        assert!(0.0 < found && found < 1.0);
                    }
                }
            }
        }
    }
}

#[test]
fn a_column_crosses_blocks_as_single_draws_do() {
    let stream = Stream::new(3, "factor.trust", "noise");
    let mut column = [0.0; 100];
    stream.fill(5, 13, 9, &mut column);
    for (i, found) in (13..).zip(column) {
        assert_eq!(found, chacha8::uniform(3, "factor.trust", "noise", 5, i, 9));
    }
}

#[test]
fn noise_follows_month_after_month() {
    let stream = Stream::new(3, "factor.trust", "noise");
    for world in [0, 5, u32::MAX] {
        for path in [0, 1, 4095, 4096, u32::MAX] {
            for month in [0, 1, 15, 16, 119, (1 << 20) - 1] {
                let expected = chacha8::noise(3, "factor.trust", world, path, month);
                assert_eq!(stream.in_sequence(world, path, month), expected, "{world} {path} {month}");
            }
        }
    }
}
