//! `durward`: who gets in, decided in one process.

fn main() -> std::process::ExitCode {
    durward_server::cli::main()
}
