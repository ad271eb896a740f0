// Certificates made by openssl, and a fetch that presents one.
import https from 'node:https';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { runOk } from './processes.mjs';

const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];

/** A self-signed certificate: `subject` as openssl writes it, `extensions` added to it. */
export async function selfSigned(folder, name, subject, ...extensions) {
  const [key, cert] = [path.join(folder, `${name}.key`), path.join(folder, `${name}.pem`)];
  await runOk('openssl', ['req', '-x509', ...curve, '-days', '2', '-subj', subject, ...extensions.flatMap((one) => ['-addext', one]), '-keyout', key, '-out', cert]);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8'), files: { key, cert } };
}

/** A certificate that `authority` issued to `subject`, for clients. */
export async function issued(folder, name, subject, authority) {
  const [key, request, cert] = ['key', 'csr', 'pem'].map((ending) => path.join(folder, `${name}.${ending}`));
  await runOk('openssl', ['req', '-new', ...curve, '-subj', subject, '-addext', 'extendedKeyUsage=clientAuth', '-keyout', key, '-out', request]);
  await runOk('openssl', ['x509', '-req', '-in', request, '-CA', authority.files.cert, '-CAkey', authority.files.key, '-CAcreateserial', '-copy_extensions', 'copyall', '-days', '2', '-out', cert]);
  return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
}

/** A `fetch` that trusts `ca` and presents `identity` (a key and a certificate), or nothing. */
export function fetchWith({ ca, identity = {}, headers: extra = {} }) {
  return (address, { method = 'GET', headers = {}, body } = {}) => new Promise((resolve, reject) => {
    const given = headers instanceof Headers ? Object.fromEntries(headers) : headers;
    const options = { method, headers: { ...given, ...extra }, ca, key: identity.key, cert: identity.cert, agent: false };
    const request = https.request(address, options, (answer) => {
      const parts = [];
      answer.on('data', (part) => parts.push(part));
      answer.once('error', reject);
      answer.once('end', () => {
        const status = answer.statusCode;
        const content = [204, 304].includes(status) ? null : Buffer.concat(parts);
        resolve(new Response(content, { status, headers: Object.entries(answer.headers).map(([name, value]) => [name, String(value)]) }));
      });
    });
    request.once('error', reject);
    request.end(body === undefined || body === null ? undefined : String(body));
  });
}
