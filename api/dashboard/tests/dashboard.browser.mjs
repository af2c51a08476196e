// What a person does with the dashboard, in a real browser against a running server.
//
//   EUNOIA_URL            where the dashboard is served, for example http://127.0.0.1:8080/
//   EUNOIA_DEMO_EMAIL, EUNOIA_DEMO_PASSWORD
//                         a simulated person with some months of mood and sleep; their steps are left out without
//   CHROMIUM              the browser, /usr/bin/chromium by default
//
// Names of pages after the command run these alone. Ends at the first assertion that fails, with a status other than 0.
// What is not asked of the server is listed in stand_in/index.mjs.

import { end, hasDemo, told } from './stage.mjs';
import { STOOD_IN } from './stand_in/index.mjs';

const PAGES = ['door', 'today', 'recording', 'calendar', 'sleep', 'assessments', 'journal', 'text_reading', 'insights', 'risk', 'import', 'account', 'organisation', 'every_page'];

const asked = process.argv.slice(2);
let failure = null;
try {
  for (const [part] of STOOD_IN) console.log(`stood in for: ${part}`);
  if (!hasDemo) console.log('skip the simulated person: EUNOIA_DEMO_EMAIL and EUNOIA_DEMO_PASSWORD are not set');
  for (const name of asked.length > 0 ? asked : PAGES) {
    const { default: test } = await import(`./${name}.browser.mjs`);
    await test();
  }
} catch (thrown) {
  failure = thrown;
} finally {
  await end();
}

if (failure !== null) {
  console.error(`FAIL ${told.current}\n${failure instanceof Error ? failure.stack : failure}`);
  console.log(`${told.passed} passed, 1 failed`);
  process.exit(1);
}
console.log(`${told.passed} passed, 0 failed`);
