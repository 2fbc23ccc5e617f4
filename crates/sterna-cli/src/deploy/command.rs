//! The user's own command, which says whether the application is well.

use std::fs::File;
use std::io::{self, Read as _, Seek as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use crate::precaution;
use crate::project::Project;

/// How often is looked whether the command is done.
const PAUSE: Duration = Duration::from_millis(50);

/// As many characters of what it said are shown, the last ones.
const SHOWN: usize = 2_000;

/// What is wrong, as the command says; nothing where it succeeds.
pub async fn problem(project: &Project<'_>, line: &str, timeout: Duration) -> Option<String> {
    match run(project, line, timeout).await {
        Ok((Some(status), _)) if status.success() => None,
        Ok((Some(status), said)) => Some(with_words(status.to_string(), &said)),
        Ok((None, said)) => {
            let words = format!("not done after {} s", timeout.as_secs());
            Some(with_words(words, &said))
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Some(format!(
            "cannot be run: it needs a shell (`sh`) and a folder for temporary files: {error}"
        )),
        Err(error) => Some(format!("cannot be run: {error}")),
    }
}

/// How it ended, and what it said on both of its streams.
async fn run(
    project: &Project<'_>,
    line: &str,
    timeout: Duration,
) -> io::Result<(Option<ExitStatus>, String)> {
    // A pipe that nobody empties would stop the command; a file takes all it says.
    let mut said = tempfile::tempfile()?;
    let mut child = shell(project, line)
        .stdin(Stdio::null())
        .stdout(said.try_clone()?)
        .stderr(said.try_clone()?)
        .spawn()?;
    let started = Instant::now();
    let status = loop {
        match child.try_wait()? {
            Some(status) => break Some(status),
            None if started.elapsed() >= timeout => {
                end_all_of(&child);
                child.kill()?;
                child.wait()?;
                break None;
            }
            None => tokio::time::sleep(PAUSE).await,
        }
    };
    if status.is_some_and(|status| !status.success()) {
        end_all_of(&child);
    }
    Ok((status, last_words(&mut said)?))
}

/// Ends what the command has started: it could have the database open, which is about to go back.
/// The command leads a process group, which outlives it.
#[cfg(unix)]
fn end_all_of(child: &Child) {
    let line = format!("kill -KILL -{}", child.id());
    let mut kill = Command::new("sh");
    kill.arg("-c").arg(line);
    let quiet = kill.stdout(Stdio::null()).stderr(Stdio::null());
    // Most often there is nobody left.
    drop(quiet.status());
}

#[cfg(not(unix))]
fn end_all_of(_: &Child) {}

/// The shell with the line, in the project's root, with the database's name where the
/// application looks for it.
fn shell(project: &Project<'_>, line: &str) -> Command {
    let (program, option) = if cfg!(windows) {
        ("cmd", "/C")
    } else {
        ("sh", "-c")
    };
    let mut command = Command::new(program);
    command.arg(option).arg(line);
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut command, 0);
    let root = project.settings.root.as_ref();
    command.current_dir(root.unwrap_or(&project.directory));
    if let Ok(path) = precaution::file(project) {
        command.env(&project.settings.variable, url(&path));
    }
    command
}

/// The URL of a file, in which two characters are special.
fn url(path: &Path) -> String {
    let path = path.to_string_lossy();
    format!("sqlite://{}", path.replace('%', "%25").replace('?', "%3F"))
}

fn last_words(said: &mut File) -> io::Result<String> {
    let mut bytes = Vec::new();
    said.rewind()?;
    said.read_to_end(&mut bytes)?;
    let text = String::from_utf8_lossy(&bytes);
    let text = text.trim();
    let from = text.char_indices().rev().nth(SHOWN - 1);
    Ok(text[from.map_or(0, |(at, _)| at)..].trim_start().to_owned())
}

fn with_words(status: String, said: &str) -> String {
    match said {
        "" => status,
        said => format!("{status}\n{said}"),
    }
}
