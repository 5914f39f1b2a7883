//! What decides an answer, in words: who would refuse, and which assumptions what is not known hangs on.

use hikiwake::analysis::drivers::{By, Driver};
use hikiwake::study::{Error, Study, Unwatched};
use hikiwake::words::percent;

/// So many assumptions are named.
const NAMED: usize = 3;

/// Those whose consent is asked for and who would sooner refuse than give it, the least likely first, each with its acceptance at the start.
pub fn blockers(study: &Study) -> String {
    let size = study.size().unwrap();
    let simulated = study.simulate_asking(None, size, &Unwatched).unwrap();
    let inquiry = study.blockers(&simulated, "").unwrap();
    let option = &inquiry.data["options"][0];
    let told = |id: &serde_json::Value| {
        let audience = option["audiences"]
            .as_array()
            .unwrap()
            .iter()
            .find(|audience| audience["audience"] == *id)
            .unwrap();
        format!(
            "{} {}",
            audience["name"].as_str().unwrap(),
            percent(audience["start"]["estimate"].as_f64().unwrap())
        )
    };
    let blockers: Vec<String> = option["blocked_by"].as_array().unwrap().iter().map(told).collect();
    match (blockers.is_empty(), &option["weakest"]) {
        (false, _) => blockers.join(", "),
        (true, serde_json::Value::Null) => "nobody is asked".to_string(),
        (true, weakest) => format!("nobody; the weakest is {}", told(weakest)),
    }
}

/// The assumptions that an outcome hangs on most, each with its share of the variance between worlds and the way it works.
pub fn decides(study: &Study, outcome: &str) -> String {
    let question = study.question(Some(outcome)).unwrap();
    let simulated = study.simulate(study.size().unwrap(), &Unwatched).unwrap();
    match study.drivers_of_run(&simulated, Some(&question), By::Quantity, &Unwatched) {
        Ok(shares) => {
            let told = |driver: &Driver| {
                let sign = ["−", "", "+"][(driver.direction() + 1) as usize];
                format!(
                    "{sign}{} {} ± {}",
                    driver.input.name,
                    percent(driver.share.value),
                    percent(driver.share.standard_error)
                )
            };
            let named: Vec<String> = shares.clear().take(NAMED).map(told).collect();
            if named.is_empty() { "many, none above luck".to_string() } else { named.join("; ") }
        }
        Err(Error::Unanswerable(_)) => "too rare to tell".to_string(),
        Err(error) => panic!("{error}"),
    }
}
