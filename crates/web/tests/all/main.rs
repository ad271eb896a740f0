//! The doors and the pages, tried in process; what touches the database on both databases.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

mod answers;
mod authentication;
mod bad_ends;
mod callbacks;
mod certificates;
mod coverage;
mod cross_origin;
mod device;
mod dpop;
mod factors;
mod html;
mod jwt_bearer;
mod logout;
mod matrix;
mod messages;
mod mtls;
mod nodes;
mod nowhere;
mod par;
mod password_grant;
mod people;
mod proofs;
mod protocol;
mod request_objects;
mod selfservice;
mod session_api;
mod signed_answers;
mod support;
mod token_exchange;
mod users_api;
mod walk;
