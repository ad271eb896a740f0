// What a person does on the hosted pages, by the ids of the public contract.

/** The people of fixtures/acme.yaml. */
export const ana = { username: 'ana', password: 'correct horse battery staple' };
export const ben = { username: 'ben', password: 'a red bicycle in the rain' };
export const cleo = { username: 'cleo', password: 'seven painted wooden boats' };

/** Fills in the sign-in page that `page` shows and sends it. */
export async function signIn(page, { username, password }) {
  await page.locator('#username').fill(username);
  if (!(await page.locator('#password').isVisible())) await page.locator('#login-submit').click();
  await page.locator('#password').fill(password);
  await page.locator('#login-submit').click();
}

/** Waits until `page` arrived at an address that begins with `prefix`; resolves to it. */
export async function arrival(page, prefix) {
  await page.waitForURL((url) => url.href.startsWith(prefix));
  return new URL(page.url());
}

/** Presses what leads to another page, and waits for that page. */
export async function press(page, button) {
  const navigated = page.waitForEvent('framenavigated');
  await button.click();
  await navigated;
  await page.waitForLoadState();
}
