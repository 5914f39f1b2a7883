//! The threads of the whole program: as many as asked for, fewer where the system gives no more.

use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use super::printer;

/// A verb reads nested files and draws on one of these threads: as much stack as a program's own thread has.
const STACK: usize = 8 << 20;

/// Works on as many threads as asked for, else on one a core. Everything that is done side by side inside is done on these.
///
/// Where the system refuses so many (a limit on threads or on memory), half as many are tried, down to the program's own. Results do not
/// depend on how many there are.
pub fn on<T: Send>(wanted: Option<u32>, work: impl FnOnce() -> T + Send) -> T {
    let wanted = wanted.map_or_else(cores, |threads| threads as usize);
    let (got, pool) = first_that_starts(wanted, pool);
    if got < wanted {
        let told =
            format!("the system gives this program {got} of {wanted} threads; the results are the same");
        printer::message("note", &told);
    }
    match pool {
        Ok(pool) => pool.install(work),
        Err(_) => work(),
    }
}

/// A pool of so many threads; the only one is the program's own.
fn pool(threads: usize) -> Result<ThreadPool, ThreadPoolBuildError> {
    let pool = ThreadPoolBuilder::new().num_threads(threads).stack_size(STACK);
    if threads == 1 { pool.use_current_thread().build() } else { pool.build() }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What the first of `wanted`, half of it, … down to 1 comes to that can be started, or the failure of 1.
fn first_that_starts<T, E>(wanted: usize, start: impl Fn(usize) -> Result<T, E>) -> (usize, Result<T, E>) {
    let mut threads = wanted.max(1);
    loop {
        match start(threads) {
            Err(_) if threads > 1 => threads = threads.div_ceil(2).min(threads - 1),
            last => return (threads, last),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::first_that_starts;

    #[test]
    fn fewer_threads_are_tried_where_so_many_cannot_be_had() {
        let at_most = |limit| move |threads| if threads <= limit { Ok(threads) } else { Err(threads) };
        let found = |limit| first_that_starts(9, at_most(limit));
        assert_eq!([found(9), found(4), found(2), found(1)], [9, 3, 2, 1].map(|n| (n, Ok(n))));
        assert_eq!(found(0), (1, Err(1)));
        assert_eq!(first_that_starts(0, at_most(1)), (1, Ok(1)));
    }

    #[test]
    fn work_is_done_on_as_many_threads_as_asked_for() {
        for threads in [1, 3] {
            assert_eq!(super::on(Some(threads), rayon::current_num_threads), threads as usize);
        }
    }
}
