use durward_oauth::{AuthorizationError, AuthorizationErrorCode as Code, ParameterError};

#[test]
fn every_code_has_its_registered_name() {
    for (code, name) in [
        (Code::InvalidRequest, "invalid_request"),
        (Code::UnauthorizedClient, "unauthorized_client"),
        (Code::AccessDenied, "access_denied"),
        (Code::UnsupportedResponseType, "unsupported_response_type"),
        (Code::InvalidScope, "invalid_scope"),
        (Code::ServerError, "server_error"),
        (Code::TemporarilyUnavailable, "temporarily_unavailable"),
        (Code::InteractionRequired, "interaction_required"),
        (Code::LoginRequired, "login_required"),
        (Code::AccountSelectionRequired, "account_selection_required"),
        (Code::ConsentRequired, "consent_required"),
        (Code::InvalidRequestUri, "invalid_request_uri"),
        (Code::InvalidRequestObject, "invalid_request_object"),
        (Code::RequestNotSupported, "request_not_supported"),
        (Code::RequestUriNotSupported, "request_uri_not_supported"),
        (Code::RegistrationNotSupported, "registration_not_supported"),
        (Code::InvalidTarget, "invalid_target"),
        (
            Code::UnmetAuthenticationRequirements,
            "unmet_authentication_requirements",
        ),
    ] {
        assert_eq!(code.name(), name);
        assert_eq!(serde_json::to_value(code).unwrap(), name);
    }
}

#[test]
fn an_error_reads_as_code_and_advice() {
    let error = AuthorizationError::from(ParameterError::missing("response_type"));
    assert_eq!(
        error.to_string(),
        "invalid_request: The parameter response_type is missing; send it."
    );
}
