//! The door of the desk: it listens, lets in whom the guard admits, and computes until it is told to end.

use std::io;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::guard::Guard;
use super::http::{self, Answer};
use super::routes;
use super::shared::Office;
use super::sliders::Job;
use super::work;
use crate::follow::Order;
use crate::study::Watch;

/// Connections at a time; a page has a few.
const MOST: usize = 64;

/// How long a request may take to arrive.
const PATIENCE: Duration = Duration::from_secs(10);

/// Scenarios are read on these threads too, nested as they may be. **Unit** bytes.
const STACK: usize = 8 << 20;

/// A desk that is open to this machine's browsers.
#[derive(Debug)]
pub struct Desk {
    office: Arc<Office>,
    jobs: Receiver<Job>,
}

impl Desk {
    /// Opens a desk for these files, at this port of the loopback, or at a free one.
    ///
    /// **Errors** the port cannot be had, or the system gives nothing random.
    pub fn open(order: Order, port: Option<u16>) -> io::Result<Desk> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port.unwrap_or(0)))?;
        let guard = Guard { port: listener.local_addr()?.port(), token: Guard::token()? };
        let (sender, jobs) = channel();
        let office = Arc::new(Office::new(guard, order, sender));
        let within = office.clone();
        std::thread::Builder::new().spawn(move || receive(&listener, &within))?;
        Ok(Desk { office, jobs })
    }

    /// What to open in a browser; whoever knows it may read and write the followed files.
    pub fn address(&self) -> String {
        let Guard { port, token } = &self.office.guard;
        format!("http://127.0.0.1:{port}/{token}/")
    }

    /// Follows the files and computes, until `watch` is told to stop.
    pub fn serve(self, watch: &dyn Watch) {
        work::work(&self.office, &self.jobs, watch);
        self.office.shared.change(|board| board.is_closed = true);
    }
}

/// Takes connections for as long as the program lives.
fn receive(listener: &TcpListener, office: &Arc<Office>) {
    let open = Arc::new(AtomicUsize::new(0));
    for stream in listener.incoming().flatten() {
        if open.fetch_add(1, Ordering::Relaxed) >= MOST {
            open.fetch_sub(1, Ordering::Relaxed);
            continue;
        }
        let (office, count) = (office.clone(), open.clone());
        let answer = move || {
            answer(stream, &office);
            count.fetch_sub(1, Ordering::Relaxed);
        };
        if std::thread::Builder::new().stack_size(STACK).spawn(answer).is_err() {
            open.fetch_sub(1, Ordering::Relaxed);
        }
    }
}

/// One request and its answer. A page that goes away meanwhile needs none.
fn answer(mut stream: TcpStream, office: &Office) {
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let _ = stream.set_write_timeout(Some(PATIENCE));
    let Some(request) = http::read(&mut stream) else { return };
    let answer = match office.guard.admit(&request) {
        Some(path) => routes::answer(office, &request, path),
        None => Answer::nothing(403),
    };
    let _ = http::write(&mut stream, &answer);
}
