import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { reportAddress, reportAdvice } from '../../src/core/reportAddress.ts';

const root = path.resolve(import.meta.dirname, '..', '..');

describe('where a report goes', () => {
  it('is the page that package.json names, before an e-mail address', () => {
    const page = 'https://example.org/issues';
    assert.equal(reportAddress(page), page);
    assert.equal(reportAddress({ url: page, email: 'a@example.org' }), page);
    assert.equal(reportAddress({ email: 'a@example.org' }), 'mailto:a@example.org');
    assert.match(reportAdvice(page), /paste it at https:\/\/example\.org\/issues\./);
    assert.match(reportAdvice('mailto:a@example.org'), /send it to a@example\.org\./);
  });

  it('is said too when package.json names no address that can be opened safely', () => {
    for (const bugs of [undefined, null, '', 1, {}, 'command:x', { url: 'http://example.org' }]) {
      assert.equal(reportAddress(bugs), undefined, JSON.stringify(bugs));
    }
    assert.match(reportAdvice(undefined), /send it to where you got MLOps Roadmap from/);
  });
});

describe('a text that asks for a report', () => {
  // The two buttons copy a report and say where to send it.
  const BUTTONS = /Report an error in this note|This check seems wrong/i;
  const ASKS =
    /\b(copy a report|(please )?report (it|this|that|the \w+|a bug|bugs|an issue) (to|with|at|here)|(file|open) (an|a new) issue|(send|tell|contact|ask) (it to |them to )?(us|the (authors|developers|maintainers)))\b/i;

  const sources = fs
    .readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join('src', name));

  it('names a button that says where it goes', () => {
    const astray = [...sources, 'package.json', 'package.nls.json', 'README.md'].flatMap((file) =>
      fs
        .readFileSync(path.join(root, file), 'utf8')
        .split('\n')
        .filter((line) => ASKS.test(line) && !BUTTONS.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
    assert.deepEqual(astray, []);
  });

  it('is recognised', () => {
    for (const text of [
      'Fill in what is wrong and send it to the authors.',
      'Please report it with the button at the end of the page.',
      'This is ours to mend: copy a report with a button.',
    ]) {
      assert.match(text, ASKS);
    }
  });
});
