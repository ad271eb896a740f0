// Signing up with a security question, and getting back in by its answer alone, with nothing but a keyboard; every page
// without a serious finding.
import test from 'node:test';
import assert from 'node:assert/strict';
import { browser, stage } from '../../lib/stage.mjs';
import { open } from '../../lib/keyboard.mjs';
import { sleep } from '../../lib/processes.mjs';

const { home, issuer } = await stage({ host: 'localhost', env: { DURWARD_LIMITS_SIGN_IN_RATE: '0' } });
await home.apply(`
kind: realm
name: acme
services:
  authentication: {mfa: never}
  selfService:
    generalConfig: {minimumAnswersToDefine: 1, minimumAnswersToVerify: 1}
    userRegistration:
      userRegistrationEnabled: true
      userRegistrationCaptchaEnabled: false
      userRegistrationEmailVerificationEnabled: false
      userRegistrationKbaEnabled: true
    forgottenPassword:
      forgottenPasswordEnabled: true
      forgottenPasswordEmailVerificationEnabled: false
      forgottenPasswordKbaEnabled: true
`);
const visit = await browser();
const [before, after] = ['nine quiet morning trains', 'four green evening boats'];

/** Fills in by keys what is given, by id, and sends it. */
async function answer(keys, values, next) {
  for (const [id, value] of Object.entries(values)) await keys.type(`[id="${id}"]`, value);
  await keys.to('#login-submit');
  await keys.enter(next);
}

/** Signs `username` up, with the car as the answer to one question. */
async function signUp(keys, username) {
  await keys.to('a[href*="register" i], a[href*="Registration"]');
  await keys.enter();
  if (await keys.step() === 'RegistrationEmail') await answer(keys, { email: `${username}@keys.example` });
  if (await keys.step() === 'RegistrationTerms') {
    await keys.to('#terms-accept');
    await keys.page.keyboard.press('Space');
    await answer(keys, {});
  }
  if (await keys.step() === 'RegistrationProfile') await answer(keys, { givenName: 'Pat' });
  await keys.reached('RegistrationCredentials');
  await answer(keys, { username, 'new-password': before }, 'RegistrationQuestions');
  await keys.to('#callback-0');
  await keys.page.keyboard.press('ArrowDown');
  await answer(keys, { 'callback-0-answer': 'Mustang' }, 'outcome');
}

for (const [how, options] of [
  ['scriptless', { javaScriptEnabled: false }],
  ['arabic', { locale: 'ar', colorScheme: 'dark', viewport: { width: 390, height: 844 } }],
]) {
  test(`a wrong answer to a security question is refused, the right one lets a new password be chosen (${how})`, async () => {
    const username = `rosa-${how}`;
    const keys = await open(visit, `questions-${how}`, `${issuer}/login`, options);
    await signUp(keys, username);
    await keys.page.goto(`${issuer}/login`);
    await keys.to('a[href*="recover"]');
    await keys.enter('ResetPasswordName');
    await answer(keys, { username }, 'ResetPasswordQuestions');
    await answer(keys, { 'callback-0': 'Beetle' }, 'ResetPasswordQuestions');
    assert.ok(await keys.page.getByRole('alert').first().isVisible(), 'the person is told that it was wrong');
    await answer(keys, { 'callback-0': ' mustang ' }, 'NewPassword');
    await answer(keys, { 'new-password': after }, 'outcome');
    await sleep(100);
    await keys.page.goto(`${issuer}/login`);
    await keys.signIn({ username, password: after });
    await keys.reached('account-overview');
  });
}
