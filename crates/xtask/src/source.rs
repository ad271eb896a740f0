//! A Rust source file seen just closely enough to measure it: text with comments and literals blanked out, so that what remains can
//! be matched by brackets alone; the string literals apart, with their lines.

use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};

/// A source file.
pub(crate) struct Source {
    /// The text, byte for byte as long as the original, with comments and the inside of literals turned to spaces.
    code: String,
    literals: Vec<Literal>,
    /// Byte ranges of `#[cfg(test)] mod … { … }`.
    tests: Vec<Range<usize>>,
}

/// A string literal.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Literal {
    /// Its line, from 1.
    pub(crate) line: usize,
    /// What stands between the quotes, escapes untouched.
    pub(crate) text: String,
    offset: usize,
}

/// A function with a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Function {
    pub(crate) name: String,
    /// The line of its `fn`, from 1.
    pub(crate) line: usize,
    /// Lines from `fn` to the closing brace.
    pub(crate) lines: usize,
}

impl Source {
    /// Reads the file at `path`.
    pub(crate) fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
        Ok(Self::parse(&text))
    }

    /// Takes the text of a file. Text that is not Rust gives odd measures, never a panic.
    pub(crate) fn parse(text: &str) -> Self {
        let mut scanner = Scanner {
            text: text.as_bytes(),
            at: 0,
            line: 1,
            code: Vec::with_capacity(text.len()),
            literals: Vec::new(),
        };
        scanner.run();
        let code = String::from_utf8_lossy(&scanner.code).into_owned();
        let tests = test_modules(&code);
        Self {
            code,
            literals: scanner.literals,
            tests,
        }
    }

    /// String literals outside test modules.
    pub(crate) fn literals(&self) -> impl Iterator<Item = &Literal> {
        self.literals
            .iter()
            .filter(|literal| !self.in_tests(literal.offset))
    }

    /// Lines outside test modules.
    pub(crate) fn lines(&self) -> usize {
        let all = self.code.lines().count();
        let tests: usize = self
            .tests
            .iter()
            .map(|range| self.code[range.clone()].lines().count())
            .sum();
        all - tests.min(all)
    }

    /// Functions outside test modules, in order.
    pub(crate) fn functions(&self) -> Vec<Function> {
        let starts = self
            .code
            .match_indices("fn ")
            .map(|(at, _)| at)
            .filter(|at| starts_word(&self.code, *at));
        starts
            .filter(|at| !self.in_tests(*at))
            .filter_map(|at| self.function(at))
            .collect()
    }

    fn function(&self, at: usize) -> Option<Function> {
        let name: String = self.code[at + 3..]
            .trim_start()
            .chars()
            .take_while(|c| c.is_alphanumeric() || *c == '_')
            .collect();
        if name.is_empty() {
            return None; // a function pointer type
        }
        let body = find_body(&self.code, at)?;
        let line = 1 + self.code[..at].matches('\n').count();
        let lines = 1 + self.code[at..body.end].matches('\n').count();
        Some(Function { name, line, lines })
    }

    fn in_tests(&self, offset: usize) -> bool {
        self.tests.iter().any(|range| range.contains(&offset))
    }
}

/// The ranges of `#[cfg(test)] mod name { .. }`, attribute included.
fn test_modules(code: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for (at, _) in code.match_indices("#[cfg(test)]") {
        let rest = &code[at..];
        let Some(item) = rest.find("mod ") else {
            continue;
        };
        let between = &rest["#[cfg(test)]".len()..item];
        if between.contains([';', '{', '}']) {
            continue; // the attribute is on something else
        }
        if let Some(body) = find_body(code, at + item) {
            found.push(at..body.end);
        }
    }
    found
}

/// The braces of the item that starts at `at`; none when a `;` ends it first.
fn find_body(code: &str, at: usize) -> Option<Range<usize>> {
    let mut depth = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(at) {
        match byte {
            b'(' | b'[' => depth += 1,
            b')' | b']' => depth = depth.saturating_sub(1),
            b';' if depth == 0 => return None,
            b'{' if depth == 0 => return close(code, offset).map(|end| offset..end),
            _ => {}
        }
    }
    None
}

