//! The command line of hikiwake.

fn main() -> std::process::ExitCode {
    hikiwake::cli::main()
}
