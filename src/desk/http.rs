//! As much of HTTP as a page on the loopback needs: one request a connection, of a known length.

use std::io::{self, Read, Write};
use std::net::TcpStream;

/// The longest head of a request. **Unit** bytes.
const LONGEST_HEAD: usize = 16 << 10;

/// The longest body: a scenario of the largest size, in JSON. **Unit** bytes.
const LONGEST_BODY: usize = 40 << 20;

/// Headers of a request that are looked at, at most.
const HEADERS: usize = 64;

/// A request.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub method: String,
    /// Its path, without what follows the `?`.
    pub path: String,
    /// What follows the `?`, taken apart.
    pub query: Vec<(String, String)>,
    headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// An answer.
#[derive(Debug)]
pub(super) struct Answer {
    pub status: u16,
    pub kind: &'static str,
    pub body: Vec<u8>,
    /// What the page may do: its Content-Security-Policy; nothing else than a page needs one.
    pub policy: Option<String>,
}

impl Answer {
    /// Something that was asked for.
    pub(super) fn of(kind: &'static str, body: impl Into<Vec<u8>>) -> Answer {
        Answer { status: 200, kind, body: body.into(), policy: None }
    }

    /// JSON.
    pub(super) fn json(value: &serde_json::Value) -> Answer {
        Answer::of("application/json", value.to_string())
    }

    /// That it cannot be done: why, for people.
    pub(super) fn refusal(why: impl std::fmt::Display) -> Answer {
        Answer { status: 409, ..Answer::json(&serde_json::json!({ "refused": why.to_string() })) }
    }

    /// Nothing at all.
    pub(super) fn nothing(status: u16) -> Answer {
        Answer { status, kind: "text/plain", body: Vec::new(), policy: None }
    }
}

impl Request {
    /// A header by its name in small letters.
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// How often a header stands there.
    pub(super) fn count(&self, name: &str) -> usize {
        self.headers.iter().filter(|(known, _)| known == name).count()
    }

    /// A value of the query.
    pub(super) fn asked(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// Reads one request; none where what comes is none, or is too long.
pub(super) fn read(stream: &mut TcpStream) -> Option<Request> {
    let mut bytes = Vec::new();
    let (mut request, end, length) = loop {
        let mut piece = [0; 4096];
        let count = stream.read(&mut piece).ok().filter(|&count| count > 0)?;
        bytes.extend_from_slice(&piece[..count]);
        if let Some(found) = head(&bytes)? {
            break found;
        }
        if bytes.len() > LONGEST_HEAD {
            return None;
        }
    };
    if length > LONGEST_BODY {
        return None;
    }
    let mut body = bytes.split_off(end);
    while body.len() < length {
        let mut piece = [0; 1 << 16];
        let count = stream.read(&mut piece).ok().filter(|&count| count > 0)?;
        body.extend_from_slice(&piece[..count]);
    }
    body.truncate(length);
    request.body = body;
    Some(request)
}

/// The head of a request, where it ends, and how long its body is; nothing where it is not whole yet.
#[expect(clippy::option_option, reason = "what is no request is told from what is not whole")]
fn head(bytes: &[u8]) -> Option<Option<(Request, usize, usize)>> {
    let mut headers = [httparse::EMPTY_HEADER; HEADERS];
    let mut parsed = httparse::Request::new(&mut headers);
    let httparse::Status::Complete(end) = parsed.parse(bytes).ok()? else { return Some(None) };
    let (path, query) = parsed.path?.split_once('?').unwrap_or((parsed.path?, ""));
    let each = query.split('&').filter_map(|pair| pair.split_once('='));
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).trim().to_string();
    let request = Request {
        method: parsed.method?.to_string(),
        path: path.to_string(),
        query: each.map(|(name, value)| (name.to_string(), unescaped(value))).collect(),
        headers: parsed.headers.iter().map(|h| (h.name.to_ascii_lowercase(), text(h.value))).collect(),
        body: Vec::new(),
    };
    // A body in pieces is not needed by anybody here.
    if request.header("transfer-encoding").is_some() || request.count("content-length") > 1 {
        return None;
    }
    let length = request.header("content-length").map_or(Some(0), |length| length.parse().ok())?;
    Some(Some((request, end, length)))
}

/// A value of a query without its `%41` and `+`.
fn unescaped(text: &str) -> String {
    let mut bytes = text.bytes();
    let mut out = Vec::new();
    while let Some(byte) = bytes.next() {
        let digit = |byte: Option<u8>| byte.and_then(|byte| (byte as char).to_digit(16));
        match byte {
            b'%' => {
                let (high, low) = (digit(bytes.next()), digit(bytes.next()));
                out.extend(high.zip(low).and_then(|(high, low)| u8::try_from(high * 16 + low).ok()));
            }
            b'+' => out.push(b' '),
            byte => out.push(byte),
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}

/// Writes an answer; the connection ends with it.
pub(super) fn write(stream: &mut TcpStream, answer: &Answer) -> io::Result<()> {
    let word = match answer.status {
        200 => "OK",
        204 => "No Content",
        _ => "Refused",
    };
    let policy = answer.policy.as_deref().unwrap_or("default-src 'none'; sandbox");
    let head = format!(
        "HTTP/1.1 {} {word}\r\nContent-Type: {}; charset=utf-8\r\nContent-Length: {}\r\nConnection: close\r\nCache-Control: no-store\r\n\
         X-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\nCross-Origin-Resource-Policy: same-origin\r\n\
         Cross-Origin-Opener-Policy: same-origin\r\nX-Frame-Options: DENY\r\nContent-Security-Policy: {policy}\r\n\r\n",
        answer.status,
        answer.kind,
        answer.body.len()
    );
    stream.write_all(head.as_bytes())?;
    stream.write_all(&answer.body)?;
    stream.flush()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_taken_apart() {
        let text = b"POST /a/b?x=1%202&y=%C3%A9+z HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\n\r\nabc";
        let (request, end, length) = head(text).unwrap().unwrap();
        assert_eq!(
            (request.method.as_str(), request.path.as_str(), end + length),
            ("POST", "/a/b", text.len())
        );
        assert_eq!(
            [request.asked("x"), request.asked("y"), request.asked("z")],
            [Some("1 2"), Some("é z"), None]
        );
        assert_eq!(request.header("host"), Some("h"));
        assert!(head(&text[..40]).unwrap().is_none(), "not whole yet");
        for bad in [
            "GET / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n",
            "GET / HTTP/1.1\r\nContent-Length: x\r\n\r\n",
            "\u{0}",
        ] {
            assert!(head(bad.as_bytes()).is_none(), "{bad:?}");
        }
    }
}
