//! Many whole numbers in few words.

/// Whole numbers that rise, with those in a row as a range: `4,7-9`, as job schedulers write them too.
pub fn ranges(rising: &[u32]) -> String {
    let rows = rising.chunk_by(|a, b| a + 1 == *b);
    let told = |row: &[u32]| match row {
        [first, .., last] => format!("{first}-{last}"),
        one => one.iter().map(u32::to_string).collect(),
    };
    rows.map(told).collect::<Vec<String>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_in_a_row_are_a_range() {
        assert_eq!(ranges(&[4, 7, 8, 9, 11, 12]), "4,7-9,11-12");
        assert_eq!((ranges(&[]), ranges(&[5])), (String::new(), "5".to_string()));
    }
}
