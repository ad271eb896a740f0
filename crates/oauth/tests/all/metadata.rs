use durward_oauth::{
    ClientAuthMethod, CodeChallengeMethod, GrantType, Issuer, Prompt, ProviderMetadata,
    ResponseMode, ResponseType,
};
use serde_json::json;

fn empty() -> ProviderMetadata {
    ProviderMetadata::new(Issuer::parse("https://id.example.com/realms/acme").unwrap())
}

#[test]
fn what_is_not_offered_does_not_appear() {
    // The members that remain mean something else when absent.
    assert_eq!(
        serde_json::to_value(empty()).unwrap(),
        json!({
            "issuer": "https://id.example.com/realms/acme",
            "response_types_supported": [],
            "response_modes_supported": [],
            "grant_types_supported": [],
            "token_endpoint_auth_methods_supported": [],
            "claims_parameter_supported": false,
            "request_parameter_supported": false,
            "request_uri_parameter_supported": false,
            "authorization_response_iss_parameter_supported": true
        })
    );
}

#[test]
fn what_is_offered_appears_by_its_registered_names_in_order() {
    let mut metadata = empty();
    let endpoint = |path| Some(metadata.issuer.endpoint(path));
    let authorize = endpoint("/oauth2/authorize");
    metadata.authorization_endpoint = authorize;
    metadata.response_types_supported = vec![ResponseType::Code, ResponseType::CodeIdToken];
    metadata.response_modes_supported = ResponseMode::ALL.to_vec();
    metadata.grant_types_supported = GrantType::ALL.to_vec();
    metadata.token_endpoint_auth_methods_supported = ClientAuthMethod::ALL.to_vec();
    metadata.prompt_values_supported = vec![Prompt::None, Prompt::SelectAccount];
    metadata.code_challenge_methods_supported = vec![CodeChallengeMethod::S256];
    metadata.id_token_signing_alg_values_supported = vec!["RS256", "ES256"];
    let text = serde_json::to_string(&metadata).unwrap();
    let expected = concat!(
        r#"{"issuer":"https://id.example.com/realms/acme","#,
        r#""authorization_endpoint":"https://id.example.com/realms/acme/oauth2/authorize","#,
        r#""response_types_supported":["code","code id_token"],"#,
        r#""response_modes_supported":["query","fragment","form_post","query.jwt","fragment.jwt","form_post.jwt","jwt"],"#,
        r#""grant_types_supported":["authorization_code","refresh_token","client_credentials","implicit","password","urn:ietf:params:oauth:grant-type:device_code","urn:ietf:params:oauth:grant-type:token-exchange","urn:ietf:params:oauth:grant-type:jwt-bearer"],"#,
        r#""id_token_signing_alg_values_supported":["RS256","ES256"],"#,
        r#""token_endpoint_auth_methods_supported":["none","client_secret_basic","#,
        r#""client_secret_post","client_secret_jwt","private_key_jwt","tls_client_auth","self_signed_tls_client_auth"],"#,
        r#""prompt_values_supported":["none","select_account"],"#,
        r#""code_challenge_methods_supported":["S256"],"#,
        r#""claims_parameter_supported":false,"request_parameter_supported":false,"#,
        r#""request_uri_parameter_supported":false,"#,
        r#""authorization_response_iss_parameter_supported":true}"#,
    );
    assert_eq!(text, expected);
}
