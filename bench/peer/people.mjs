// People of the peer and its sign-in page: the same two fields as Durward's, the password compared as it stands (no hash).

const password = 'correct horse battery staple';

/** The account `id`, as oidc-provider wants it. */
export function account(id) {
  return {
    accountId: id,
    claims: () => ({
      sub: id, name: `Given ${id} Family`, given_name: `Given ${id}`, family_name: 'Family', locale: 'en', email: `${id}@bench.example`, email_verified: true,
    }),
  };
}

function page(action, problem) {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Sign in</title></head><body><main><h1>Sign in</h1>
${problem ? `<p role="alert">${problem}</p>` : ''}
<form method="post" action="${action}">
<label for="username">Username</label><input id="username" name="username" autocomplete="username">
<label for="password">Password</label><input id="password" name="password" type="password" autocomplete="current-password">
<button id="login-submit" name="login-submit">Sign in</button></form></main></body></html>`;
}

async function form(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return new URLSearchParams(Buffer.concat(chunks).toString());
}

/** The handler of the sign-in page under `base`/interaction/. */
export function interactions(provider, base) {
  return async function interact(request, response) {
    const action = request.url;
    const show = (problem) => response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' }).end(page(action, problem));
    await provider.interactionDetails(request, response);
    if (request.method !== 'POST') return show();
    const input = await form(request);
    if (input.get('password') !== password) return show('That did not work.');
    return provider.interactionFinished(request, response, { login: { accountId: input.get('username') } });
  };
}
