// A million users who already signed in: user `i` holds access token `seeded-i` under grant `seeded-i`.

const issued = Math.floor(Date.now() / 1000);
const expires = issued + 86_400;

/** The stored payload of the seeded row `id` of `model`, or undefined when the model has no seeded rows. */
export function seeded(model, id) {
  const account = `user-${id.slice('seeded-'.length)}`;
  if (model === 'AccessToken') {
    return {
      iat: issued, exp: expires, jti: id, kind: 'AccessToken', accountId: account, clientId: 'shop', grantId: id, gty: 'authorization_code',
      scope: 'openid profile email',
    };
  }
  if (model === 'Grant') {
    return { iat: issued, exp: expires, jti: id, kind: 'Grant', accountId: account, clientId: 'shop', openid: { scope: 'openid profile email' } };
  }
  return undefined;
}
