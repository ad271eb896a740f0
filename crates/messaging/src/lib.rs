//! Messages to people: codes, links and notices, by mail, text message and WhatsApp.
//!
//! A use case posts a [`Letter`] in the transaction of what causes it ([`outbox`]). Workers claim what is due, render
//! it ([`template`]) in the person's language and hand it to the realm's [`channel`] ([`delivery`]); when that fails they
//! try again later, and give up after so many times. What a letter says is sealed while it waits and forgotten
//! afterwards; history keeps who, when and how it ended.
//!
//! - [`letter`]: what is to be said to whom.
//! - [`notices`]: security notices and their link "this was not me".
//! - [`mailbox`]: the development mailbox, where messages are read when there is no channel yet.

pub mod channel;
pub mod delivery;
pub mod letter;
pub mod mailbox;
pub mod notices;
pub mod outbox;
pub mod template;

pub use letter::{Letter, Medium, Purpose, To};