/// The offset after the brace that closes the one at `open`.
fn close(code: &str, open: usize) -> Option<usize> {
    let mut depth = 0_usize;
    for (offset, byte) in code.bytes().enumerate().skip(open) {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(offset + 1);
        }
    }
    None
}

fn starts_word(code: &str, at: usize) -> bool {
    !code[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_')
}

/// One pass over the bytes, blanking what is not code.
struct Scanner<'a> {
    text: &'a [u8],
    at: usize,
    line: usize,
    code: Vec<u8>,
    literals: Vec<Literal>,
}

impl Scanner<'_> {
    fn run(&mut self) {
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'/', Some(b'/')) => self.blank_until(|rest| rest.starts_with(b"\n"), 0),
                (b'/', Some(b'*')) => self.block_comment(),
                (b'"', _) => self.string(),
                (b'r', _) if self.raw_hashes().is_some() && !self.after_word() => self.raw_string(),
                (b'b' | b'c', Some(b'r'))
                    if self.raw_hashes_from(1).is_some() && !self.after_word() =>
                {
                    self.keep();
                    self.raw_string();
                }
                (b'\'', _) => self.quote(),
                _ => self.keep(),
            }
        }
    }

    fn peek(&self, ahead: usize) -> Option<u8> {
        self.text.get(self.at + ahead).copied()
    }

    fn after_word(&self) -> bool {
        self.at > 0
            && (self.text[self.at - 1].is_ascii_alphanumeric() || self.text[self.at - 1] == b'_')
    }

    fn keep(&mut self) {
        let byte = self.text[self.at];
        // A character outside literals and comments is ASCII in practice; blank the rest so that `code` stays sliceable anywhere.
        self.code.push(if byte.is_ascii() { byte } else { b' ' });
        self.line += usize::from(byte == b'\n');
        self.at += 1;
    }

    fn blank(&mut self) {
        let Some(byte) = self.peek(0) else { return };
        self.code.push(if byte == b'\n' { b'\n' } else { b' ' });
        self.line += usize::from(byte == b'\n');
        self.at += 1;
    }

    /// Blanks up to where `end` holds, and `extra` bytes more.
    fn blank_until(&mut self, end: impl Fn(&[u8]) -> bool, extra: usize) {
        while self.at < self.text.len() && !end(&self.text[self.at..]) {
            self.blank();
        }
        for _ in 0..extra.min(self.text.len() - self.at) {
            self.blank();
        }
    }

    fn block_comment(&mut self) {
        let mut depth = 0_usize;
        while let Some(byte) = self.peek(0) {
            match (byte, self.peek(1)) {
                (b'/', Some(b'*')) => depth += 1,
                (b'*', Some(b'/')) => depth -= 1,
                _ => {
                    self.blank();
                    continue;
                }
            }
            self.blank();
            self.blank();
            if depth == 0 {
                return;
            }
        }
    }

    fn string(&mut self) {
        self.keep();
        let (offset, line) = (self.at, self.line);
        while let Some(byte) = self.peek(0) {
            match byte {
                b'"' => break,
                b'\\' if self.peek(1).is_some() => {
                    self.blank();
                    self.blank();
                }
                _ => self.blank(),
            }
        }
        self.end_literal(offset, line);
        if self.peek(0).is_some() {
            self.keep();
        }
    }

    fn raw_string(&mut self) {
        let hashes = self.raw_hashes().unwrap_or_default();
        for _ in 0..hashes + 2 {
            self.keep();
        }
        let (offset, line) = (self.at, self.line);
        let end = [b"\"".as_slice(), &vec![b'#'; hashes]].concat();
        self.blank_until(|rest| rest.starts_with(&end), 0);
        self.end_literal(offset, line);
        for _ in 0..end.len().min(self.text.len() - self.at) {
            self.keep();
        }
    }

    fn end_literal(&mut self, offset: usize, line: usize) {
        let text = String::from_utf8_lossy(&self.text[offset..self.at]).into_owned();
        self.literals.push(Literal { line, text, offset });
    }

    /// How many `#` a raw string that starts here has; none when this is no raw string.
    fn raw_hashes(&self) -> Option<usize> {
        self.raw_hashes_from(0)
    }

    fn raw_hashes_from(&self, ahead: usize) -> Option<usize> {
        let rest = self.text.get(self.at + ahead + 1..)?;
        let hashes = rest.iter().take_while(|byte| **byte == b'#').count();
        (self.peek(ahead) == Some(b'r') && rest.get(hashes) == Some(&b'"')).then_some(hashes)
    }

    /// A `'`: a character literal, or a lifetime or loop label, which stays.
    fn quote(&mut self) {
        let escaped = self.peek(1) == Some(b'\\');
        let width = match self.peek(1) {
            Some(byte) if byte < 0x80 => 1,
            Some(byte) if byte >= 0xF0 => 4,
            Some(byte) if byte >= 0xE0 => 3,
            _ => 2,
        };
        if !escaped && self.peek(1 + width) != Some(b'\'') {
            return self.keep();
        }
        self.keep();
        if escaped {
            self.blank();
            self.blank();
        }
        self.blank_until(|rest| rest.starts_with(b"'"), 0);
        if self.peek(0).is_some() {
            self.keep();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_measured_from_fn_to_its_closing_brace() {
        let source = Source::parse(
            "/// Says.\npub fn say(\n    n: [u8; 3],\n) -> bool {\n    if n[0] == 1 {\n        return true;\n    }\n    false\n}\n",
        );
        assert_eq!(
            source.functions(),
            [Function {
                name: "say".to_owned(),
                line: 2,
                lines: 8
            }]
        );
    }

    #[test]
    fn braces_in_literals_and_comments_do_not_count() {
        let text = "fn a() {\n    let s = \"}\\\"}\"; // }\n    let c = '}'; /* } /* } */ } */\n    let r = r#\"}\"}\"#;\n    let l: &'static str = \"{\";\n}\nfn b() {}\n";
        let functions = Source::parse(text).functions();
        assert_eq!(
            functions
                .iter()
                .map(|f| (f.name.as_str(), f.lines))
                .collect::<Vec<_>>(),
            [("a", 6), ("b", 1)]
        );
    }

    #[test]
    fn test_modules_are_left_out() {
        let text = "fn a() {}\n\n#[cfg(test)]\nmod tests {\n    const Q: &str = \"SELECT 1\";\n    fn t() {}\n}\n";
        let source = Source::parse(text);
        assert_eq!(source.lines(), 2);
        assert_eq!(source.functions().len(), 1);
        assert_eq!(source.literals().count(), 0);
    }

    #[test]
    fn literals_keep_their_lines() {
        let source =
            Source::parse("const A: &str =\n    \"one\";\nconst B: &[u8] = br##\"two\"##;\n");
        let found: Vec<_> = source
            .literals()
            .map(|literal| (literal.line, literal.text.as_str()))
            .collect();
        assert_eq!(found, [(2, "one"), (3, "two")]);
    }

    #[test]
    fn trait_methods_and_function_pointers_have_no_body() {
        let source =
            Source::parse("trait T { fn a(&self) -> [u8; 2]; }\nstruct S { f: fn (u8) -> u8 }\n");
        assert!(source.functions().is_empty());
    }

    #[test]
    fn text_cut_anywhere_does_not_panic() {
        let text =
            "fn a<'a>(x: &'a str) { let s = b\"é\\\"\"; let r = r#\"x\"#; let c = '\\''; /* é */ }";
        for end in 0..text.len() {
            if let Some(part) = text.get(..end) {
                let source = Source::parse(part);
                source.functions();
                source.lines();
            }
        }
    }
}
