//! The XML in which a denied decision says what sign-in would allow it.

use uppsala::Parser;

/// Bytes of the longest advice that is read.
const LONGEST: usize = 4096;

/// What a decision asks for. Advice of other kinds is not for a sign-in to follow.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Advice {
    /// A journey.
    pub(super) journey: Option<String>,
    /// A level.
    pub(super) level: Option<String>,
}

impl Advice {
    /// Reads `<Advices><AttributeValuePair><Attribute name="…"/><Value>…</Value></AttributeValuePair></Advices>`.
    ///
    /// # Errors
    /// What is wrong with it, in words for the sender.
    pub(super) fn parse(text: &str) -> Result<Self, &'static str> {
        if text.len() > LONGEST {
            return Err("the advice is too long.");
        }
        let parser = Parser::new().with_forbid_dtd(true).with_max_depth(8);
        let document = parser.parse(text).map_err(|_| "the advice is not XML.")?;
        let mut advice = Self::default();
        for pair in document.get_elements_by_tag_name("AttributeValuePair") {
            let child = |name: &str| {
                let mut children = document.children_iter(pair);
                children.find(|child| {
                    let element = document.element(*child);
                    element.is_some_and(|element| element.name.local_name == name)
                })
            };
            let name = child("Attribute").and_then(|node| document.get_attribute(node, "name"));
            let value = child("Value").map(|node| document.text_content_deep(node));
            let value = value.map(|text| text.trim().to_owned());
            match name {
                Some("AuthenticateToServiceConditionAdvice") => advice.journey = value,
                Some("AuthLevelConditionAdvice") => advice.level = value,
                _ => {}
            }
        }
        if advice == Self::default() {
            return Err("the advice names no journey and no level.");
        }
        Ok(advice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(name: &str, value: &str) -> String {
        format!(
            "<AttributeValuePair><Attribute name=\"{name}\"/><Value>{value}</Value></AttributeValuePair>"
        )
    }

    #[test]
    fn advice_names_a_journey_or_a_level() {
        let text = format!(
            "<Advices>{}</Advices>",
            pair("AuthenticateToServiceConditionAdvice", "mfa")
        );
        assert_eq!(
            Advice::parse(&text).unwrap().journey.as_deref(),
            Some("mfa")
        );
        let text = format!(
            "<Advices>{}</Advices>",
            pair("AuthLevelConditionAdvice", " 5 ")
        );
        assert_eq!(Advice::parse(&text).unwrap().level.as_deref(), Some("5"));
    }

    #[test]
    fn advice_that_says_nothing_or_is_not_xml_is_refused() {
        assert!(Advice::parse("<Advices/>").is_err());
        assert!(Advice::parse("mfa").is_err());
        assert!(Advice::parse(&" ".repeat(LONGEST + 1)).is_err());
    }

    #[test]
    fn attack_entities_in_advice_are_not_expanded() {
        let text = "<!DOCTYPE a [<!ENTITY e \"mfa\">]><Advices><AttributeValuePair>\
            <Attribute name=\"AuthenticateToServiceConditionAdvice\"/><Value>&e;</Value></AttributeValuePair></Advices>";
        assert!(Advice::parse(text).is_err());
    }
}
