//! Just enough reading of our own pages to fill in their forms.

/// A form of a page.
#[derive(Debug, Clone, Default)]
pub(crate) struct Form {
    pub(crate) id: String,
    pub(crate) action: String,
    /// Names and values of hidden inputs and of inputs filled in already.
    pub(crate) fields: Vec<(String, String)>,
}

/// The forms of a page, in order.
pub(crate) fn forms(html: &str) -> Vec<Form> {
    html.split("<form")
        .skip(1)
        .map(|rest| form(rest.split("</form").next().unwrap_or_default()))
        .collect()
}

fn form(text: &str) -> Form {
    let (opening, inside) = text.split_once('>').unwrap_or((text, ""));
    let mut fields = Vec::new();
    for tag in inside.split("<input").skip(1) {
        let tag = tag.split('>').next().unwrap_or_default();
        let kind = attribute(tag, "type").unwrap_or_default();
        if (kind == "checkbox" || kind == "radio") && !tag.contains(" checked") {
            continue;
        }
        if let Some(name) = attribute(tag, "name") {
            fields.push((name, attribute(tag, "value").unwrap_or_default()));
        }
    }
    Form {
        id: attribute(opening, "id").unwrap_or_default(),
        action: attribute(opening, "action").unwrap_or_default(),
        fields,
    }
}

/// The value of an attribute of a tag's text.
pub(crate) fn attribute(tag: &str, name: &str) -> Option<String> {
    let start = tag.find(&format!(" {name}=\""))? + name.len() + 3;
    let value = tag[start..].split('"').next()?;
    Some(unescape(value))
}

/// The text of the element with this role, tags left out.
pub(crate) fn with_role(html: &str, role: &str) -> Option<String> {
    let start = html.find(&format!("role=\"{role}\""))?;
    let inside = html[start..].split_once('>')?.1;
    let mut text = String::new();
    for part in inside.split("</div").next().unwrap_or_default().split('<') {
        text.push_str(part.split_once('>').map_or(part, |(_, text)| text));
    }
    Some(unescape(text.trim()))
}

fn unescape(text: &str) -> String {
    let text = text
        .replace("&quot;", "\"")
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&#x2F;", "/");
    text.replace("&#39;", "'")
        .replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&amp;", "&")
}
