//! Who is answered: a page of this machine that knows the token, and nobody else.
//!
//! A browser lets any page ask the loopback. What it cannot forge is checked: by which name it was asked (a name of elsewhere that was pointed here
//! is refused), from which page it asks, and whether it knows the token, which stands in the address and in nothing else.

use super::http::Request;

/// By what this desk is known.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    pub port: u16,
    pub token: String,
}

impl Guard {
    /// A token that nobody can guess. **Unit** 32 digits of sixteen.
    ///
    /// **Errors** the system gives nothing random.
    pub(super) fn token() -> std::io::Result<String> {
        let mut bytes = [0_u8; 16];
        getrandom::fill(&mut bytes).map_err(|why| std::io::Error::other(why.to_string()))?;
        Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
    }

    /// What is asked for, without the token; none where whoever asks is told nothing.
    pub(super) fn admit<'r>(&self, request: &'r Request) -> Option<&'r str> {
        let host = request.header("host").filter(|_| request.count("host") == 1)?;
        let is_here = ["127.0.0.1", "localhost"].iter().any(|name| host == format!("{name}:{}", self.port));
        let own = format!("http://{host}");
        let is_own = match request.header("origin") {
            Some(origin) => origin == own && request.count("origin") == 1,
            None => request.method == "GET",
        };
        let site = request.header("sec-fetch-site").unwrap_or("same-origin");
        let is_from_here = site == "same-origin" || site == "none" && request.method == "GET";
        let is_json = request.header("content-type").is_some_and(|kind| kind.starts_with("application/json"));
        let is_known_method = request.method == "GET" || request.method == "POST" && is_json;
        let (token, rest) = request.path.strip_prefix('/')?.split_once('/')?;
        let may = is_here && is_own && is_from_here && is_known_method && is_same(token, &self.token);
        may.then_some(rest)
    }
}

/// Whether two texts are the same, in a time that does not tell where they part.
fn is_same(a: &str, b: &str) -> bool {
    let differences = a.bytes().zip(b.bytes()).fold(0, |sum, (a, b)| sum | (a ^ b));
    a.len() == b.len() && differences == 0
}
