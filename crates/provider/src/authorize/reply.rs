//! How the app is answered: as parameters, or as one JWT that we sign (JARM).

use std::sync::Arc;

use durward_jose::Algorithm;
use durward_model::service::OauthOidc;
use durward_oauth::{
    AuthorizationError, AuthorizationResponse, Delivery, Issuer, Members, ReturnAddress,
};
use durward_store::{Cx, Error};
use serde_json::{Map, Value};

use crate::Provider;
use crate::clients::Client;

/// Seconds a signed answer is good for: it is on its way already.
const LIFE: i64 = 120;

/// Where and how an app is answered.
pub(super) struct Reply<'a> {
    pub(super) provider: &'a Provider,
    pub(super) cx: &'a Cx,
    pub(super) client: Arc<Client>,
    pub(super) settings: Arc<OauthOidc>,
    pub(super) address: ReturnAddress,
    pub(super) issuer: Issuer,
}

impl Reply<'_> {
    /// The way back with what was asked for.
    ///
    /// # Errors
    /// Our own failures to sign.
    pub(super) async fn grant(&self, response: &AuthorizationResponse) -> Result<Delivery, Error> {
        if self.address.response_mode.is_jwt() {
            self.signed(self.address.granted(response)).await
        } else {
            Ok(self.address.deliver(response, &self.issuer))
        }
    }

    /// The way back with a refusal.
    ///
    /// # Errors
    /// As [`Reply::grant`].
    pub(super) async fn refuse(&self, error: &AuthorizationError) -> Result<Delivery, Error> {
        if self.address.response_mode.is_jwt() {
            self.signed(self.address.refused(error)).await
        } else {
            Ok(self.address.deliver_error(error, &self.issuer))
        }
    }

    /// One JWT that holds all members, for this app only and not for long (JARM 2.1).
    async fn signed(&self, members: Members) -> Result<Delivery, Error> {
        let algorithm = self.algorithm()?;
        let keys = &self.provider.keys;
        let ring = keys.ring_with(self.cx, algorithm).await?;
        let key = ring.active(self.cx, algorithm).await?;
        let mut claims = Map::new();
        let mut say = |name: &str, value: Value| claims.insert(name.to_owned(), value);
        say("iss", Value::from(self.issuer.as_str()));
        say("aud", Value::from(self.client.client_id.as_str()));
        say("exp", Value::from(self.cx.now.seconds() + LIFE));
        for (name, value) in members {
            say(name, Value::from(value));
        }
        let response = key
            .id_token
            .sign_json(&claims)
            .map_err(|error| Error::internal(format!("an answer was not signed: {error}")))?;
        Ok(self.address.carry(vec![("response", response)]))
    }

    fn algorithm(&self) -> Result<Algorithm, Error> {
        if let Some(own) = self.client.authorization_alg {
            return Ok(own);
        }
        let listed = &self
            .settings
            .supported_authorization_response_signing_algorithms;
        let first = listed.first().map_or("RS256", String::as_str);
        first.parse().map_err(|error| {
            Error::internal(format!(
                "supportedAuthorizationResponseSigningAlgorithms: {error}"
            ))
        })
    }
}
