//! A client for HTTP/1.1 with keep-alive and nothing else: small enough not to be what is measured.

use anyhow::{Context as _, bail};
use std::time::{Duration, Instant};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

/// One keep-alive connection; opened when needed, opened again when the server closed it.
pub(crate) struct Connection {
    address: String,
    stream: Option<TcpStream>,
    input: Vec<u8>,
    output: Vec<u8>,
    password: Option<Duration>,
}

/// An answer with the few headers a flow needs.
#[derive(Debug, Default)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) location: Option<String>,
    pub(crate) retry_after: bool,
    pub(crate) cookies: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    /// The body as text; bytes that are no UTF-8 are replaced.
    pub(crate) fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }
}

struct Head {
    length: Option<usize>,
    chunked: bool,
    close: bool,
    size: usize,
}

impl Connection {
    /// A connection to `address` (`127.0.0.1:PORT`), not opened yet.
    pub(crate) fn new(address: &str) -> Self {
        Self {
            address: address.into(),
            stream: None,
            input: Vec::with_capacity(16_384),
            output: Vec::with_capacity(4096),
            password: None,
        }
    }

    /// How long the request took that carried a password, if there was one since this was asked last.
    pub(crate) fn take_password(&mut self) -> Option<Duration> {
        self.password.take()
    }

    /// Sends one request and reads its answer. `headers` is raw text, each line with its line end; a form makes it a POST.
    pub(crate) async fn send(
        &mut self,
        path: &str,
        headers: &str,
        form: Option<&str>,
    ) -> anyhow::Result<Response> {
        self.compose(path, headers, form);
        let reused = self.stream.is_some();
        let begun = Instant::now();
        let answer = match self.exchange().await {
            // The server may close an idle connection at the moment it is used again.
            Err(_) if reused && self.input.is_empty() => {
                self.stream = None;
                self.exchange().await
            }
            answer => answer,
        };
        if form.is_some_and(|form| form.contains("password=")) {
            self.password = Some(begun.elapsed());
        }
        answer
    }

    fn compose(&mut self, path: &str, headers: &str, form: Option<&str>) {
        use std::io::Write as _;
        self.output.clear();
        let method = if form.is_some() { "POST" } else { "GET" };
        let _ = write!(
            self.output,
            "{method} {path} HTTP/1.1\r\nhost: {}\r\n{headers}",
            self.address
        );
        if let Some(form) = form {
            let _ = write!(
                self.output,
                "content-type: application/x-www-form-urlencoded\r\ncontent-length: {}\r\n\r\n{form}",
                form.len()
            );
        } else {
            self.output.extend_from_slice(b"\r\n");
        }
    }

    async fn exchange(&mut self) -> anyhow::Result<Response> {
        self.input.clear();
        let result = self.try_exchange().await;
        if result.is_err() {
            self.stream = None;
        }
        result
    }

    async fn try_exchange(&mut self) -> anyhow::Result<Response> {
        if self.stream.is_none() {
            let stream = TcpStream::connect(&self.address).await?;
            stream.set_nodelay(true)?;
            self.stream = Some(stream);
        }
        let stream = self.stream.as_mut().context("no stream")?;
        stream.write_all(&self.output).await?;
        let (mut response, head) = loop {
            if let Some(found) = parse_head(&self.input)? {
                break found;
            }
            if stream.read_buf(&mut self.input).await? == 0 {
                bail!("the server closed the connection");
            }
        };
        let mut body = self.input.split_off(head.size);
        if head.chunked {
            loop {
                if let Some(whole) = join_chunks(&body)? {
                    response.body = whole;
                    break;
                }
                if stream.read_buf(&mut body).await? == 0 {
                    bail!("the server closed the connection inside a body");
                }
            }
        } else {
            let length = head.length.unwrap_or(0);
            while body.len() < length {
                if stream.read_buf(&mut body).await? == 0 {
                    bail!("the server closed the connection inside a body");
                }
            }
            response.body = body;
        }
        if head.close {
            self.stream = None;
        }
        Ok(response)
    }
}

fn parse_head(input: &[u8]) -> anyhow::Result<Option<(Response, Head)>> {
    let mut headers = [httparse::EMPTY_HEADER; 64];
    let mut parsed = httparse::Response::new(&mut headers);
    let httparse::Status::Complete(size) = parsed.parse(input)? else {
        return Ok(None);
    };
    let mut response = Response {
        status: parsed.code.context("no status")?,
        ..Response::default()
    };
    let mut head = Head {
        length: None,
        chunked: false,
        close: false,
        size,
    };
    for header in parsed.headers.iter() {
        let value = || String::from_utf8_lossy(header.value).into_owned();
        match header.name {
            name if name.eq_ignore_ascii_case("content-length") => {
                head.length = Some(value().trim().parse()?)
            }
            name if name.eq_ignore_ascii_case("transfer-encoding") => head.chunked = true,
            name if name.eq_ignore_ascii_case("connection") => {
                head.close = header.value.eq_ignore_ascii_case(b"close")
            }
            name if name.eq_ignore_ascii_case("location") => response.location = Some(value()),
            name if name.eq_ignore_ascii_case("retry-after") => response.retry_after = true,
            name if name.eq_ignore_ascii_case("set-cookie") => response.cookies.push(value()),
            _ => {}
        }
    }
    Ok(Some((response, head)))
}

fn join_chunks(mut input: &[u8]) -> anyhow::Result<Option<Vec<u8>>> {
    let mut whole = Vec::new();
    loop {
        let httparse::Status::Complete((start, size)) =
            httparse::parse_chunk_size(input).map_err(|_| anyhow::anyhow!("bad chunk"))?
        else {
            return Ok(None);
        };
        let end = start + usize::try_from(size)?;
        if input.len() < end + 2 {
            return Ok(None);
        }
        if size == 0 {
            return Ok(Some(whole));
        }
        whole.extend_from_slice(&input[start..end]);
        input = &input[end + 2..];
    }
}
