use durward_journey::callback::{
    AttributeInput, AttributeKind, Callback, Expect, FailedPolicy, IdpChoice, IdpRequest,
    MessageKind, PolicyInput, RedirectMethod,
};
use durward_journey::callback::{DeviceBinding, DeviceSigning};
use durward_journey::message::{Localized, Message};
use durward_journey::step::Step;
use serde_json::{Map, Value, json};

fn en(text: &str) -> Message {
    Localized::one("en", text).into()
}

fn shown(callback: &Callback) -> Value {
    callback.to_json(0, &|message| {
        message.render(&["en"], &|key, _| key.to_owned())
    })
}

fn outputs(callback: &Callback) -> Vec<String> {
    let shown = shown(callback);
    shown["output"]
        .as_array()
        .unwrap()
        .iter()
        .map(|field| field["name"].as_str().unwrap().to_owned())
        .collect()
}

fn inputs(callback: &Callback) -> Vec<String> {
    let shown = shown(callback);
    let inputs = shown
        .get("input")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default();
    inputs
        .iter()
        .map(|field| field["name"].as_str().unwrap().to_owned())
        .collect()
}

fn policy() -> PolicyInput {
    PolicyInput {
        prompt: en("Password"),
        policies: Map::new(),
        failed: vec![FailedPolicy {
            policy: "MIN_LENGTH".into(),
            params: json!({"minLength": 12}).as_object().unwrap().clone(),
        }],
        validate_only: false,
    }
}

#[test]
fn a_sign_in_page_is_shown_as_clients_of_the_callback_api_know_it() {
    let mut step = Step {
        header: Some(en("Sign In")),
        stage: Some("UsernamePassword".into()),
        ..Step::default()
    };
    step.ask(
        0,
        [Callback::Name {
            prompt: en("User Name"),
            default: None,
        }],
    );
    step.ask(
        1,
        [Callback::Password {
            prompt: en("Password"),
        }],
    );
    let shown = step.to_json(&|message| message.render(&["en"], &|key, _| key.to_owned()));
    assert_eq!(
        Value::Object(shown),
        json!({"template": "", "stage": "UsernamePassword", "header": "Sign In", "description": "",
         "callbacks": [
          {"type": "NameCallback", "output": [{"name": "prompt", "value": "User Name"}], "input": [{"name": "IDToken1", "value": ""}], "_id": 0},
          {"type": "PasswordCallback", "output": [{"name": "prompt", "value": "Password"}], "input": [{"name": "IDToken2", "value": ""}], "_id": 1}]})
    );
}

