//! What one measurement says, and the files it is taken on.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use tests::Database;

use crate::kinds::{INDEXES, TABLE};

/// A time and the memory it took.
#[derive(Clone, Debug)]
pub struct Measured {
    pub time: Duration,
    /// 0 where nobody says.
    pub kilobytes: u64,
    pub way: String,
}

impl Measured {
    /// What a process says of itself: `MICROSECONDS KILOBYTES WAY`.
    pub fn by(command: &mut Command) -> Self {
        let output = command.stderr(Stdio::inherit()).output();
        let output = output.expect("the process starts");
        assert!(output.status.success(), "{command:?}");
        let said = String::from_utf8(output.stdout).expect("it says words");
        let mut words = said.trim().splitn(3, ' ');
        let mut number = || words.next().and_then(|word| word.parse().ok());
        Self {
            time: Duration::from_micros(number().expect("a time")),
            kilobytes: number().expect("a size"),
            way: words.next().unwrap_or_default().to_owned(),
        }
    }
}

/// A database of so many rows, of which each measurement gets a copy.
pub struct Base {
    path: PathBuf,
    pub rows: u32,
}

impl Base {
    pub fn new(folder: &Path, rows: u32) -> Self {
        let path = folder.join(format!("{rows}.db"));
        let _ = fs::remove_file(&path);
        Database::new(&path).execute(&format!(
            "CREATE TABLE users (id INTEGER PRIMARY KEY);
             {TABLE};
             CREATE TABLE comments (id INTEGER PRIMARY KEY,
               post INTEGER REFERENCES posts (id) ON DELETE CASCADE);
             WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < 1000)
               INSERT INTO users SELECT n FROM c;
             WITH RECURSIVE c (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < {rows})
               INSERT INTO posts (title, status, author, editor, n, code)
               SELECT 'a title of some length ' || n, iif(n % 10, 'posted', 'draft'),
                 1 + n % 1000, 1 + n % 7, n, 'code ' || n FROM c;
             INSERT INTO comments (post) SELECT id FROM posts;
             {INDEXES}"
        ));
        Self { path, rows }
    }

    /// The fastest of a few measurements, each on a fresh copy: a busy machine only adds to what
    /// the work takes. Five, or fewer where they last.
    pub fn fastest(&self, measure: impl Fn(&Path) -> Option<Measured>) -> Option<Measured> {
        let started = Instant::now();
        let mut all = Vec::new();
        while all.len() < 5 && started.elapsed() < Duration::from_secs(8) {
            let copy = self.path.with_extension("copy.db");
            fs::copy(&self.path, &copy).expect("the database can be copied");
            // Or else the first commit would have to write all of it.
            let copied = fs::File::open(&copy).expect("the copy");
            copied.sync_all().expect("the copy can be flushed");
            all.push(measure(&copy)?);
        }
        all.into_iter().min_by_key(|measured| measured.time)
    }

    /// The same by this program, as a child.
    pub fn by_child(&self, mode: &str, what: &str) -> Measured {
        let measured = self.fastest(|copy| {
            let program = std::env::current_exe().expect("this program");
            let mut command = Command::new(program);
            command.args(["--child", mode, what]).arg(copy);
            Some(Measured::by(&mut command))
        });
        measured.expect("a child always answers")
    }
}
