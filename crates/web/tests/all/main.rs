//! The doors and the pages, tried in process; what touches the database on both databases.

mod coverage;
mod html;
mod protocol;
mod support;
mod walk;
