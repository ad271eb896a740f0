//! The node types there are: what a journey can be made of.
//!
//! A node is one file here and one line in [`TYPES`]. Its settings are the fields of its struct, and a JSON Schema
//! says them for the console's form. It asks, it acts, and it says how it ended; it never says what comes next.

mod account_lockout;
mod address_collector;
mod attribute_collector;
mod attribute_decision;
mod auth_level;
mod authenticator_choice;
mod bounds;
mod captcha;
mod certificate;
mod choice_collector;
mod consent;
mod cookie_presence_decision;
mod create_object;
mod device;
mod email_suspend;
mod factor;
mod filter;
mod group_decision;
mod identify_existing_user;
mod identity_store_decision;
mod inner_tree_evaluator;
mod kba_definition;
mod kba_verification;
mod login_count;
mod message;
mod mfa_registration_options;
mod oath_registration;
mod oath_token_verifier;
mod one_time_password;
mod opt_out;
mod options;
mod page;
mod password;
mod patch_object;
mod people;
mod persistent_cookie;
mod policies;
mod polling_wait;
mod profile_completeness;
mod query_filter_decision;
mod recipient;
mod recovery_code_collector;
mod recovery_code_display;
mod registration;
mod registry;
mod replace_authenticator;
mod retry_limit_decision;
mod role_decision;
mod second_factor_choice;
mod second_factor_decision;
mod self_service_decision;
mod send_username;
mod session_data;
mod set_session_properties;
mod set_urls;
mod success_message;
mod terms;
mod texts;
mod time_since_decision;
mod turn;
mod username;
mod web_authn;
mod webhook;

use std::future::Future;
use std::pin::Pin;

use durward_journey::callback::Callback;
use durward_journey::catalog::Facts;
use durward_journey::input::Input;
use durward_journey::transition::Outcome;
use durward_model::Invalid;
use durward_store::Error;
use serde::de::DeserializeOwned;
use serde_json::Value;

pub use attribute_collector::label as attribute_label;
pub(crate) use email_suspend::RESUMED;
pub(crate) use factor::AUTHENTICATOR;
pub(crate) use opt_out::WANTED as SECOND_FACTOR_WANTED;
pub(crate) use policies::Policies;
pub use registry::{NodeType, Registry, schemas};
pub(crate) use turn::{Amendment, Claim, Effect, NewAccount, Reason, Scene, Turn};
pub(crate) use username::LOGIN_HINT;
pub(crate) use web_authn::is_synced;

use registry::node_type;

