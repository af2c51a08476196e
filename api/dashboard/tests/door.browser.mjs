// Signing in and out, accounts, and sessions that end.

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { door, focused, inside, open, openNew, problem, reload, signIn, step, title, url, ZONE } from './stage.mjs';

export default async function aDoor() {
  const person = { email: `browser-${randomUUID()}@example.org`, password: randomUUID() };
  const { context, page, faults } = await open();

  await step('the dashboard opens on the sign-in form', faults, async () => {
    await page.goto(url);
    await door(page).waitFor();
  });

  await step('wrong credentials are explained next to the form', faults, async () => {
    await page.getByLabel('Email').fill(person.email);
    await page.getByLabel('Password').fill(person.password);
    await faults.expecting(401, async () => {
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByRole('alert').waitFor();
    });
    assert.notEqual((await page.getByRole('alert').innerText()).trim(), '');
    assert.equal(await page.getByLabel('Email').inputValue(), person.email, 'the form keeps what was typed');
  });

  await step('a new account opens on an empty state', faults, async () => {
    await page.getByRole('button', { name: 'Create account' }).click();
    await page.getByText(ZONE.replaceAll('_', ' ')).waitFor();
    await page.getByLabel('Email').fill(person.email);
    await page.getByLabel('Password').fill(person.password);
    await page.getByRole('button', { name: 'Create account' }).click();
    await inside(page).waitFor();
    await page.getByTestId('empty-state').waitFor();
    assert.equal(await page.locator('.entry').count(), 0, 'a fresh account has no entries');
    assert.equal(await page.getByTestId('forecast-band').count(), 0, 'no forecast without data');
    assert.doesNotMatch(await page.getByRole('main').innerText(), /(mood|sleep)\.[a-z]/, 'what is not there yet has a name in words');
    assert.equal(await page.getByTestId('synthetic-banner').count(), 0, 'a real person is not simulated');
  });

  await step('a refused field is named at the field', faults, async () => {
    const other = await open();
    const errors = [{ field: 'password', value: null, reason: 'is easy to guess' }];
    const refusal = problem(422, 'invalid', { detail: 'The account has a mistake.', errors });
    await other.page.route('**/v1/auth/register', (route) => route.fulfill(refusal));
    await other.page.goto(url);
    await other.page.getByRole('button', { name: 'Create account' }).click();
    await other.page.getByLabel('Email').fill(person.email);
    await other.page.getByLabel('Password').fill(person.password);
    await other.faults.expecting(422, async () => {
      await other.page.getByRole('button', { name: 'Create account' }).click();
      await other.page.getByRole('alert').getByText('The account has a mistake.').waitFor();
    });
    const password = other.page.getByLabel('Password');
    assert.equal(await password.getAttribute('aria-invalid'), 'true');
    const described = (await password.getAttribute('aria-describedby')).split(' ');
    const reason = other.page.getByText('is easy to guess', { exact: true });
    assert.ok(described.includes(await reason.getAttribute('id')), 'the reason belongs to the field');
    other.faults.assertNone();
    await other.context.close();
  });

  await step('a taken email is refused with the reason', faults, async () => {
    const other = await open();
    await other.page.goto(url);
    await other.page.getByRole('button', { name: 'Create account' }).click();
    await other.page.getByLabel('Email').fill(person.email);
    await other.page.getByLabel('Password').fill(person.password);
    await other.faults.expecting(409, async () => {
      await other.page.getByRole('button', { name: 'Create account' }).click();
      await other.page.getByRole('alert').waitFor();
    });
    other.faults.assertNone();
    await other.context.close();
  });

  await step('a reload stays signed in and on its page; the access token is stored nowhere', faults, async () => {
    await page.locator('.rail').getByRole('link', { name: 'Insights' }).click();
    await title(page, 'Insights').waitFor();
    await reload(page, faults);
    await title(page, 'Insights').waitFor();
    const stored = await page.evaluate(() => [Object.keys(localStorage), Object.keys(sessionStorage), document.cookie]);
    assert.deepEqual(stored, [[], ['eunoia.refresh_token'], '']);
  });

  await step('signing out forgets the session and where one was', faults, async () => {
    const heard = page.waitForResponse((response) => response.url().endsWith('/v1/auth/logout'));
    await page.locator('.rail').getByRole('button', { name: 'Sign out' }).click();
    await door(page).waitFor();
    assert.equal((await heard).status(), 204);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    assert.equal(new URL(page.url()).hash, '');
    await reload(page, faults);
    await door(page).waitFor();
  });

  await step('signing in again works by keyboard alone', faults, async () => {
    await page.keyboard.press('Tab');
    assert.equal(await focused(page, 'name'), 'email');
    await page.keyboard.type(person.email);
    await page.keyboard.press('Tab');
    assert.equal(await focused(page, 'name'), 'password');
    await page.keyboard.type(person.password);
    await page.keyboard.press('Enter');
    await inside(page).waitFor();
  });

  await step('an access token that ran out is renewed without a word', faults, async () => {
    let refused = false;
    await page.route('**/v1/dashboard?*', (route) => {
      if (refused) return route.fallback();
      refused = true;
      return route.fulfill(problem(401, 'unauthenticated', { detail: 'The token has expired.' }));
    });
    await faults.expecting(401, async () => {
      const answer = page.waitForResponse((response) => response.url().includes('days=30') && response.ok());
      await page.locator('.rail').getByRole('link', { name: 'Sleep' }).click();
      await answer;
    });
    await page.unroute('**/v1/dashboard?*');
    assert.ok(refused);
    await title(page, 'Sleep').waitFor();
  });
  await context.close();

  const ended = await openNew();
  await step('a session that the server ended leads back to the door', ended.faults, async () => {
    const over = problem(401, 'session_expired', { detail: 'The session is over.' });
    await ended.page.route(/\/v1\/(dashboard|moods|auth\/refresh)/, (route) => route.fulfill(over));
    await ended.faults.expecting(401, async () => {
      await ended.page.locator('.rail').getByRole('link', { name: 'Calendar' }).click();
      await ended.page.getByText('Your session has ended.').waitFor();
    });
    assert.equal(await ended.page.evaluate(() => sessionStorage.length), 0);
  });
  await ended.context.close();

  const two = await openNew();
  await step('the next person in the same window sees nothing of the one before', two.faults, async () => {
    await two.page.locator('.rail').getByRole('link', { name: 'Journal' }).click();
    await two.page.getByRole('link', { name: 'Write' }).first().click();
    await two.page.getByLabel('Your words').fill('for my eyes only');
    await two.page.locator('.rail').getByRole('button', { name: 'Sign out' }).click();
    await door(two.page).waitFor();
    const next = await openNew();
    await signIn(two.page, next.person);
    await two.page.getByRole('tab', { name: 'Journal' }).click();
    assert.equal(await two.page.getByLabel('Your words').inputValue(), '');
    await next.context.close();
  });
  await two.context.close();
}
