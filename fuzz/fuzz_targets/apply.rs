//! Files for `durward apply` from nobody we know.
//!
//! The module that reads them is compiled from its own file, so that fuzzing it does not build a server. What reads must be
//! written by `export` so that it reads as the same.

#![no_main]

use libfuzzer_sys::fuzz_target;

#[path = "../../crates/server/src/declarations/yaml.rs"]
mod yaml;

fuzz_target!(|input: &[u8]| {
    let Ok(text) = std::str::from_utf8(input) else {
        return;
    };
    let documents = match yaml::read(text) {
        Ok(documents) => documents,
        Err(wrong) => {
            assert!(!wrong.message.is_empty());
            assert!(wrong.place.is_none_or(|(line, _)| line >= 1));
            return;
        }
    };
    for document in documents {
        document.node.visit("", &mut |path, line| {
            assert!(!path.is_empty() && line >= 1);
        });
        let value = document.node.into_value();
        let written = yaml::write(&value).unwrap();
        let mut again = yaml::read(&written).unwrap();
        assert_eq!(again.len(), 1, "{written}");
        assert_eq!(again.remove(0).node.into_value(), value, "{written}");
    }
});