/// The node types, by name. `PageNode` and `InnerTreeEvaluatorNode` are the engine's own; see [`schemas`].
const TYPES: &[NodeType] = &[
    node_type::<account_lockout::AccountLockoutNode>(),
    node_type::<address_collector::EmailCollectorNode>(),
    node_type::<address_collector::PhoneCollectorNode>(),
    node_type::<attribute_collector::AttributeCollectorNode>(),
    node_type::<attribute_decision::AttributePresentDecisionNode>(),
    node_type::<attribute_decision::AttributeValueDecisionNode>(),
    node_type::<captcha::CaptchaNode>(),
    node_type::<certificate::CertificateCollectorNode>(),
    node_type::<certificate::CertificateUserExtractorNode>(),
    node_type::<certificate::CertificateValidationNode>(),
    node_type::<auth_level::AuthLevelDecisionNode>(),
    node_type::<authenticator_choice::AuthenticatorChoiceNode>(),
    node_type::<choice_collector::ChoiceCollectorNode>(),
    node_type::<consent::ConsentNode>(),
    node_type::<cookie_presence_decision::CookiePresenceDecisionNode>(),
    node_type::<create_object::CreateObjectNode>(),
    node_type::<device::DeviceLocationMatchNode>(),
    node_type::<device::DeviceMatchNode>(),
    node_type::<device::DeviceProfileCollectorNode>(),
    node_type::<device::DeviceSaveNode>(),
    node_type::<email_suspend::EmailSuspendNode>(),
    node_type::<session_data::GetSessionDataNode>(),
    node_type::<group_decision::GroupDecisionNode>(),
    node_type::<identify_existing_user::IdentifyExistingUserNode>(),
    node_type::<identity_store_decision::IdentityStoreDecisionNode>(),
    node_type::<login_count::IncrementLoginCountNode>(),
    node_type::<kba_definition::KbaDefinitionNode>(),
    node_type::<kba_verification::KbaDecisionNode>(),
    node_type::<kba_verification::KbaVerificationNode>(),
    node_type::<login_count::LoginCountDecisionNode>(),
    node_type::<message::MessageNode>(),
    node_type::<mfa_registration_options::MfaRegistrationOptionsNode>(),
    node_type::<auth_level::ModifyAuthLevelNode>(),
    node_type::<oath_registration::OathRegistrationNode>(),
    node_type::<oath_token_verifier::OathTokenVerifierNode>(),
    node_type::<opt_out::OptOutMultiFactorAuthenticationNode>(),
    node_type::<one_time_password::OneTimePasswordCollectorDecisionNode>(),
    node_type::<one_time_password::OneTimePasswordGeneratorNode>(),
    node_type::<one_time_password::OneTimePasswordSmsSenderNode>(),
    node_type::<one_time_password::OneTimePasswordSmtpSenderNode>(),
    node_type::<one_time_password::OneTimePasswordWhatsAppSenderNode>(),
    node_type::<password::PasswordCollectorNode>(),
    node_type::<password::ValidatedPasswordNode>(),
    node_type::<patch_object::PatchObjectNode>(),
    node_type::<persistent_cookie::PersistentCookieDecisionNode>(),
    node_type::<persistent_cookie::SetPersistentCookieNode>(),
    node_type::<polling_wait::PollingWaitNode>(),
    node_type::<profile_completeness::ProfileCompletenessDecisionNode>(),
    node_type::<query_filter_decision::QueryFilterDecisionNode>(),
    node_type::<retry_limit_decision::RetryLimitDecisionNode>(),
    node_type::<registration::RegistrationDestinationNode>(),
    node_type::<registration::RegistrationFieldsNode>(),
    node_type::<registration::RegistrationStepNode>(),
    node_type::<role_decision::RoleDecisionNode>(),
    node_type::<recovery_code_collector::RecoveryCodeCollectorDecisionNode>(),
    node_type::<recovery_code_display::RecoveryCodeDisplayNode>(),
    node_type::<authenticator_choice::RemoveAuthenticatorNode>(),
    node_type::<replace_authenticator::ReplaceAuthenticatorNode>(),
    node_type::<second_factor_choice::SecondFactorChoiceNode>(),
    node_type::<second_factor_decision::SecondFactorDecisionNode>(),
    node_type::<self_service_decision::SelfServiceDecisionNode>(),
    node_type::<send_username::SendUsernameNode>(),
    node_type::<set_urls::SetFailureUrlNode>(),
    node_type::<set_session_properties::SetSessionPropertiesNode>(),
    node_type::<set_urls::SetSuccessUrlNode>(),
    node_type::<success_message::SuccessMessageNode>(),
    node_type::<terms::AcceptTermsAndConditionsNode>(),
    node_type::<terms::TermsAndConditionsDecisionNode>(),
    node_type::<time_since_decision::TimeSinceDecisionNode>(),
    node_type::<username::UsernameCollectorNode>(),
    node_type::<username::ValidatedUsernameNode>(),
    node_type::<web_authn::WebAuthnAuthenticationNode>(),
    node_type::<web_authn::WebAuthnRegistrationNode>(),
    node_type::<webhook::WebhookNode>(),
];

/// A compiled journey of these nodes.
pub(crate) type Graph = durward_journey::graph::Graph<AnyNode>;

/// A node of any type.
pub type AnyNode = Box<dyn Node>;

/// What a node does while a journey runs.
pub trait Node: std::fmt::Debug + Send + Sync {
    /// What it asks or tells a person; nothing for a node that does not wait. Asked again, it asks the same.
    fn ask(&self, scene: &Scene<'_>) -> Vec<Callback> {
        let _ = scene;
        Vec::new()
    }

    /// Makes ready what is about to be asked: a challenge, a list, a code that is sent. It is called each time the
    /// step is about to be shown anew, and leaves in the state what [`Node::ask`] shows. A node that finds nothing to
    /// ask leaves at once ([`Act::Leave`]); otherwise it answers [`Act::Again`].
    fn prepare<'a>(&'a self, turn: &'a mut Turn<'_>) -> Acting<'a> {
        let _ = turn;
        Act::Again.ready()
    }

    /// Acts on what a person answered (nothing for a node that does not wait). No write transaction is open: what
    /// must be written is left in the turn as an effect.
    fn act<'a>(&'a self, turn: &'a mut Turn<'_>, input: &'a Input) -> Acting<'a>;
}

/// What [`Node::act`] gives back.
pub type Acting<'a> = Pin<Box<dyn Future<Output = Result<Act, Error>> + Send + 'a>>;

/// How a node's turn ended.
#[derive(Debug, PartialEq, Eq)]
pub enum Act {
    /// The answer will not do: ask again.
    Again,
    /// The node is done.
    Leave(Outcome),
}

impl Act {
    /// Done, of a node that needed no waiting.
    fn now<'a>(outcome: impl Into<Outcome>) -> Acting<'a> {
        Self::Leave(outcome.into()).ready()
    }

    /// This, of a node that needed no waiting.
    fn ready<'a>(self) -> Acting<'a> {
        Box::pin(std::future::ready(Ok(self)))
    }
}

/// What a node type is to administrators and to the engine. The type's fields are its settings.
pub(crate) trait Settings: Node + DeserializeOwned + 'static {
    /// Name in journey documents.
    const NAME: &'static str;

    /// The settings as JSON Schema (2020-12).
    fn schema() -> Value;

    /// Checks what the types do not; fields are paths inside the settings.
    fn check(&self) -> Result<(), Invalid> {
        Ok(())
    }

    /// How it behaves in a graph.
    fn facts(&self) -> Facts;
}
