//! Signing up in the steps that the realm's `registration` settings list (R-REG-2..4).
//!
//! [`step`] leads to each step in turn, [`fields`] asks what a step asks, [`destination`] says where it all leads. What
//! each step takes besides is said by the journey `Registration`.

mod destination;
mod fields;
mod step;

pub(super) use destination::RegistrationDestinationNode;
pub(super) use fields::RegistrationFieldsNode;
pub(super) use step::RegistrationStepNode;
