//! The numbers of all figures and estimates as a workbook.
use super::Run;
/// x
pub fn workbook(_runs: &[Run]) -> Result<Vec<u8>, String> {
    Err("x".into())
}
