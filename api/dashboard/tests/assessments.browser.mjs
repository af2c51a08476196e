// Questionnaires: filling in, what comes of them, and care at once.

import assert from 'node:assert/strict';
import { daysAgo, nav, openNew, problem, reload, send, step, title, ZONE } from './stage.mjs';

/** Questions and choices of each, as its sources count them; C-SSRS is asked apart. */
const SHAPES = { phq9: [9, 4], gad7: [7, 4], phq2: [2, 4], gad2: [2, 4], who5: [5, 6], isi: [7, 5] };

export default async function assessments() {
  const { context, page, faults, person } = await openNew();
  const open = async (instrument) => {
    await page.goto(new URL('#/assessments', page.url()).href);
    await title(page, 'Assessments').waitFor();
    await page.goto(new URL(`#/assessments/${instrument}`, page.url()).href);
    await page.locator('.questionnaire').waitFor();
  };
  const answer = async (values) => {
    const items = await page.locator('.questions fieldset').all();
    for (const [index, value] of values.entries()) {
      if (value !== null) await items[index].locator(`input[value="${value}"]`).check({ force: true });
    }
  };
  const save = () => page.getByRole('button', { name: 'Save answers' }).click();
  const result = () => page.getByRole('heading', { name: 'Your answers are saved' });
  const yes = (question, word = 'Yes') => page.getByRole('group', { name: question }).getByRole('radio', { name: word }).check({ force: true });

  await step('every questionnaire is offered with its questions and answers', faults, async () => {
    await nav(page, 'Assessments').click();
    await title(page, 'Assessments').waitFor();
    assert.equal(await page.getByRole('link', { name: /^Fill in/ }).count(), 7);
    for (const [instrument, [items, choices]] of Object.entries(SHAPES)) {
      await open(instrument);
      assert.equal(await page.locator('.questions fieldset').count(), items, instrument);
      assert.equal(await page.locator('.questions input').count(), items * choices, instrument);
    }
    await open('phq9');
    await page.getByText('9. Thoughts that you would be better off dead or of hurting yourself in some way').waitFor();
  });

  await step('nothing is sent before it is answered', faults, async () => {
    await open('gad2');
    await answer([1]);
    await save();
    await page.getByRole('alert').getByText('Please answer every question').waitFor();
  });

  await step('a questionnaire is filled in by keyboard, and the server scores it', faults, async () => {
    await open('who5');
    await page.locator('.questions input').first().focus();
    for (let item = 0; item < 5; item += 1) {
      await page.keyboard.press('Space');
      await page.keyboard.press('Tab');
    }
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await page.keyboard.press('Enter');
    assert.deepEqual((await sent).postDataJSON().data, { instrument: 'who5', answers: [5, 5, 5, 5, 5] }, 'the first answer is the best one');
    await result().waitFor();
    assert.ok(await result().evaluate((heading) => heading === document.activeElement), 'the result takes the focus');
    await page.locator('.result').filter({ hasText: /100 points[\s\S]*adequate wellbeing/ }).waitFor();
    assert.equal(await page.getByTestId('care').count(), 0);
  });

  await step('left out answers are prorated, and the safety question is not taken for granted', faults, async () => {
    await open('phq9');
    await answer([1, 1, 1, 1, 1, 1, 1, 1, null]);
    await save();
    await page.getByText('One answer was left out; the total is prorated').waitFor();
    await page.locator('.result').getByRole('link', { name: 'Fill in C-SSRS screener' }).waitFor();
    assert.equal(await page.getByTestId('care').count(), 0);
  });

  await step('an answer to the ninth question shows where help is at once, before anything is sent', faults, async () => {
    await open('phq9');
    await answer([0, 0, 0, 0, 0, 0, 0, 0, 0]);
    assert.equal(await page.getByTestId('care').count(), 0);
    await answer([0, 0, 0, 0, 0, 0, 0, 0, 1]);
    const care = page.getByTestId('care');
    await care.getByText('findahelpline.com').waitFor();
    assert.equal(await care.getAttribute('role'), 'alert');
    assert.ok(await care.evaluate((box) => box.closest('li') !== null), 'right under the question');
  });

  await step('it stays after saving, also when the answer was lost on its way', faults, async () => {
    await page.route('**/v1/assessments', (route) => route.abort('connectionreset'));
    await faults.expecting('lost', async () => {
      await save();
      await page.getByText('never counted twice').waitFor();
    });
    await page.getByTestId('care').waitFor();
    await page.unroute('**/v1/assessments');
    await save();
    await result().waitFor();
    await page.locator('.result').getByTestId('care').waitFor();
    await page.getByRole('link', { name: 'See it over time' }).click();
    await page.getByTestId('care').waitFor();
  });

  await step('the screener asks further only where it must', faults, async () => {
    await open('cssrs');
    assert.equal(await page.locator('.question').count(), 3);
    await yes('wished you were dead', 'No');
    await yes('actually had any thoughts', 'No');
    await yes('done anything', 'No');
    assert.equal(await page.locator('.question').count(), 3);
    assert.equal(await page.getByTestId('care').count(), 0);
    await yes('actually had any thoughts');
    assert.equal(await page.locator('.question').count(), 6);
    await page.getByTestId('care').waitFor();
    await yes('thinking about how', 'No');
    await yes('some intention of acting');
    await yes('worked out the details', 'No');
    await page.getByRole('group', { name: 'within the past day' }).waitFor();
    await save();
    await page.getByRole('alert').getByText('Please answer every question').waitFor();
    await yes('within the past day', 'No');
    await yes('done anything');
    await yes('within the past three months', 'No');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await save();
    assert.deepEqual((await sent).postDataJSON().data.screener, {
      wish_to_be_dead: false, suicidal_thoughts: true, method: false, intent: true, plan: false, intent_or_plan_past_day: false,
      behaviour_lifetime: true, behaviour_past_3_months: false,
    });
    await page.locator('.result').getByTestId('care').waitFor();
  });

  await step('answers that are no longer asked for are not sent', faults, async () => {
    await open('cssrs');
    await yes('wished you were dead', 'No');
    await yes('actually had any thoughts');
    await yes('thinking about how', 'No');
    await yes('some intention of acting');
    await yes('within the past day');
    await yes('some intention of acting', 'No');
    await yes('worked out the details', 'No');
    await yes('done anything', 'No');
    const sent = page.waitForRequest((request) => request.method() === 'POST');
    await save();
    assert.deepEqual((await sent).postDataJSON().data.screener, {
      wish_to_be_dead: false, suicidal_thoughts: true, method: false, intent: false, plan: false, behaviour_lifetime: false, behaviour_past_3_months: false,
    });
    await result().waitFor();
    await open('cssrs');
    await yes('wished you were dead', 'No');
    await yes('actually had any thoughts');
    await yes('thinking about how');
    await yes('actually had any thoughts', 'No');
    await yes('done anything', 'No');
    await save();
    await page.getByText('None of your answers asks for more today.').waitFor();
    assert.equal(await page.getByTestId('care').count(), 0);
  });

  await step('totals over time stand before their ranges, with what changed reliably', faults, async () => {
    for (const [days, answers] of [[60, [2, 2, 2, 2, 2, 1, 1, 1, 0]], [30, [2, 2, 2, 2, 1, 1, 1, 0, 0]], [1, [1, 1, 0, 0, 0, 0, 0, 0, 0]]]) {
      await send('POST', '/v1/assessments', { at: `${daysAgo(days)}T00:30:00`, zone: ZONE, data: { instrument: 'phq9', answers } }, person.token);
    }
    await page.goto(new URL('#/assessments', page.url()).href);
    await reload(page, faults);
    const course = page.locator('section').filter({ has: page.getByRole('heading', { name: 'PHQ-9 over time' }) });
    await course.getByText('moderately severe').waitFor();
    assert.ok((await course.getByTestId('course-point').count()) >= 4);
    await course.getByText('A change of 6 points or more').waitFor();
    await course.getByRole('slider').focus();
    await page.keyboard.press('Home');
    const reading = () => course.getByRole('slider').getAttribute('aria-valuetext');
    assert.match(await reading(), /13 points · moderate · first time/);
    await page.keyboard.press('ArrowRight');
    assert.match(await reading(), /11 points · moderate · −2, better: within what chance explains/);
    await page.keyboard.press('ArrowRight');
    assert.match(await reading(), /2 points · minimal · −9, better: a reliable change/);
    await course.getByText('Show as a table').click();
    await course.getByRole('row').nth(4).waitFor();
  });

  await step('a server that tells no course leaves it out', faults, async () => {
    await page.route('**/v1/assessments/course', (route) => route.fulfill(problem(404, 'not_found', { detail: 'there is nothing at this path' })));
    await faults.expecting(404, async () => {
      await reload(page, faults);
      await title(page, 'Assessments').waitFor();
      await faults.quiet();
    });
    assert.equal(await page.locator('.course').count(), 0);
    assert.equal(await page.getByTestId('problem').count(), 0);
  });
  await context.close();
}