#[test]
fn every_callback_has_the_documented_outputs_and_inputs() {
    let choice = Callback::Choice {
        prompt: en("How?"),
        choices: vec![en("Mail"), en("Phone")],
        default: 1,
    };
    let confirmation = Callback::Confirmation {
        prompt: None,
        kind: MessageKind::Warning,
        options: vec![en("Yes"), en("No")],
        default: 0,
    };
    let attribute = Callback::AttributeInput(AttributeInput {
        kind: AttributeKind::Boolean,
        name: "newsletter".into(),
        value: json!(true),
        required: false,
        input: policy(),
    });
    let device = DeviceBinding {
        user_id: "u".into(),
        username: "ana".into(),
        authentication_type: "BIOMETRIC_ONLY".into(),
        challenge: "c".into(),
        title: en("t"),
        subtitle: en("s"),
        description: en("d"),
        timeout: 60,
        attestation: false,
    };
    let signing = DeviceSigning {
        user_id: "u".into(),
        challenge: "c".into(),
        title: en("t"),
        subtitle: en("s"),
        description: en("d"),
        timeout: 60,
    };
    let consent = Callback::ConsentMapping {
        name: "m".into(),
        display_name: en("Mapping"),
        icon: String::new(),
        access_level: "Actual Profile".into(),
        required: true,
        message: en("Share?"),
        fields: vec!["mail".into()],
    };
    let table: &[(Callback, &str, &[&str], &[&str])] = &[
        (
            Callback::TextInput {
                prompt: en("x"),
                default: Some("y".into()),
            },
            "TextInputCallback",
            &["prompt", "defaultText"],
            &["IDToken1"],
        ),
        (
            Callback::TextOutput {
                message: en("x"),
                kind: MessageKind::Error,
            },
            "TextOutputCallback",
            &["message", "messageType"],
            &[],
        ),
        (
            Callback::SuspendedTextOutput {
                message: en("x"),
                kind: MessageKind::Information,
            },
            "SuspendedTextOutputCallback",
            &["message", "messageType"],
            &[],
        ),
        (
            choice,
            "ChoiceCallback",
            &["prompt", "choices", "defaultChoice"],
            &["IDToken1"],
        ),
        (
            confirmation,
            "ConfirmationCallback",
            &[
                "prompt",
                "messageType",
                "options",
                "optionType",
                "defaultOption",
            ],
            &["IDToken1"],
        ),
        (
            Callback::HiddenValue {
                id: "webAuthnOutcome".into(),
                value: String::new(),
            },
            "HiddenValueCallback",
            &["value", "id"],
            &["IDToken1"],
        ),
        (
            Callback::PollingWait {
                wait_ms: 5_000,
                message: en("x"),
            },
            "PollingWaitCallback",
            &["waitTime", "message"],
            &[],
        ),
        (
            Callback::Redirect {
                url: "https://x".into(),
                method: RedirectMethod::Get,
                data: Map::new(),
                tracking_cookie: true,
            },
            "RedirectCallback",
            &[
                "redirectUrl",
                "redirectMethod",
                "redirectData",
                "trackingCookie",
            ],
            &[],
        ),
        (
            Callback::Metadata { data: Map::new() },
            "MetadataCallback",
            &["data"],
            &[],
        ),
        (
            Callback::ReCaptcha {
                site_key: "k".into(),
                api_uri: "u".into(),
                div_class: "c".into(),
            },
            "ReCaptchaCallback",
            &["recaptchaSiteKey", "captchaApiUri", "captchaDivClass"],
            &["IDToken1"],
        ),
        (
            Callback::SelectIdp {
                providers: vec![IdpChoice {
                    provider: "google".into(),
                    ui_config: Map::new(),
                }],
            },
            "SelectIdPCallback",
            &["providers", "value"],
            &["IDToken1"],
        ),
        (
            Callback::Idp(IdpRequest::default()),
            "IdPCallback",
            &[
                "provider",
                "clientId",
                "redirectUri",
                "scopes",
                "nonce",
                "acrValues",
                "request",
                "requestUri",
            ],
            &["IDToken1token", "IDToken1token_type"],
        ),
        (
            Callback::KbaCreate {
                prompt: en("x"),
                questions: vec![],
                allow_own: true,
            },
            "KbaCreateCallback",
            &["prompt", "predefinedQuestions", "allowUserDefinedQuestions"],
            &["IDToken1question", "IDToken1answer"],
        ),
        (
            Callback::TermsAndConditions {
                version: "1".into(),
                terms: en("x"),
                created: "2026-01-01T00:00:00Z".into(),
            },
            "TermsAndConditionsCallback",
            &["version", "terms", "createDate"],
            &["IDToken1"],
        ),
        (
            attribute,
            "BooleanAttributeInputCallback",
            &[
                "name",
                "required",
                "policies",
                "failedPolicies",
                "validateOnly",
                "prompt",
                "value",
            ],
            &["IDToken1", "IDToken1validateOnly"],
        ),
        (
            Callback::CreateUsername(policy()),
            "ValidatedCreateUsernameCallback",
            &["policies", "failedPolicies", "validateOnly", "prompt"],
            &["IDToken1", "IDToken1validateOnly"],
        ),
        (
            Callback::CreatePassword {
                input: policy(),
                echo: false,
            },
            "ValidatedCreatePasswordCallback",
            &[
                "echoOn",
                "policies",
                "failedPolicies",
                "validateOnly",
                "prompt",
            ],
            &["IDToken1", "IDToken1validateOnly"],
        ),
        (
            consent,
            "ConsentMappingCallback",
            &[
                "name",
                "displayName",
                "icon",
                "accessLevel",
                "isRequired",
                "message",
                "fields",
            ],
            &["IDToken1"],
        ),
        (
            Callback::DeviceProfile {
                metadata: true,
                location: false,
                message: en("x"),
            },
            "DeviceProfileCallback",
            &["metadata", "location", "message"],
            &["IDToken1"],
        ),
        (
            Callback::DeviceBinding(device),
            "DeviceBindingCallback",
            &[
                "userId",
                "username",
                "authenticationType",
                "challenge",
                "title",
                "subtitle",
                "description",
                "timeout",
                "attestation",
            ],
            &[
                "IDToken1jws",
                "IDToken1deviceName",
                "IDToken1deviceId",
                "IDToken1clientError",
            ],
        ),
        (
            Callback::DeviceSigningVerifier(signing),
            "DeviceSigningVerifierCallback",
            &[
                "userId",
                "challenge",
                "title",
                "subtitle",
                "description",
                "timeout",
            ],
            &["IDToken1jws", "IDToken1clientError"],
        ),
    ];
    for (callback, type_name, output, input) in table {
        assert_eq!(callback.type_name(), *type_name);
        assert_eq!(shown(callback)["type"], *type_name);
        assert_eq!(outputs(callback), *output, "{type_name}");
        assert_eq!(inputs(callback), *input, "{type_name}");
        assert_eq!(
            shown(callback).get("input").is_none(),
            callback.expects() == Expect::Nothing,
            "{type_name}"
        );
    }
}

#[test]
fn a_failed_policy_is_a_string_of_json_as_clients_parse_it() {
    let shown = shown(&Callback::CreatePassword {
        input: policy(),
        echo: false,
    });
    let failed = &shown["output"][2]["value"][0];
    assert_eq!(
        failed,
        &json!(r#"{"policyRequirement":"MIN_LENGTH","params":{"minLength":12}}"#)
    );
}

#[test]
fn controls_hold_their_first_value_so_that_a_client_may_send_the_step_back_as_it_came() {
    let choice = Callback::Choice {
        prompt: en("How?"),
        choices: vec![en("Mail"), en("Phone")],
        default: 1,
    };
    assert_eq!(shown(&choice)["input"][0]["value"], json!(1));
    let hidden = Callback::HiddenValue {
        id: "webAuthnOutcome".into(),
        value: String::new(),
    };
    assert_eq!(
        shown(&hidden)["input"][0]["value"],
        json!("webAuthnOutcome")
    );
    let name = Callback::Name {
        prompt: en("x"),
        default: Some("ana".into()),
    };
    assert_eq!(shown(&name)["input"][0]["value"], json!("ana"));
}
