//! Runs of a whole process: how long the fastest took, and the most memory that one held.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What a process takes.
#[derive(Clone, Copy, Debug)]
pub struct Measured {
    pub time: Duration,
    /// 0 where the system does not say.
    pub kilobytes: u64,
}

/// The fastest of a few runs, since a busy machine only adds to what the work takes, and the
/// memory of one more run, which is slower for being watched. `after` tidies up after each.
pub fn measure(command: &mut Command, after: impl Fn()) -> Measured {
    command.env_remove("DATABASE_URL").stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let started = Instant::now();
    let mut times = Vec::new();
    while times.is_empty() || (times.len() < 7 && started.elapsed() < Duration::from_secs(5)) {
        let started = Instant::now();
        ended(command.spawn().expect("the command starts"));
        times.push(started.elapsed());
        after();
    }
    // Nobody reads what this one says, and a full pipe would stop it.
    command.stderr(Stdio::null());
    let kilobytes = watched(command.spawn().expect("the command starts"));
    after();
    Measured {
        time: times.into_iter().min().expect("one run at least"),
        kilobytes,
    }
}

/// Waits for an answer, which is yes or no; anything else is a failure.
fn ended(child: Child) {
    let output = child.wait_with_output().expect("the command ends");
    let answers = matches!(output.status.code(), Some(0 | 1));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(answers, "{}: {errors}", output.status);
}

fn watched(mut child: Child) -> u64 {
    let mut peak = 0;
    while child.try_wait().expect("it can be asked for").is_none() {
        peak = peak.max(high_water(child.id()));
        thread::sleep(Duration::from_micros(200));
    }
    ended(child);
    peak
}

/// The most memory that a process held so far, in kilobytes.
fn high_water(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    number.and_then(|number| number.parse().ok()).unwrap_or(0)
}
