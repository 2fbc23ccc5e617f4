//! Code in a revision: `op.run(async |db| { … })`.
//!
//! The closure is stored and called once. Its future must be `Send`, so that an application can
//! upgrade from any task; stable Rust cannot write that bound on an `AsyncFnOnce` yet, so
//! [`RunCode`] says it through the plain `FnOnce` that every async closure also is.

use std::any;
use std::fmt;
use std::future::Future;
use std::pin::Pin;

use sea_orm::DbErr;

use crate::Connection;

/// An async closure that can be called with a connection and whose future is `Send`.
///
/// It is implemented for what it should be implemented for; nobody names it.
pub trait RunCode<'a>: FnOnce(&'a Connection) -> <Self as RunCode<'a>>::Running {
    /// The future.
    type Running: Future<Output = Result<(), DbErr>> + Send + 'a;
}

impl<'a, F, Running> RunCode<'a> for F
where
    F: FnOnce(&'a Connection) -> Running,
    Running: Future<Output = Result<(), DbErr>> + Send + 'a,
{
    type Running = Running;
}

type Running<'a> = Pin<Box<dyn Future<Output = Result<(), DbErr>> + Send + 'a>>;
type Boxed = Box<dyn for<'a> FnOnce(&'a Connection) -> Running<'a> + Send + Sync>;

/// The code of one `op.run(…)`.
pub struct Code {
    call: Boxed,
    /// Where it was written, as far as Rust tells.
    place: &'static str,
}

impl Code {
    pub(super) fn new<F>(code: F) -> Self
    where
        F: for<'a> RunCode<'a> + Send + Sync + 'static,
    {
        Self {
            place: any::type_name::<F>(),
            call: Box::new(move |connection| Box::pin(code(connection))),
        }
    }

    /// Runs it.
    pub(crate) async fn call(self, connection: &Connection) -> Result<(), DbErr> {
        (self.call)(connection).await
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.place.trim_end_matches("::{{closure}}"))
    }
}
