import assert from 'node:assert/strict';
import { auditText } from '../../scripts/licences/auditText.mts';

describe('the text of npm run audit', () => {
  it('lists what learners run before what only builds, with the advisory', () => {
    const text = auditText(
      {
        vulnerabilities: {
          tool: { severity: 'high', via: ['deep'] },
          deep: { severity: 'high', via: [{ title: 'Slow', url: 'https://example.org/1' }] },
          yaml: { severity: 'low', via: [{ title: 'Loops', url: 'https://example.org/2' }] },
        },
      },
      new Set(['yaml']),
    );
    assert.deepEqual(text.split('\n'), [
      'In bundles, which learners run: 1',
      '  yaml, low: Loops (https://example.org/2)',
      'In tools that build and test: 2',
      '  tool, high: through deep',
      '  deep, high: Slow (https://example.org/1)',
    ]);
  });

  it('says that there is no report, which is not the same as no findings', () => {
    assert.match(auditText({ message: '405 Method Not Allowed' }, new Set()), /no report: 405/);
    assert.match(auditText({}, new Set()), /no report: it could not be read/);
  });
});
