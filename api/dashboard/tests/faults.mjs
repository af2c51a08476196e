// Everything that a browser complains about, gathered so that a step can demand silence.

import assert from 'node:assert/strict';

export async function watch(page, origin) {
  const faults = [];
  /** A status, or 'lost' for a request without an answer: what the step is about to provoke. */
  let expected = null;

  /** Requests without an answer so far. */
  const under = new Set();

  const awaited = (kind) => expected !== null && expected === kind;

  // What is deleted while its reading is waited for is gone.
  const gone = (status, url) => status === 410 && /\/text\?wait=\d+$/.test(url);

  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    // The browser itself logs each answer that isn't a success.
    const provoked = message.text().startsWith('Failed to load resource') && expected !== null;
    const status = Number(/status of (\d+)/.exec(message.text())?.[1]);
    if (!provoked && !gone(status, message.location().url)) faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    under.add(request);
    const target = new URL(request.url());
    if (target.origin !== origin) faults.push(`request to another origin: ${target.origin}`);
  });
  page.on('requestfinished', (request) => under.delete(request));
  page.on('requestfailed', (request) => {
    under.delete(request);
    // A page that is left gives up what it was reading.
    if (request.method() === 'GET' && request.failure()?.errorText === 'net::ERR_ABORTED') return;
    if (!awaited('lost')) faults.push(`failed: ${request.method()} ${request.url()} ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !awaited(response.status()) && !gone(response.status(), response.url())) {
      faults.push(`status ${response.status()}: ${response.request().method()} ${response.url()}`);
    }
  });
  await page.exposeFunction('reportPolicyViolation', (line) => faults.push(line));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      window.reportPolicyViolation(`content security policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });

  return {
    /** Runs an action that provokes just this kind of failure. */
    async expecting(kind, action) {
      expected = kind;
      try {
        await action();
        // The console's line about a response may come a moment after the page has reacted to it.
        await page.waitForTimeout(100);
      } finally {
        expected = null;
      }
    },
    /** Waits until no request has been under way for a moment. */
    async quiet() {
      for (let still = 0; still < 3; still = under.size === 0 ? still + 1 : 0) await page.waitForTimeout(50);
    },
    assertNone() {
      assert.equal(faults.length, 0, `the browser complained:\n${faults.join('\n')}`);
    },
  };
}
