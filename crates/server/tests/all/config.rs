//! Settings, and what is said about wrong ones.

use super::running::{Home, text};

#[test]
fn a_wrong_setting_is_named_with_its_file_and_line() {
    let home = Home::new();
    for (written, words) in [
        ("listen_adress = \"127.0.0.1:1\"\n", "listen_adress"),
        ("[limits]\nbody = 1\nbdoy = 2\n", "line 3"),
        (
            "public_url = \"id.acme.example\"\n",
            "such as https://id.acme.example",
        ),
        ("[proxies]\ntrusted = [\"10.0.0.0/33\"]\n", "line 2"),
        ("[tls]\ncertificate = \"/etc/durw", "line 2"),
        ("[tls]\ncertificate = \"a.pem\"\n", "give both or neither"),
        ("[limits]\nheader_timeout = 0\n", "limits.header_timeout"),
        (
            "[client_certificates]\npublic_url = \"https://mtls.acme.example\"\n",
            "client_certificates.listen",
        ),
        ("[log]\nformat = \"xml\"\n", "xml"),
    ] {
        let path = home.file("durward.toml", written);
        let complaint = home.complaint(&["migrate", "--config", path.to_str().unwrap()]);
        assert!(complaint.contains(words), "{written}: {complaint}");
    }
}

#[test]
fn a_wrong_variable_or_flag_is_named() {
    let home = Home::new();
    for (variable, value) in [
        ("DURWARD_LIMITS_BODY", "much"),
        ("DURWARD_LOG_FORMAT", "xml"),
        ("DURWARD_POSTGRES_NOTIFY", "yes"),
        ("DURWARD_PROXIES_TRUSTED", "10.0.0.0/8,nonsense"),
    ] {
        let output = home.with_variables(&["migrate"], &[(variable, value)]);
        let complaint = text(&output.stderr);
        assert!(
            !output.status.success() && complaint.contains(variable),
            "{complaint}"
        );
    }
    assert!(
        home.complaint(&["migrate", "--public-url", "nonsense"])
            .contains("--public-url")
    );
}

#[test]
fn a_flag_wins_over_a_variable_and_that_over_the_file() {
    let home = Home::new();
    let path = home.file("durward.toml", "public_url = \"https://file.example\"\n");
    let doctor = ["doctor", "--config", path.to_str().unwrap()];
    assert!(text(&home.run(&doctor).stdout).contains("https://file.example"));
    let variable = [("DURWARD_PUBLIC_URL", "https://variable.example")];
    assert!(
        text(&home.with_variables(&doctor, &variable).stdout).contains("https://variable.example")
    );
    let flag = [doctor.as_slice(), &["--public-url", "https://flag.example"]].concat();
    assert!(text(&home.with_variables(&flag, &variable).stdout).contains("https://flag.example"));
}

#[test]
fn the_root_key_can_come_from_a_variable_or_a_command() {
    let home = Home::new();
    let key = format!("one {}", data_encoding::BASE64.encode(&[7; 32]));
    let variables = [
        ("DURWARD_ROOT_KEY_VARIABLE", "SECRET_PLACE"),
        ("SECRET_PLACE", key.as_str()),
    ];
    assert!(
        home.with_variables(&["migrate"], &variables)
            .status
            .success()
    );
    assert!(!home.data().join("root.key").exists());
    let file = home.file("key", &key);
    let command = [(
        "DURWARD_ROOT_KEY_COMMAND",
        format!("/bin/cat,{}", file.display()),
    )];
    let command: Vec<(&str, &str)> = command
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    assert!(home.with_variables(&["migrate"], &command).status.success());
    let wrong = home.with_variables(&["migrate"], &[("DURWARD_ROOT_KEY_COMMAND", "/bin/false")]);
    assert!(text(&wrong.stderr).contains("/bin/false ended with"));
}

#[test]
fn the_sample_configuration_reads() {
    let home = Home::new();
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/../../packaging/durward.toml");
    home.printed(&["migrate", "--config", sample]);
    let all: String = std::fs::read_to_string(sample)
        .unwrap()
        .lines()
        .map(|line| {
            let bare = line
                .strip_prefix('#')
                .filter(|rest| !rest.starts_with(' '))
                .unwrap_or(line);
            format!("{bare}\n")
        })
        .filter(|line| !line.starts_with("database") && !line.starts_with("data_dir"))
        .collect();
    let path = home.file("all.toml", &all);
    home.printed(&["migrate", "--config", path.to_str().unwrap()]);
}
